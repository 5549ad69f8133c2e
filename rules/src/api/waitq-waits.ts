import type { ApiEntry } from './entry.js';
import {
  BOTH,
  THREADS,
  type More,
  entry,
  QUEUE,
  INTERRUPTIBLE,
  KILLABLE,
  IDLE,
  PLAIN,
  EXCLUSIVE,
  MS,
  waitDoc,
} from './waitq-build.js';

/** TypeScript name, C name, what is special. */
type WaitRow = readonly [name: string, counterpart: string | undefined, more: More];

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

/** The waits of `waitq`, which `waitq/threads` has, too. */
export function waits(): readonly ApiEntry[] {
  const row = ([name, counterpart, more]: WaitRow): ApiEntry =>
    entry(name, counterpart, 'wait', waitDoc(more), {
      modules: BOTH,
      ...QUEUE,
      condition: 1,
      awaits: true,
      result: 'promise',
      ...more,
    });
  return [...WAIT_ROWS, ...LOCKED_ROWS].map(row);
}

/** The blocking form of each wait, for a thread that may block. */
export function threadWaits(): readonly ApiEntry[] {
  return [...WAIT_ROWS, ...LOCKED_ROWS].map(([name, counterpart, more]) => {
    const result = more.timeout ? 'time-left' : 'none';
    const all: More = { ...QUEUE, condition: 1, ...more, modules: THREADS, result };
    return entry(`${name}Sync`, counterpart, 'wait', `${waitDoc(more)} Blocks the thread.`, all);
  });
}

/** Kept to be flagged, explained and migrated. */
export function sleepOns(): readonly ApiEntry[] {
  const row = (name: string, counterpart: string, more: More): ApiEntry =>
    entry(
      name,
      counterpart,
      'sleep-on',
      'Deprecated: sleeps without testing a condition, so a wake-up may be lost.',
      { ...QUEUE, awaits: true, historic: true, result: 'promise', ...more },
    );
  const timed: More = { timeout: { arg: 1, unit: 'ms' }, result: 'promise-time-left' };
  const blocking: More = { modules: THREADS, awaits: false };
  return [
    row('sleepOn', 'sleep_on', PLAIN),
    row('interruptibleSleepOn', 'interruptible_sleep_on', INTERRUPTIBLE),
    row('sleepOnTimeout', 'sleep_on_timeout', { ...PLAIN, ...timed }),
    row('interruptibleSleepOnTimeout', 'interruptible_sleep_on_timeout', { ...INTERRUPTIBLE, ...timed }),
    row('sleepOnSync', 'sleep_on', { ...PLAIN, ...blocking, result: 'none' }),
    row('sleepOnTimeoutSync', 'sleep_on_timeout', { ...PLAIN, ...timed, ...blocking, result: 'time-left' }),
  ];
}
