import type { Action, ApiEntry, Family } from './entry.js';

const MAIN = ['waitq'];
const BOTH = ['waitq', 'waitq/threads'];
const SIMPLE = ['waitq/swait'];
const THREADS = ['waitq/threads'];

/** What an entry says beyond its name, counterpart, action and doc line. */
type More = Partial<Omit<ApiEntry, 'name' | 'language' | 'counterpart' | 'action' | 'doc'>>;

function entry(
  name: string,
  counterpart: string | undefined,
  action: Action,
  doc: string,
  more: More,
): ApiEntry {
  const base = { name, language: 'js' as const, modules: BOTH, action, family: 'wait' as Family, doc };
  return { ...base, ...(counterpart === undefined ? {} : { counterpart }), ...more };
}

const QUEUE = { queue: { arg: 0, address: 'value' } } as const;
const ENTRY_SECOND = { ...QUEUE, entry: { arg: 1, address: 'value' } } as const;
const ENTRY_FIRST = { entry: { arg: 0, address: 'value' } } as const;

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
      result: 'none',
    }),
    entry(
      'addWaitQueueExclusive',
      'add_wait_queue_exclusive',
      'register',
      'Queues an exclusive entry at the tail.',
      { ...ENTRY_SECOND, exclusive: true, result: 'none' },
    ),
    entry(
      'addWaitQueuePriority',
      'add_wait_queue_priority',
      'register',
      'Queues a priority entry before all others.',
      { ...ENTRY_SECOND, exclusive: true, result: 'none' },
    ),
    entry('removeWaitQueue', 'remove_wait_queue', 'finish', 'Takes an entry off its queue.', {
      ...ENTRY_SECOND,
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

/** TypeScript name, C name, what is special. */
type WaitRow = readonly [name: string, counterpart: string | undefined, more: More];

const UNTIL = 'Sleeps until the condition holds';
const INTERRUPTIBLE = { state: 'interruptible' } as const;
const KILLABLE = { state: 'killable' } as const;
const IDLE = { state: 'idle' } as const;
const PLAIN = { state: 'uninterruptible' } as const;
const EXCLUSIVE = { exclusive: true } as const;
const MS = { timeout: { arg: 2, unit: 'ms' }, result: 'promise-time-left' } as const;
const NS = { timeout: { arg: 2, unit: 'ns' }, result: 'promise-time-left' } as const;
const LOCK = { lock: { arg: 2, address: 'value' } } as const;
const LOCK_MS = { ...LOCK, timeout: { arg: 3, unit: 'ms' }, result: 'promise-time-left' } as const;

const WAIT_ROWS: readonly WaitRow[] = [
  ['waitEvent', 'wait_event', PLAIN],
  ['waitEventInterruptible', 'wait_event_interruptible', INTERRUPTIBLE],
  ['waitEventKillable', 'wait_event_killable', KILLABLE],
  ['waitEventIdle', 'wait_event_idle', IDLE],
  ['waitEventState', 'wait_event_state', { state: 2 }],
  ['waitEventTimeout', 'wait_event_timeout', { ...PLAIN, ...MS }],
  ['waitEventInterruptibleTimeout', 'wait_event_interruptible_timeout', { ...INTERRUPTIBLE, ...MS }],
  ['waitEventKillableTimeout', 'wait_event_killable_timeout', { ...KILLABLE, ...MS }],
  ['waitEventIdleTimeout', 'wait_event_idle_timeout', { ...IDLE, ...MS }],
  ['waitEventHrtimeout', 'wait_event_hrtimeout', { ...PLAIN, ...NS }],
  ['waitEventInterruptibleHrtimeout', 'wait_event_interruptible_hrtimeout', { ...INTERRUPTIBLE, ...NS }],
  ['waitEventExclusive', undefined, { ...PLAIN, ...EXCLUSIVE }],
  [
    'waitEventInterruptibleExclusive',
    'wait_event_interruptible_exclusive',
    { ...INTERRUPTIBLE, ...EXCLUSIVE },
  ],
  ['waitEventKillableExclusive', 'wait_event_killable_exclusive', { ...KILLABLE, ...EXCLUSIVE }],
  ['waitEventIdleExclusive', 'wait_event_idle_exclusive', { ...IDLE, ...EXCLUSIVE }],
  ['waitEventIdleExclusiveTimeout', 'wait_event_idle_exclusive_timeout', { ...IDLE, ...EXCLUSIVE, ...MS }],
  ['waitEventCmd', 'wait_event_cmd', PLAIN],
  ['waitEventExclusiveCmd', 'wait_event_exclusive_cmd', { ...PLAIN, ...EXCLUSIVE }],
];

const LOCKED_ROWS: readonly WaitRow[] = [
  ['waitEventLock', 'wait_event_lock_irq', { ...PLAIN, ...LOCK }],
  ['waitEventLockCmd', 'wait_event_lock_irq_cmd', { ...PLAIN, ...LOCK }],
  ['waitEventLockTimeout', 'wait_event_lock_irq_timeout', { ...PLAIN, ...LOCK_MS }],
  ['waitEventInterruptibleLock', 'wait_event_interruptible_lock_irq', { ...INTERRUPTIBLE, ...LOCK }],
  ['waitEventInterruptibleLockCmd', 'wait_event_interruptible_lock_irq_cmd', { ...INTERRUPTIBLE, ...LOCK }],
  [
    'waitEventInterruptibleLockTimeout',
    'wait_event_interruptible_lock_irq_timeout',
    { ...INTERRUPTIBLE, ...LOCK_MS },
  ],
  ['waitEventInterruptibleLocked', 'wait_event_interruptible_locked', INTERRUPTIBLE],
  [
    'waitEventInterruptibleExclusiveLocked',
    'wait_event_interruptible_exclusive_locked',
    { ...INTERRUPTIBLE, ...EXCLUSIVE },
  ],
];

function waits(): readonly ApiEntry[] {
  const row = ([name, counterpart, more]: WaitRow, modules: readonly string[]): ApiEntry =>
    entry(name, counterpart, 'wait', waitDoc(more), {
      modules,
      ...QUEUE,
      condition: 1,
      awaits: true,
      result: 'promise',
      ...more,
    });
  return [...WAIT_ROWS.map((r) => row(r, BOTH)), ...LOCKED_ROWS.map((r) => row(r, MAIN))];
}

/** The blocking form of each wait, for a thread that may block. */
function threadWaits(): readonly ApiEntry[] {
  return WAIT_ROWS.map(([name, counterpart, more]) => {
    const result = more.timeout ? 'time-left' : 'none';
    const all: More = { ...QUEUE, condition: 1, ...more, modules: THREADS, result };
    return entry(`${name}Sync`, counterpart, 'wait', `${waitDoc(more)} Blocks the thread.`, all);
  });
}

function waitDoc({ state, timeout, lock, exclusive }: More): string {
  const who = exclusive ? ', as an exclusive waiter' : '';
  const signal = state === 'interruptible' || state === 'killable' ? '; rejects with InterruptedError' : '';
  const time = timeout ? `; gives the ${timeout.unit} left, 0 when the time ran out` : '';
  const held = lock ? '; the lock is held at each test and released while asleep' : '';
  return `${UNTIL}${who}${signal}${time}${held}.`;
}

function wakes(): readonly ApiEntry[] {
  const wake = (name: string, counterpart: string | undefined, doc: string): ApiEntry =>
    entry(name, counterpart, 'wake', doc, { modules: BOTH, ...QUEUE, result: 'count' });
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
    wake('wakeUpSync', 'wake_up_sync', 'Wakes like wakeUp, with a hint that the waker is about to sleep.'),
    wake('wakeUpLocked', 'wake_up_locked', 'Wakes like wakeUp; the queue’s own lock is held by the caller.'),
    wake(
      'wakeUpAllLocked',
      'wake_up_all_locked',
      'Wakes every waiter; the queue’s own lock is held by the caller.',
    ),
    wake('wakeUpKey', 'wake_up_poll', 'Wakes like wakeUp and hands a key to the wake functions.'),
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
      { family: 'sched', state, ...timed },
    );
  return [
    entry(
      'setTaskState',
      'set_current_state',
      'set-state',
      'Sets a task’s state; from here on a wake-up of the task is not lost.',
      { family: 'sched', task: 0, state: 1, result: 'none' },
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
    nap('Interruptible', 'interruptible'),
    nap('Uninterruptible', 'uninterruptible'),
    nap('Killable', 'killable'),
    nap('Idle', 'idle'),
    entry('wakeUpProcess', 'wake_up_process', 'wake', 'Wakes one task, whatever queue it sleeps on.', {
      family: 'sched',
      task: 0,
      result: 'bool',
    }),
    entry('wakeUpState', 'wake_up_state', 'wake', 'Wakes one task if it sleeps in one of the given states.', {
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
      ...ENTRY_FIRST,
      state: 1,
      timeout: { arg: 2, unit: 'ms' },
      awaits: true,
      result: 'promise-time-left',
    }),
  ];
}

function sleepOns(): readonly ApiEntry[] {
  const row = (name: string, counterpart: string, more: More): ApiEntry =>
    entry(
      name,
      counterpart,
      'sleep-on',
      'Deprecated: sleeps without testing a condition, so a wake-up may be lost.',
      { ...QUEUE, awaits: true, historic: true, result: 'promise', ...more },
    );
  const timed: More = { timeout: { arg: 1, unit: 'ms' }, result: 'promise-time-left' };
  return [
    row('sleepOn', 'sleep_on', PLAIN),
    row('interruptibleSleepOn', 'interruptible_sleep_on', INTERRUPTIBLE),
    row('sleepOnTimeout', 'sleep_on_timeout', { ...PLAIN, ...timed }),
    row('interruptibleSleepOnTimeout', 'interruptible_sleep_on_timeout', { ...INTERRUPTIBLE, ...timed }),
  ];
}

function simpleQueue(): readonly ApiEntry[] {
  const simple = (name: string, counterpart: string, action: Action, doc: string, more: More): ApiEntry =>
    entry(name, counterpart, action, doc, { modules: SIMPLE, family: 'swait', ...more });
  const wait = (name: string, counterpart: string, more: More): ApiEntry =>
    simple(name, counterpart, 'wait', waitDoc(more), {
      ...QUEUE,
      condition: 1,
      awaits: true,
      result: 'promise',
      ...more,
    });
  return [
    simple(
      'SimpleWaitQueue',
      'DECLARE_SWAIT_QUEUE_HEAD',
      'declare-queue',
      'A simple wait queue: FIFO, no callbacks.',
      {},
    ),
    simple(
      'SimpleWaiter',
      'DECLARE_SWAITQUEUE',
      'declare-entry',
      'One waiter on a simple queue; disposing it finishes the wait.',
      {},
    ),
    simple(
      'swaitPrepare',
      'prepare_to_swait_event',
      'register',
      'Queues the waiter and sets the sleeping state.',
      { ...ENTRY_SECOND, state: 2, arms: true, result: 'none' },
    ),
    simple(
      'swaitPrepareExclusive',
      'prepare_to_swait_exclusive',
      'register',
      'The same for an exclusive waiter.',
      { ...ENTRY_SECOND, state: 2, arms: true, exclusive: true, result: 'none' },
    ),
    simple('swaitFinish', 'finish_swait', 'finish', 'Leaves the queue and sets the state to running.', {
      ...ENTRY_SECOND,
      arms: true,
      result: 'none',
    }),
    wait('swaitEvent', 'swait_event_exclusive', PLAIN),
    wait('swaitEventInterruptible', 'swait_event_interruptible_exclusive', INTERRUPTIBLE),
    wait('swaitEventTimeout', 'swait_event_timeout_exclusive', { ...PLAIN, ...MS }),
    wait('swaitEventInterruptibleTimeout', 'swait_event_interruptible_timeout_exclusive', {
      ...INTERRUPTIBLE,
      ...MS,
    }),
    wait('swaitEventIdle', 'swait_event_idle_exclusive', IDLE),
    wait('swaitEventIdleTimeout', 'swait_event_idle_timeout_exclusive', { ...IDLE, ...MS }),
    simple('swakeUp', 'swake_up_one', 'wake', 'Wakes exactly one waiter and takes it off the queue.', {
      ...QUEUE,
      result: 'bool',
    }),
    simple('swakeUpOne', 'swake_up_one', 'wake', 'Wakes exactly one waiter and takes it off the queue.', {
      ...QUEUE,
      result: 'bool',
    }),
    simple('swakeUpAll', 'swake_up_all', 'wake', 'Wakes every waiter.', { ...QUEUE, result: 'count' }),
    simple(
      'swakeUpLocked',
      'swake_up_locked',
      'wake',
      'Wakes one waiter; the caller holds the queue’s lock.',
      { ...QUEUE, result: 'bool' },
    ),
    simple('swaitActive', 'swait_active', 'query', 'Tells whether anybody is queued.', {
      ...QUEUE,
      result: 'bool',
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
