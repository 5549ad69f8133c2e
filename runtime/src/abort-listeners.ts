/** Listeners of abort signals, one on each signal: more are warned of as a leak, and take ever longer to add. */

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls the listener when the signal is aborted, or does so no longer. */
export function changeListeners(signal: AbortSignal, how: 'add' | 'delete', listener: () => void): void {
  const all = listeners.get(signal) ?? new Set();
  listeners.set(signal, all);
  all[how](listener);
  signal[all.size ? 'addEventListener' : 'removeEventListener']('abort', callAll);
}

/** Calls the listener when the signal is aborted. */
export function onAbort(signal: AbortSignal, listener: () => void): void {
  changeListeners(signal, 'add', listener);
}

/** Does so no longer. */
export function offAbort(signal: AbortSignal, listener: () => void): void {
  changeListeners(signal, 'delete', listener);
}

function callAll(this: AbortSignal): void {
  for (const listener of listeners.get(this)!) listener();
}
