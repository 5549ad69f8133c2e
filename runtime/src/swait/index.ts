/** `waitq/swait`: the simple wait queue, first in, first out. */
export {
  type SwaitOptions,
  swaitEvent,
  swaitEventIdle,
  swaitEventIdleTimeout,
  swaitEventInterruptible,
  swaitEventInterruptibleTimeout,
  swaitEventTimeout,
} from './event.js';
export { SimpleWaitQueue, swaitActive } from './queue.js';
export { SimpleWaiter, swaitFinish, swaitPrepare, swaitPrepareExclusive } from './waiter.js';
export { swakeUp, swakeUpAll, swakeUpLocked, swakeUpOne } from './wake-up.js';
export { InterruptedError } from '../interrupted-error.js';
export {
  TASK_IDLE,
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_RUNNING,
  TASK_UNINTERRUPTIBLE,
  type TaskState,
} from '../state.js';
