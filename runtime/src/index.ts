/** Wait queues for async tasks on one thread, after the Linux kernel's. */
export { WaitEntry, type WaitEntryOptions } from './entry.js';
export { InterruptedError } from './interrupted-error.js';
export { Lock, type Lockable } from './lock.js';
export type { Condition, WaitOptions } from './options.js';
export {
  addWaitQueue,
  addWaitQueueExclusive,
  addWaitQueuePriority,
  finishWait,
  prepareToWait,
  prepareToWaitEvent,
  prepareToWaitExclusive,
  removeWaitQueue,
} from './prepare-to-wait.js';
export { WaitQueue } from './queue.js';
export {
  schedule,
  scheduleTimeout,
  scheduleTimeoutIdle,
  scheduleTimeoutInterruptible,
  scheduleTimeoutKillable,
  scheduleTimeoutUninterruptible,
  waitWoken,
} from './schedule.js';
export { allowSignal, flushSignals, kill, signalPending } from './signals.js';
export { interruptibleSleepOn, interruptibleSleepOnTimeout, sleepOn, sleepOnTimeout } from './sleep-on.js';
export { SpawnedTask, currentTask, spawn } from './spawn.js';
export {
  TASK_IDLE,
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_NORMAL,
  TASK_RUNNING,
  TASK_UNINTERRUPTIBLE,
  type TaskState,
  stateName,
} from './state.js';
export { type Signal, Task } from './task.js';
export {
  type InterruptibleBy,
  type WaitBy,
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
  waitEventInterruptibleLock,
  waitEventInterruptibleLockCmd,
  waitEventInterruptibleExclusiveLocked,
  waitEventInterruptibleLocked,
  waitEventInterruptibleLockTimeout,
  waitEventLock,
  waitEventLockCmd,
  waitEventLockTimeout,
} from './wait-event-lock.js';
export {
  waitEventHrtimeout,
  waitEventIdleExclusiveTimeout,
  waitEventIdleTimeout,
  waitEventInterruptibleHrtimeout,
  waitEventInterruptibleTimeout,
  waitEventKillableTimeout,
  waitEventTimeout,
} from './wait-event-timeout.js';
export { waitQueueActive, wqHasSingleSleeper, wqHasSleeper } from './waiters.js';
export {
  autoremoveWakeFunction,
  defaultWakeFunction,
  type WakeFunction,
  wokenWakeFunction,
} from './wake-function.js';
export { setTaskState, wakeUpProcess, wakeUpState } from './wake-up-process.js';
export {
  wakeUp,
  wakeUpAll,
  wakeUpAllLocked,
  wakeUpInterruptible,
  wakeUpInterruptibleAll,
  wakeUpInterruptibleNr,
  wakeUpInterruptibleSync,
  wakeUpKey,
  wakeUpLocked,
  wakeUpNr,
  wakeUpSync,
} from './wake-up.js';
