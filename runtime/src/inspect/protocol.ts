/**
 * What a program and those who watch it say to each other: JSON-RPC 2.0 over a local socket, framed as the
 * language server protocol does (`Content-Length`). A debugger reads the same shapes by `Inspector`.
 */

import type { Delta } from './events.js';
import type { Finding } from './findings.js';
import type { Recording } from './recording.js';
import type { Place, Program, Snapshot } from './snapshot.js';

export type * from './events.js';
export type * from './findings.js';
export type * from './recording.js';
export type * from './snapshot.js';

/** Grows when a shape changes so that an older client would misread it; both sides refuse another's. */
export const protocolVersion = 1;

/** The methods, with what each takes and answers. A client that watches sends `waitq/hello` first. */
export interface Requests {
  'waitq/hello': { readonly params: HelloParams; readonly result: Hello };
  /** A client that has subscribed is told before the answer what has led up to it. */
  'waitq/snapshot': { readonly params: SnapshotParams; readonly result: Snapshot };
  /** From the answer on, `waitq/delta` comes whenever something has changed. Repeated, it changes the terms. */
  'waitq/subscribe': { readonly params: SubscribeParams; readonly result: Snapshot };
  'waitq/unsubscribe': { readonly params: undefined; readonly result: null };
  /**
   * One recording at a time for each client; error `busy` when it has one. Its lints evaluate conditions if these
   * params or the client's last `waitq/lints` say so.
   */
  'waitq/record/start': { readonly params: RecordParams; readonly result: null };
  /** Error `not-found` when this client has started none. */
  'waitq/record/stop': { readonly params: undefined; readonly result: Recording };
  'waitq/lints': { readonly params: LintsParams; readonly result: readonly Finding[] };
  /** Calls the condition of a waiter. Errors: `not-found`, `side-effects`, `condition-threw`. */
  'waitq/evaluate': { readonly params: EvaluateParams; readonly result: Evaluation };
  /** Where the condition of a waiter is written; `null` where the engine does not tell. Error: `not-found`. */
  'waitq/locate': { readonly params: WaiterParams; readonly result: Place | null };
  /** Wakes a queue as `wakeUpNr` does. Errors: `not-found`, `read-only`. */
  'waitq/wake': { readonly params: WakeParams; readonly result: WakeResult };
  /** Sends a signal to a waiter's task as `kill` does. Errors: `not-found`, `read-only`. */
  'waitq/signal': { readonly params: SignalParams; readonly result: SignalResult };
}

/** What the program says unasked. */
export interface Notifications {
  'waitq/delta': Delta;
  /** The last thing a client hears that is let go for what it did. */
  'waitq/goodbye': Goodbye;
}

export interface Goodbye {
  /** Which limit the client broke, in words, as `more than 100 requests a second`. */
  readonly reason: string;
}

export interface HelloParams {
  readonly protocol: number;
}

export interface Hello {
  readonly protocol: number;
  readonly program: Program;
  readonly limits: Limits;
}

/** What the program grants a client. Who sends more or faster is let go, with a `waitq/goodbye` that says why. */
export interface Limits {
  /** The bytes of one request, header and body. */
  readonly maxRequestBytes: number;
  readonly maxRequestsPerSecond: number;
  readonly maxClients: number;
  /** The waiters shown of one queue. */
  readonly maxWaiters: number;
  /** The events of one delta; the rest is told as `dropped`. */
  readonly maxEvents: number;
  /** The characters shown of a condition. */
  readonly maxConditionLength: number;
}

export interface SnapshotParams {
  /** Also asks the engine where each condition is written: some 0.1 ms a waiter, the first time. */
  readonly places?: boolean;
}

export interface SubscribeParams extends SnapshotParams {
  /** How long to collect before a delta is sent, in milliseconds. Default: 100, least: 20. */
  readonly intervalMs?: number;
  /** Whether deltas carry events; without, they carry changed queues only. Default: true. */
  readonly events?: boolean;
}

export interface RecordParams {
  /** Also evaluates the conditions of sleepers that have no side effects, for `lost-wake-up`. Default: false. */
  readonly evaluate?: boolean;
}

export interface LintsParams extends RecordParams {
  /** The age from which a wait is reported, in milliseconds. Default: 60,000. */
  readonly oldMs?: number;
}

export interface WaiterParams {
  readonly waiter: number;
}

export interface EvaluateParams extends WaiterParams {
  /** Also if its text might have side effects, as a call or an assignment has. Needs consent as `waitq/wake` does. */
  readonly force?: boolean;
}

/** What a condition says now. */
export interface Evaluation {
  readonly waiter: number;
  /** Whether it holds. */
  readonly value: boolean;
  /** Whether the waiter is asleep; with `value` true that is a lost wake-up. */
  readonly sleeping: boolean;
}

export interface WakeParams {
  readonly queue: number;
  /** How many exclusive waiters at most; 0: all. Default: 1. */
  readonly nr?: number;
}

export interface WakeResult {
  /** How many waiters were woken. */
  readonly found: number;
}

export interface SignalParams extends WaiterParams {
  /** A signal's name, as `SIGTERM`. */
  readonly signal: `SIG${string}`;
}

export interface SignalResult {
  /** Whether the task takes the signal. */
  readonly taken: boolean;
}

/** The codes of error answers, beside those of JSON-RPC itself. */
export const errorCodes = {
  /** There is no such queue, waiter or recording any more; the message names it. */
  'not-found': -32001,
  /** The program was not started with `WAITQ_INSPECT_WRITE=1`. */
  'read-only': -32002,
  /** The other side speaks another version; the message names both. */
  'wrong-version': -32003,
  /** The condition may have side effects; `force` evaluates it all the same. */
  'side-effects': -32004,
  /** The condition threw; the message is the error's. */
  'condition-threw': -32005,
  /** A recording is being made. */
  busy: -32006,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * What a debugger finds at `globalThis[Symbol.for('waitq.inspect')]` once the program has made a queue. What is
 * optional is there from the moment on that the program is watched; `watch()` begins it.
 */
export interface InspectHook {
  snapshot(): Snapshot;
  /**
   * The condition function of a waiter, so that a debugger can read its `[[FunctionLocation]]`; `undefined`
   * when the waiter has gone or tests its condition itself (`prepareToWait`).
   */
  conditionOf(waiterId: number): (() => unknown) | undefined;
  /**
   * Counts and dates what happens from now on.
   * @returns whether it does; a bundled program has to `import 'waitq/inspect/on'` for that
   */
  watch(): boolean;
  /**
   * What has changed since a delta or snapshot of this number. Events are kept from the first call on and while
   * it is repeated at least every ten seconds.
   */
  deltas?(since: number): Delta;
  lints?(params?: LintsParams): readonly Finding[];
  /** Throws an error with a `code` of `ErrorCode`. */
  evaluate?(params: EvaluateParams): Evaluation;
}
