/** `waitq/inspect`: what a live view reads of a program's queues. */
export type * from './protocol.js';
export { errorCodes, protocolVersion } from './protocol.js';
export { inspectHook } from './hook.js';
