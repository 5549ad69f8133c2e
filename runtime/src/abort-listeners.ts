/** Listeners of abort signals, one on each signal: Node warns of a leak from the eleventh on. */

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls the listener when the signal is aborted. */
export function onAbort(signal: AbortSignal, listener: () => void): void {
  const all = listeners.get(signal);
  if (all) {
    all.add(listener);
    return;
  }
  listeners.set(signal, new Set([listener]));
  signal.addEventListener('abort', callAll);
}

/** Does so no longer. */
export function offAbort(signal: AbortSignal, listener: () => void): void {
  const all = listeners.get(signal);
  if (!all?.delete(listener) || all.size > 0) return;
  listeners.delete(signal);
  signal.removeEventListener('abort', callAll);
}

function callAll(this: AbortSignal): void {
  for (const listener of [...(listeners.get(this) ?? [])]) listener();
}
