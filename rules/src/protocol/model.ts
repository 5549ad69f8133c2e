import type { ApiEntry, Family, HandlerContext } from '../api/entry.js';
import type { Operand } from './events.js';
import type { Range } from './place.js';
import type { Structure } from './structure.js';

/** Where a function is set as a handler that may not sleep. */
export interface HandlerUse {
  readonly context: HandlerContext;
  /** The call that sets it: `request_irq`. */
  readonly by: string;
  readonly range: Range;
}

/** A call of the API as far as a function's text tells, which has not been read. */
export interface NamedCall {
  readonly api: ApiEntry;
  /** The arguments as written; undefined where the text does not tell them. */
  args(): readonly string[] | undefined;
  /** Where it stands; absent where that is not known. */
  site?(): CallSite;
  /**
   * False when the text shows nothing behind it that is written, or nothing that is reached through a variable; a function
   * nobody knows may write all the same.
   */
  mayWriteBehind?(through?: string): boolean;
  /** The last names of the places that are written behind it and are none of the function's own; undefined where that can't be told. */
  namesWrittenBehind?(): ReadonlySet<string> | undefined;
}

/** A call in the text of a function's body, from the first letter of its name to behind its parenthesis. */
export interface CallSite {
  readonly body: string;
  readonly start: number;
  readonly end: number;
}

/** A function that touches the wait API, or whose callers do. */
export interface FunctionModel {
  readonly name: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly parameters: readonly string[];
  readonly body: Structure;
  /** C `static`; JavaScript: not exported. */
  readonly isLocal: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** JavaScript: the class of a method. */
  readonly className?: string;
  /**
   * C: false when the function makes no such call for certain. A question that concerns few functions asks this first: who
   * asks for the body or the parameters of a function has it parsed.
   */
  readonly mayCall?: (isSuch: (call: NamedCall) => boolean) => boolean;
  /** C: false when its text shows that neither it nor what it calls sleeps between taking a lock that forbids it and giving it back. */
  readonly maySleepLocked?: (maySleep: (callee: number) => boolean) => boolean;
  /** C: false when its text shows that it sleeps nowhere, or gives back a lock of its caller's before. */
  readonly maySleepAtOnce?: (maySleep: (callee: number) => boolean) => boolean;
  /** C: false when its text shows that it gives back each such lock that it takes. */
  readonly mayKeepLock?: () => boolean;
  /** C: the functions of the file that its text calls, by index; those that it calls are among them. */
  readonly mayReach?: () => readonly number[];
  /** Set in this file as an interrupt handler, timer function and the like. */
  readonly handler?: HandlerUse;
  /** `body` is the top level of a JavaScript file. */
  readonly isTopLevel?: boolean;
}

/** A variable, field or parameter whose declaration is in sight. */
export interface Declaration {
  readonly name: string;
  readonly range: Range;
  /** What it is: a queue, a queue entry, something else. */
  readonly is: 'queue' | 'entry' | 'other';
  readonly family?: Family;
  /** C: `wait_queue_head_t *q` and array parameters are pointers; `wait_queue_head_t q[4]` is an array. */
  readonly shape: 'object' | 'pointer' | 'array';
  readonly storage: 'file' | 'static' | 'stack' | 'parameter' | 'field';
  /** Index into `FileModel.functions` for stack, static and parameter declarations. */
  readonly owner?: number;
  /** Declared by this macro or constructor: DECLARE_WAIT_QUEUE_HEAD, DEFINE_WAIT, `new WaitQueue`. */
  readonly by?: ApiEntry;
  /** Initial value, when there is one. */
  readonly value?: Operand;
  /** Declared type as written, for messages: `wait_queue_head_t *`. */
  readonly type?: string;
}

/** A part of the file that could not be read as code; its surroundings are analysed all the same. */
export interface Problem {
  readonly message: string;
  readonly range: Range;
}

/** A wake-up as it stands in the source. */
export interface WakeSite {
  /** The call, on one line. */
  readonly text: string;
  /** The queue as it is given: `&dev->wq`. */
  readonly queue: string;
  readonly range: Range;
  readonly api: ApiEntry;
}

/** What a front end makes of a file. */
export interface FileModel {
  readonly language: 'c' | 'js';
  readonly text: string;
  readonly functions: readonly FunctionModel[];
  /** C: every function of the file, also those that are not worth lowering. */
  readonly outline?: readonly Pick<FunctionModel, 'name' | 'range' | 'isLocal'>[];
  readonly declarations: readonly Declaration[];
  /** C: a variable of the function `owner` that is given to the wait API as a queue or an entry and declared as neither. */
  readonly argumentNamed?: (owner: number, name: string) => Declaration | undefined;
  /** C: every wake-up of the file, also in functions that are not worth lowering; looked for when somebody asks. */
  readonly wakeSites?: () => readonly WakeSite[];
  /** C: the file read once more, with the functions that write what it waits for. */
  readonly withWriters?: () => FileModel;
  /** C: false when calling a function by this name does not sleep, as far as the file tells. */
  readonly maySleep?: (name: string) => boolean;
  /** C: the declared type of a function's own variable, as written: `unsigned long`. */
  readonly typeOf?: (owner: number, name: string) => string | undefined;
  /** C: the bare number that a header of the file defines a constant as; undefined for one that the file defines itself. */
  readonly numberElsewhere?: (constant: string) => number | undefined;
  /** C: grows while functions are read. */
  readonly problems: readonly Problem[];
}

/** Whether the function may make such a call, which need not be known by reading it. */
export function mayCall(fn: FunctionModel, isSuch: (call: NamedCall) => boolean): boolean {
  return fn.mayCall?.(isSuch) ?? true;
}
