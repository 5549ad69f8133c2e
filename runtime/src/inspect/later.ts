/** Timers of our own: they keep no program alive, and are no part of what a program's tests do to its clock. */

const { setTimeout: real, setImmediate: immediate } = globalThis;

/** Calls back in so many milliseconds. */
export function later(callback: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = real(callback, ms);
  (timer as { unref?(): void }).unref?.();
  return timer;
}

/** Calls back once everything else has had a turn. */
export function whenIdle(callback: () => void): void {
  if (typeof immediate === 'function') immediate(callback).unref();
  else later(callback, 0);
}
