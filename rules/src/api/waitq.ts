import type { ApiEntry } from './entry.js';
import { MAIN, BOTH, THREADS, type More, entry, QUEUE, ENTRY_SECOND, ENTRY_FIRST } from './waitq-build.js';
import { simpleQueue } from './waitq-simple.js';
import { sleepOns, threadWaits, waits } from './waitq-waits.js';

function queueClasses(): readonly ApiEntry[] {
  const shared: More = { modules: THREADS };
  return [
    entry(
      'WaitQueue',
      'DECLARE_WAIT_QUEUE_HEAD',
      'declare-queue',
      'A wait queue for async tasks on one thread.',
      { modules: MAIN },
    ),
    entry(
      'WaitEntry',
      'DEFINE_WAIT',
      'declare-entry',
      'One waiter on a queue; disposing it finishes the wait.',
      {},
    ),
    entry(
      'SharedWaitQueue.create',
      undefined,
      'declare-queue',
      'Makes a new queue for threads; hand its handle over.',
      shared,
    ),
    entry(
      'SharedWaitQueue.attach',
      undefined,
      'declare-queue',
      'The queue that another thread made, by its handle.',
      shared,
    ),
    entry('SharedWaitQueue', undefined, 'declare-queue', 'A wait queue in a SharedArrayBuffer.', shared),
  ];
}

function entryCalls(): readonly ApiEntry[] {
  const arming: More = { ...ENTRY_SECOND, state: 2, arms: true, result: 'none' };
  return [
    entry('addWaitQueue', 'add_wait_queue', 'register', 'Queues an entry; does not set the sleeping state.', {
      ...ENTRY_SECOND,
      modules: MAIN,
      result: 'none',
    }),
    entry(
      'addWaitQueueExclusive',
      'add_wait_queue_exclusive',
      'register',
      'Queues an exclusive entry at the tail.',
      { ...ENTRY_SECOND, modules: MAIN, exclusive: true, result: 'none' },
    ),
    entry(
      'addWaitQueuePriority',
      'add_wait_queue_priority',
      'register',
      'Queues a priority entry before all others.',
      { ...ENTRY_SECOND, modules: MAIN, exclusive: true, result: 'none' },
    ),
    entry('removeWaitQueue', 'remove_wait_queue', 'finish', 'Takes an entry off its queue.', {
      ...ENTRY_SECOND,
      modules: MAIN,
      result: 'none',
    }),
    entry(
      'prepareToWait',
      'prepare_to_wait',
      'register',
      'Queues the entry and sets the sleeping state; test the condition after it.',
      arming,
    ),
    entry(
      'prepareToWaitExclusive',
      'prepare_to_wait_exclusive',
      'register',
      'The same for an exclusive waiter.',
      { ...arming, exclusive: true },
    ),
    entry(
      'prepareToWaitEvent',
      'prepare_to_wait_event',
      'register',
      'The same; reports a pending signal, and has left the queue then.',
      { ...arming, result: 'error' },
    ),
    entry(
      'finishWait',
      'finish_wait',
      'finish',
      'Leaves the queue and sets the state to running; harmless when repeated.',
      { ...ENTRY_SECOND, arms: true, result: 'none' },
    ),
  ];
}

function wakes(): readonly ApiEntry[] {
  const wake = (
    name: string,
    counterpart: string | undefined,
    doc: string,
    modules: readonly string[] = BOTH,
  ): ApiEntry => entry(name, counterpart, 'wake', doc, { modules, ...QUEUE, result: 'count' });
  const ask = (name: string, counterpart: string, doc: string): ApiEntry =>
    entry(name, counterpart, 'query', doc, { modules: BOTH, ...QUEUE, result: 'bool' });
  return [
    wake('wakeUp', 'wake_up', 'Wakes every non-exclusive waiter and at most one exclusive one.'),
    wake(
      'wakeUpNr',
      'wake_up_nr',
      'Wakes every non-exclusive waiter and at most nr exclusive ones; 0 means all.',
    ),
    wake('wakeUpAll', 'wake_up_all', 'Wakes every waiter.'),
    wake(
      'wakeUpSync',
      'wake_up_sync',
      'Wakes like wakeUp, with a hint that the waker is about to sleep.',
      MAIN,
    ),
    wake('wakeUpLocked', 'wake_up_locked', 'Wakes like wakeUp; the queue’s own lock is held by the caller.'),
    wake(
      'wakeUpAllLocked',
      'wake_up_all_locked',
      'Wakes every waiter; the queue’s own lock is held by the caller.',
    ),
    wake('wakeUpKey', 'wake_up_poll', 'Wakes like wakeUp and hands a key to the wake functions.', MAIN),
    wake('wakeUpInterruptible', 'wake_up_interruptible', 'Wakes like wakeUp, interruptible sleepers only.'),
    wake(
      'wakeUpInterruptibleNr',
      'wake_up_interruptible_nr',
      'Wakes like wakeUpNr, interruptible sleepers only.',
    ),
    wake('wakeUpInterruptibleAll', 'wake_up_interruptible_all', 'Wakes every interruptible sleeper.'),
    wake(
      'wakeUpInterruptibleSync',
      'wake_up_interruptible_sync',
      'Wakes like wakeUpSync, interruptible sleepers only.',
      MAIN,
    ),
    ask('waitQueueActive', 'waitqueue_active', 'Tells whether anybody is queued.'),
    ask('wqHasSleeper', 'wq_has_sleeper', 'Tells whether anybody is queued.'),
    ask('wqHasSingleSleeper', 'wq_has_single_sleeper', 'Tells whether exactly one waiter is queued.'),
  ];
}

function taskCalls(): readonly ApiEntry[] {
  const timed: More = {
    timeout: { arg: 1, unit: 'ms' },
    result: 'promise-time-left',
    awaits: true,
    ...ENTRY_FIRST,
  };
  const nap = (kind: string, state: 'interruptible' | 'uninterruptible' | 'killable' | 'idle'): ApiEntry =>
    entry(
      `scheduleTimeout${kind}`,
      `schedule_timeout_${state}`,
      'state-sleep',
      `Sets the ${state} state and sleeps for a time in ms.`,
      { modules: MAIN, family: 'sched', state, ...timed },
    );
  return [
    entry(
      'setTaskState',
      'set_current_state',
      'set-state',
      'Sets a task’s state; from here on a wake-up of the task is not lost.',
      { modules: MAIN, family: 'sched', task: 0, state: 1, result: 'none' },
    ),
    entry(
      'schedule',
      'schedule',
      'sleep',
      'Sleeps until woken; returns at once to a sleeper that is running.',
      { family: 'sched', ...ENTRY_FIRST, awaits: true, result: 'promise' },
    ),
    entry(
      'scheduleTimeout',
      'schedule_timeout',
      'sleep',
      'Sleeps until woken or the time in ms is over; gives the ms left.',
      { family: 'sched', ...timed },
    ),
    entry('scheduleSync', 'schedule', 'sleep', 'Sleeps until woken. Blocks the thread.', {
      modules: THREADS,
      family: 'sched',
      ...ENTRY_FIRST,
      result: 'none',
    }),
    entry(
      'scheduleTimeoutSync',
      'schedule_timeout',
      'sleep',
      'Sleeps until woken or the time in ms is over. Blocks the thread.',
      {
        family: 'sched',
        ...timed,
        modules: THREADS,
        awaits: false,
        result: 'time-left',
      },
    ),
    nap('Interruptible', 'interruptible'),
    nap('Uninterruptible', 'uninterruptible'),
    nap('Killable', 'killable'),
    nap('Idle', 'idle'),
    entry('wakeUpProcess', 'wake_up_process', 'wake', 'Wakes one task, whatever queue it sleeps on.', {
      modules: MAIN,
      family: 'sched',
      task: 0,
      result: 'bool',
    }),
    entry('wakeUpState', 'wake_up_state', 'wake', 'Wakes one task if it sleeps in one of the given states.', {
      modules: MAIN,
      family: 'sched',
      task: 0,
      state: 1,
      result: 'bool',
    }),
    entry('signalPending', 'signal_pending', 'signal-test', 'Tells whether a signal waits for the task.', {
      family: 'sched',
      task: 0,
      result: 'bool',
    }),
    entry(
      'kill',
      'kill',
      'wake',
      'Sends a signal: wakes interruptible sleepers, SIGKILL also killable ones.',
      { family: 'sched', task: 0, result: 'bool' },
    ),
    entry('waitWoken', 'wait_woken', 'woken', 'Sleeps unless woken since the last call; gives the ms left.', {
      modules: MAIN,
      ...ENTRY_FIRST,
      state: 1,
      timeout: { arg: 2, unit: 'ms' },
      awaits: true,
      result: 'promise-time-left',
    }),
  ];
}

/** Everything with a protocol meaning that `waitq`, `waitq/swait` and `waitq/threads` export. */
export const waitqApi: readonly ApiEntry[] = [
  ...queueClasses(),
  ...entryCalls(),
  ...waits(),
  ...wakes(),
  ...taskCalls(),
  ...sleepOns(),
  ...simpleQueue(),
  ...threadWaits(),
];
