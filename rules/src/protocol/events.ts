import type { ApiEntry } from '../api/entry.js';
import type { Place, Range } from './place.js';

/** A call's argument, an assigned value or a condition, as far as the rules need to see it. */
export interface Operand {
  readonly range: Range;
  /** Source text with runs of white space and comments made one blank. */
  readonly text: string;
  /**
   * - `place`: `q`, `dev->wq`, `this.queue`; `address`: `&q`; `deref`: `*q`, `(*q)`;
   * - `call`: a call whose result is the operand; `new`: `new X()`; `copy`: `{ ...q }`, `structuredClone(q)`,
   *   `Object.assign({}, q)`; `function`: a function expression; `literal`; `other`: anything else.
   * Casts and outer parentheses are looked through.
   */
  readonly form: 'place' | 'address' | 'deref' | 'literal' | 'call' | 'new' | 'copy' | 'function' | 'other';
  /** The access path of a place, address, deref or copy, with `&`, `*` and casts taken off. */
  readonly place?: Place;
  /** Every place read when the operand is evaluated (a `function`: when its body runs). */
  readonly reads: readonly Place[];
  /** Every function called when the operand is evaluated (a `function`: when its body runs), in order. */
  readonly calls: readonly Call[];
  /** The value, when it is a literal or a well-known constant. */
  readonly constant?: string | number | boolean | null;
  /** `form: 'function'` only. */
  readonly isAsync?: boolean;
  /** `form: 'function'` only: the one expression it returns, when it has no parameters and does nothing else. */
  readonly returned?: Operand;
}

/** One call, with its meaning if it is a wait API's. */
export interface Call {
  readonly range: Range;
  /** Range of the callee alone, where a finding about the call points. */
  readonly nameRange: Range;
  /** C: the identifier. JavaScript: the imported name for API calls, else the callee's text (`this.flush`). */
  readonly name: string;
  readonly args: readonly Operand[];
  readonly api?: ApiEntry;
  /** Index into `FileModel.functions` when the callee is a function of the same file. */
  readonly target?: number;
  /** JavaScript: the place of the object of a method call (`lock` in `lock.acquire()`). */
  readonly receiver?: Place;
  /** JavaScript: the call stands under an `await`. */
  readonly awaited?: boolean;
  /** JavaScript: the callee is an async function of the same file, so that the result is a promise. */
  readonly isAsync?: boolean;
  /** What becomes of the result. */
  readonly use: 'dropped' | 'void' | 'tested' | 'assigned' | 'returned' | 'argument' | 'other';
}

/** Joins a queue, sets the sleeping state, or both. */
export interface RegisterEvent {
  readonly kind: 'register';
  readonly range: Range;
  readonly queue?: Operand;
  readonly entry?: Operand;
  /** Puts an entry on a queue. */
  readonly queues: boolean;
  /** Sets the sleeping state: from here on a wake-up is not lost. */
  readonly arms: boolean;
  readonly call: Call;
}

/** Leaves a queue, sets the running state, or both. */
export interface FinishEvent {
  readonly kind: 'finish';
  readonly range: Range;
  readonly queue?: Operand;
  readonly entry?: Operand;
  readonly dequeues: boolean;
  readonly disarms: boolean;
  readonly call?: Call;
}

/** One leaf of a branch condition, evaluated. */
export interface TestEvent {
  readonly kind: 'test';
  readonly range: Range;
  readonly text: string;
  readonly reads: readonly Place[];
  readonly calls: readonly Call[];
}

/** Gives up the processor. `how` is the API's action. */
export interface SleepEvent {
  readonly kind: 'sleep';
  readonly range: Range;
  readonly how: 'sleep' | 'state-sleep' | 'wait' | 'woken' | 'sleep-on' | 'compare-sleep' | 'delay';
  /** It wakes by itself after a time. */
  readonly timed: boolean;
  readonly queue?: Operand;
  readonly call: Call;
}

export interface WakeEvent {
  readonly kind: 'wake';
  readonly range: Range;
  readonly queue?: Operand;
  readonly task?: Operand;
  readonly call: Call;
}

/** A place gets a value: assignment, declaration with initialiser, `++`, or a call known to write it. */
export interface UpdateEvent {
  readonly kind: 'update';
  readonly range: Range;
  readonly place: Place;
  /** The value, when there is one to see. `x += 1` has none. */
  readonly value?: Operand;
}

export interface LockEvent {
  readonly kind: 'lock' | 'unlock';
  readonly range: Range;
  readonly lock?: Operand;
  readonly call?: Call;
}

/** Other code may run here: `await`, `yield`, each turn of `for await`. */
export interface YieldEvent {
  readonly kind: 'yield';
  readonly range: Range;
}

/** A call of anything else, or of an API name with no protocol meaning of its own. */
export interface CallEvent {
  readonly kind: 'call';
  readonly range: Range;
  readonly call: Call;
}

/** Code that could not be followed: from here on a rule may not be sure of anything. */
export interface OpaqueEvent {
  readonly kind: 'opaque';
  readonly range: Range;
}

/** What happens along a path, in the protocol's own words. */
export type ProtocolEvent =
  | RegisterEvent
  | FinishEvent
  | TestEvent
  | SleepEvent
  | WakeEvent
  | UpdateEvent
  | LockEvent
  | YieldEvent
  | CallEvent
  | OpaqueEvent;
