/** `waitq/threads`: the wait queue in shared memory, for worker threads. */
export { announceThread } from './announce.js';
export {
  type WaitEntryOptions,
  WaitEntry,
  finishWait,
  prepareToWait,
  prepareToWaitEvent,
  prepareToWaitExclusive,
} from './entry.js';
export { SharedMemoryError, type SharedMemoryProblem } from './errors.js';
export { SharedLock, type SyncLockable } from './lock.js';
export type { CommonOptions, InterruptibleBy, SyncWaitOptions, WaitBy, WaitOptions } from './options.js';
export { SharedWaitQueue } from './queue.js';
export type { SharedHandle, SharedOptions } from './region.js';
export { schedule, scheduleSync, scheduleTimeout, scheduleTimeoutSync } from './schedule.js';
export { type SharedSignal, allowSignal, flushSignals, kill, signalPending } from './signals.js';
export {
  interruptibleSleepOn,
  interruptibleSleepOnTimeout,
  sleepOn,
  sleepOnSync,
  sleepOnTimeout,
  sleepOnTimeoutSync,
} from './sleep-on.js';
export { type SharedCounters, type SharedWaiter, sharedCounters, sharedWaiters } from './state-of.js';
export { SharedTask, type SharedTaskHandle } from './task.js';
export { currentThread } from './thread-id.js';
export {
  waitEvent,
  waitEventCmd,
  waitEventExclusive,
  waitEventExclusiveCmd,
  waitEventIdle,
  waitEventIdleExclusive,
  waitEventInterruptible,
  waitEventInterruptibleExclusive,
  waitEventKillable,
  waitEventKillableExclusive,
  waitEventState,
} from './wait-event.js';
export {
  waitEventInterruptibleExclusiveLocked,
  waitEventInterruptibleLock,
  waitEventInterruptibleLockCmd,
  waitEventInterruptibleLockTimeout,
  waitEventInterruptibleLocked,
  waitEventLock,
  waitEventLockCmd,
  waitEventLockTimeout,
} from './wait-event-lock.js';
export {
  waitEventInterruptibleExclusiveLockedSync,
  waitEventInterruptibleLockCmdSync,
  waitEventInterruptibleLockSync,
  waitEventInterruptibleLockTimeoutSync,
  waitEventInterruptibleLockedSync,
  waitEventLockCmdSync,
  waitEventLockSync,
  waitEventLockTimeoutSync,
} from './wait-event-lock-sync.js';
export {
  waitEventCmdSync,
  waitEventExclusiveCmdSync,
  waitEventExclusiveSync,
  waitEventIdleExclusiveSync,
  waitEventIdleSync,
  waitEventInterruptibleExclusiveSync,
  waitEventInterruptibleSync,
  waitEventKillableExclusiveSync,
  waitEventKillableSync,
  waitEventStateSync,
  waitEventSync,
} from './wait-event-sync.js';
export {
  waitEventHrtimeout,
  waitEventIdleExclusiveTimeout,
  waitEventIdleTimeout,
  waitEventInterruptibleHrtimeout,
  waitEventInterruptibleTimeout,
  waitEventKillableTimeout,
  waitEventTimeout,
} from './wait-event-timeout.js';
export {
  waitEventHrtimeoutSync,
  waitEventIdleExclusiveTimeoutSync,
  waitEventIdleTimeoutSync,
  waitEventInterruptibleHrtimeoutSync,
  waitEventInterruptibleTimeoutSync,
  waitEventKillableTimeoutSync,
  waitEventTimeoutSync,
} from './wait-event-timeout-sync.js';
export {
  waitQueueActive,
  wakeUp,
  wakeUpAll,
  wakeUpAllLocked,
  wakeUpInterruptible,
  wakeUpInterruptibleAll,
  wakeUpInterruptibleNr,
  wakeUpLocked,
  wakeUpNr,
  wqHasSingleSleeper,
  wqHasSleeper,
} from './wake-up.js';
export { type Reaped, reapThread, watch } from './watch.js';
export type {
  WatchableNodeWorker,
  WatchableWebWorker,
  WatchableWorker,
  WorkerMessage,
} from './worker-end.js';
export { InterruptedError } from '../interrupted-error.js';
export type { Lockable } from '../lock.js';
export type { Condition } from '../options.js';
export {
  TASK_IDLE,
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_NORMAL,
  TASK_UNINTERRUPTIBLE,
  type TaskState,
} from '../state.js';
