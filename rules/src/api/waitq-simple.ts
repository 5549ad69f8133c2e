import type { Action, ApiEntry } from './entry.js';
import {
  SIMPLE,
  type More,
  entry,
  QUEUE,
  ENTRY_SECOND,
  INTERRUPTIBLE,
  IDLE,
  PLAIN,
  MS,
  waitDoc,
} from './waitq-build.js';

/** What `waitq/swait` exports. */
export function simpleQueue(): readonly ApiEntry[] {
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
