import type { WaitEntry } from './entry.js';
import { WOKEN } from './flags.js';
import type { Sleeper } from './sleeper.js';
import { tryToWakeUp } from './sleeper.js';
import type { TaskState } from './state.js';
import { TASK_IDLE, TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_RUNNING, TASK_UNINTERRUPTIBLE } from './state.js';
import type { Task } from './task.js';
import type { Alarm } from './time.js';
import { checkMs, setAlarm } from './time.js';

/**
 * Sleeps until woken (`schedule`). A sleeper that is running, because a wake-up has come since its state was
 * set or because it set none, only lets others run: it goes on in a macrotask of its own, so that a loop
 * around it cannot lock up the program.
 */
export function schedule(sleeper: WaitEntry | Task): Promise<void> {
  const who = sleeperOf(sleeper);
  if (sleeper.task?.pendingSignal(who.state)) who.state = TASK_RUNNING;
  return who.state === TASK_RUNNING ? yieldTurn() : who.sleep();
}

/**
 * The same with a time (`schedule_timeout`).
 *
 * @param ms milliseconds; see `WaitOptions.timeoutMs` for the odd ones
 * @returns the milliseconds left, 0 when the time ran out
 */
export async function scheduleTimeout(sleeper: WaitEntry | Task, ms: number): Promise<number> {
  const who = sleeperOf(sleeper);
  const end = performance.now() + checkMs(ms);
  const alarm: Alarm = {};
  if (ms <= 0) who.state = TASK_RUNNING;
  setAlarm(alarm, end, () => tryToWakeUp(who, ~0));
  try {
    await schedule(sleeper);
  } finally {
    clearTimeout(alarm.timer);
  }
  return Math.max(0, Math.ceil(end - performance.now()));
}

/** Sets the interruptible state and sleeps (`schedule_timeout_interruptible`); `1` is the one-tick idiom. */
export function scheduleTimeoutInterruptible(sleeper: WaitEntry | Task, ms: number): Promise<number> {
  return sleepIn(TASK_INTERRUPTIBLE, sleeper, ms);
}

/** Sets the uninterruptible state and sleeps (`schedule_timeout_uninterruptible`). */
export function scheduleTimeoutUninterruptible(sleeper: WaitEntry | Task, ms: number): Promise<number> {
  return sleepIn(TASK_UNINTERRUPTIBLE, sleeper, ms);
}

/** Sets the killable state and sleeps (`schedule_timeout_killable`). */
export function scheduleTimeoutKillable(sleeper: WaitEntry | Task, ms: number): Promise<number> {
  return sleepIn(TASK_KILLABLE, sleeper, ms);
}

/** Sets the idle state and sleeps (`schedule_timeout_idle`). */
export function scheduleTimeoutIdle(sleeper: WaitEntry | Task, ms: number): Promise<number> {
  return sleepIn(TASK_IDLE, sleeper, ms);
}

/**
 * Sleeps unless `wokenWakeFunction` noted a wake-up since the last call, and forgets it (`wait_woken`). Loop
 * around it with the test of the condition; the entry stays queued throughout.
 *
 * @returns the milliseconds left; all of them when it did not sleep
 */
export async function waitWoken(entry: WaitEntry, state: TaskState, ms = Infinity): Promise<number> {
  const who = sleeperOf(entry);
  entry.sleepState = who.state = state;
  const left = entry.flags & WOKEN ? checkMs(ms) : await scheduleTimeout(entry, ms);
  who.state = TASK_RUNNING;
  entry.flags &= ~WOKEN;
  return left;
}

async function sleepIn(state: TaskState, sleeper: WaitEntry | Task, ms: number): Promise<number> {
  sleeperOf(sleeper).state = state;
  return scheduleTimeout(sleeper, ms);
}

function sleeperOf(sleeper: WaitEntry | Task): Sleeper {
  return 'sleeper' in sleeper ? sleeper.sleeper : sleeper;
}

function yieldTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
