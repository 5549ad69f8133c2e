import type { InspectHook } from './protocol.js';

/** The program's live view; `undefined` until it has made its first queue. */
export function inspectHook(): InspectHook | undefined {
  return (globalThis as { [key: symbol]: InspectHook | undefined })[Symbol.for('waitq.inspect')];
}
