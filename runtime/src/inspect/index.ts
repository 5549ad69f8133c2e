/** `waitq/inspect`: what a live view reads of a program's queues. */
export type { InspectHook, QueueKind, QueueSnapshot, Snapshot, WaiterSnapshot } from './types.js';
export { inspectHook } from './hook.js';
