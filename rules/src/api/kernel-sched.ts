import type { ApiEntry } from './entry.js';
import { entries, entry, parameters, type Facts } from './kernel-build.js';

/** Task states, sleeping, waking of tasks, delays, signals, barriers and what does not return. */
export const schedEntries: readonly ApiEntry[] = [
  ...states(),
  ...sleeps(),
  ...stateSleeps(),
  ...delays(),
  ...taskWakeUps(),
  ...signals(),
  ...barriers(),
  ...noReturns(),
];

function states(): readonly ApiEntry[] {
  const facts: Facts = { state: 0, counterpart: 'setTaskState' };
  return [
    entry(
      'set_current_state',
      'set-state',
      'sched',
      'Sets the state of the current task, then a full barrier: test the condition after it.',
      { ...facts, fenced: true },
    ),
    entry(
      '__set_current_state',
      'set-state',
      'sched',
      'Sets the state of the current task without a barrier: for TASK_RUNNING, or under a lock the waker takes.',
      facts,
    ),
    entry(
      'set_special_state',
      'set-state',
      'sched',
      'Sets a state that has no test of its own (stopped, traced, dead), under the task lock.',
      facts,
    ),
  ];
}

function sleeps(): readonly ApiEntry[] {
  const plain: Facts = { result: 'none', counterpart: 'schedule' };
  const jiffies: Facts = { ...parameters('t'), result: 'time-left', counterpart: 'scheduleTimeout' };
  return [
    entry(
      'schedule',
      'sleep',
      'sched',
      'Gives up the processor; sleeps if a sleeping state was set before.',
      plain,
    ),
    entry('io_schedule', 'sleep', 'sched', 'schedule(), counted as waiting for input or output.', plain),
    entry(
      'schedule_preempt_disabled',
      'sleep',
      'sched',
      'schedule() for a caller with preemption off; off again on return.',
      plain,
    ),
    entry('schedule_rtlock', 'sleep', 'sched', 'schedule() for the sleeping locks of PREEMPT_RT.', plain),
    entry(
      'schedule_timeout',
      'sleep',
      'sched',
      'schedule() that ends after the given jiffies at the latest; result: jiffies left, 0 when they ran out.',
      jiffies,
    ),
    entry(
      'io_schedule_timeout',
      'sleep',
      'sched',
      'schedule_timeout(), counted as waiting for input or output.',
      jiffies,
    ),
    ...entries(
      ['schedule_hrtimeout', 'schedule_hrtimeout_range', 'schedule_hrtimeout_range_clock'],
      'sleep',
      'sched',
      'schedule() that ends at the given ktime at the latest; result: 0 when the time ran out, -EINTR when woken.',
      { ...parameters('k'), counterpart: 'scheduleTimeout' },
    ),
  ];
}

function stateSleeps(): readonly ApiEntry[] {
  const row = (
    state: 'interruptible' | 'uninterruptible' | 'killable' | 'idle',
    counterpart: string,
  ): ApiEntry =>
    entry(
      `schedule_timeout_${state}`,
      'state-sleep',
      'sched',
      `Sets the ${state} state and sleeps for the given jiffies at most; result: jiffies left.`,
      { ...parameters('t'), state, result: 'time-left', counterpart },
    );
  return [
    row('interruptible', 'scheduleTimeoutInterruptible'),
    row('uninterruptible', 'scheduleTimeoutUninterruptible'),
    row('killable', 'scheduleTimeoutKillable'),
    row('idle', 'scheduleTimeoutIdle'),
  ];
}

function delays(): readonly ApiEntry[] {
  const row = (name: string, unit: 'ms' | 'us' | 's', doc: string, facts: Facts = {}): ApiEntry =>
    entry(name, 'delay', 'sched', doc, {
      timeout: { arg: 0, unit },
      state: 'uninterruptible',
      counterpart: 'scheduleTimeoutUninterruptible',
      ...facts,
    });
  return [
    row('msleep', 'ms', 'Sleeps for at least the given milliseconds; nobody can end it.'),
    row(
      'msleep_interruptible',
      'ms',
      'Sleeps for the given milliseconds; a signal ends it; result: milliseconds left.',
      {
        state: 'interruptible',
        result: 'count',
        counterpart: 'scheduleTimeoutInterruptible',
      },
    ),
    row('ssleep', 's', 'Sleeps for at least the given seconds; nobody can end it.'),
    row('usleep_range', 'us', 'Sleeps between two numbers of microseconds; nobody can end it.'),
    row('usleep_idle_range', 'us', 'usleep_range() that does not count as load.', { state: 'idle' }),
    row('usleep_range_state', 'us', 'Sleeps between two numbers of microseconds in the given state.', {
      state: 2,
    }),
    row('fsleep', 'us', 'Sleeps or spins for at least the given microseconds, as suits their number.'),
  ];
}

function taskWakeUps(): readonly ApiEntry[] {
  const facts: Facts = { ...parameters('p'), fenced: true, counterpart: 'wakeUpProcess' };
  return [
    entry('wake_up_process', 'wake', 'sched', 'Wakes a task from interruptible or uninterruptible sleep.', {
      ...facts,
      result: 'bool',
    }),
    entry('wake_up_state', 'wake', 'sched', 'Wakes a task that sleeps in one of the given states.', {
      ...facts,
      state: 1,
      result: 'bool',
    }),
    ...entries(
      ['wake_q_add', 'wake_q_add_safe'],
      'wake',
      'sched',
      'Notes a task that wake_up_q() is to wake; the update must come before.',
      facts,
    ),
    entry('wake_up_q', 'wake', 'sched', 'Wakes every task that wake_q_add() has noted.', {
      counterpart: 'wakeUpProcess',
    }),
  ];
}

function signals(): readonly ApiEntry[] {
  const row = (name: string, doc: string, list: string): ApiEntry =>
    entry(name, 'signal-test', 'sched', doc, {
      ...parameters(list),
      result: 'bool',
      counterpart: 'signalPending',
    });
  return [
    row('signal_pending', 'Asks whether a signal is pending for a task.', 'p'),
    row('task_sigpending', 'Asks whether a real signal is pending for a task.', 'p'),
    row('fatal_signal_pending', 'Asks whether a task is being killed.', 'p'),
    row('__fatal_signal_pending', 'Asks whether SIGKILL is pending for a task.', 'p'),
    row(
      'signal_pending_state',
      'Asks whether a signal is pending that ends a sleep in the given state.',
      's p',
    ),
  ];
}

function barriers(): readonly ApiEntry[] {
  return [
    ...entries(
      ['smp_mb', 'mb', 'smp_mb__after_atomic', 'smp_mb__before_atomic'],
      'barrier',
      'lock',
      'Full memory barrier: what is written before is seen before what is read after.',
      { fenced: true },
    ),
    ...entries(
      ['smp_mb__after_spinlock', 'smp_mb__after_unlock_lock', 'smp_mb__after_srcu_read_unlock'],
      'barrier',
      'lock',
      'Turns the lock or unlock before it into a full memory barrier.',
      { fenced: true },
    ),
    entry('smp_store_mb', 'barrier', 'lock', 'Stores a value, then a full memory barrier.', { fenced: true }),
    ...entries(
      ['smp_wmb', 'wmb'],
      'barrier',
      'lock',
      'Orders writes only; a test after it may still come first.',
    ),
    ...entries(['smp_rmb', 'rmb'], 'barrier', 'lock', 'Orders reads only.'),
  ];
}

function noReturns(): readonly ApiEntry[] {
  return [
    ...entries(
      ['BUG', 'panic', 'unreachable'],
      'no-return',
      'sched',
      'Does not return: the kernel stops here.',
    ),
    ...entries(
      [
        'do_exit',
        'do_group_exit',
        'do_task_dead',
        'make_task_dead',
        'kthread_exit',
        'kthread_complete_and_exit',
      ],
      'no-return',
      'sched',
      'Does not return: the task ends here.',
    ),
    ...entries(
      ['module_put_and_kthread_exit', '__module_put_and_kthread_exit'],
      'no-return',
      'sched',
      'Does not return: drops the module and ends the kernel thread.',
    ),
    entry(
      'module_put_and_exit',
      'no-return',
      'sched',
      'Does not return: today module_put_and_kthread_exit().',
      {
        historic: true,
      },
    ),
  ];
}
