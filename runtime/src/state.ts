/** The states of a task, with the kernel's names and the kernel's overlaps (include/linux/sched.h). */

/** Running, or ready to run. */
export const TASK_RUNNING = 0;
/** Asleep until woken or interrupted. */
export const TASK_INTERRUPTIBLE = 0x1;
/** Asleep until woken; no signal gets through. */
export const TASK_UNINTERRUPTIBLE = 0x2;
/** With this bit a fatal signal gets through. */
export const TASK_WAKEKILL = 0x100;
/** With this bit a sleeper does not count as work that is stuck. */
export const TASK_NOLOAD = 0x400;
/** Asleep until woken or killed. Contains TASK_UNINTERRUPTIBLE, so `wakeUp` wakes it. */
export const TASK_KILLABLE = TASK_WAKEKILL | TASK_UNINTERRUPTIBLE;
/** Asleep with nothing to do: as uninterruptible, but not reported as stuck. */
export const TASK_IDLE = TASK_UNINTERRUPTIBLE | TASK_NOLOAD;
/** What `wakeUp` wakes: interruptible and uninterruptible sleepers. */
export const TASK_NORMAL = TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE;

/** A combination of the bits above. */
export type TaskState = number;

/** The state in words: `running`, `interruptible`, `killable`, `idle`, `uninterruptible`. */
export function stateName(state: TaskState): string {
  if (state & TASK_INTERRUPTIBLE) return 'interruptible';
  if (state & TASK_WAKEKILL) return 'killable';
  if (state & TASK_NOLOAD) return 'idle';
  return state ? 'uninterruptible' : 'running';
}
