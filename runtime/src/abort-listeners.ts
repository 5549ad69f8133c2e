/** Listeners of abort signals, one on each signal: Node warns of a leak from the eleventh on. */

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls the listener when the signal is aborted. */
export function onAbort(signal: AbortSignal, listener: () => void): void {
  const all = listeners.get(signal) ?? new Set();
  if (all.size === 0) signal.addEventListener('abort', callAll);
  listeners.set(signal, all.add(listener));
}

/** Does so no longer. */
export function offAbort(signal: AbortSignal, listener: () => void): void {
  const all = listeners.get(signal);
  if (all?.delete(listener) && all.size === 0) signal.removeEventListener('abort', callAll);
}

function callAll(this: AbortSignal): void {
  for (const listener of [...listeners.get(this)!]) listener();
}
