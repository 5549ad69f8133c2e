import type { Call, OpaqueEvent, Operand, UpdateEvent, YieldEvent } from './events.js';
import type { Place, Range } from './place.js';

/**
 * A function body as a front end hands it over: structured, free of any language's syntax. `buildGraph` turns it into
 * a control-flow graph; front ends need not know about edges, `finally` copies or short-circuit evaluation.
 *
 * Calls are given as `call` steps in evaluation order, arguments' calls before the call itself, except those inside a
 * condition argument of a wait macro or inside a nested function: these belong to the operand alone.
 */
export type Structure =
  | { readonly kind: 'sequence'; readonly body: readonly Structure[] }
  | {
      readonly kind: 'call';
      readonly call: Call;
      /** May leave by an exception: JavaScript, awaited calls. */ readonly mayThrow?: boolean;
    }
  | {
      readonly kind: 'event';
      readonly event: UpdateEvent | YieldEvent | OpaqueEvent;
      readonly mayThrow?: boolean;
    }
  | {
      readonly kind: 'if';
      readonly test: Condition;
      readonly then: Structure;
      readonly otherwise?: Structure;
      /** The whole statement; absent for conditional expressions. */
      readonly range?: Range;
    }
  /** A nondeterministic choice: `#if`/`#else` arms, a `for_each…` macro's list being empty. */
  | { readonly kind: 'choice'; readonly arms: readonly Structure[] }
  | {
      readonly kind: 'loop';
      /** The whole statement. */
      readonly range?: Range;
      /** `before`: while, for. `after`: do-while. Without a test the loop is endless; see `unknownTest`. */
      readonly testAt: 'before' | 'after';
      readonly test?: Condition;
      /** Leaves at an unknown moment: `for_each…` macros, for-of, for-in, for-await. */
      readonly unknownTest?: boolean;
      /** A for loop's third clause. */
      readonly update?: Structure;
      readonly body: Structure;
      readonly label?: string;
    }
  | {
      readonly kind: 'switch';
      readonly subject: Condition;
      readonly cases: readonly {
        readonly isDefault: boolean;
        readonly text: string;
        readonly body: readonly Structure[];
      }[];
      readonly label?: string;
    }
  | { readonly kind: 'label'; readonly name: string; readonly body: Structure }
  | { readonly kind: 'break' | 'continue'; readonly label?: string; readonly range: Range }
  | { readonly kind: 'goto'; readonly label: string; readonly range: Range }
  | { readonly kind: 'return'; readonly range: Range; readonly value?: Operand }
  | { readonly kind: 'throw'; readonly range: Range }
  | {
      readonly kind: 'try';
      readonly body: Structure;
      readonly handler?: Structure;
      /** Runs on every way out of body and handler. `using`, `guard()` and `scoped_guard()` are lowered to this too. */
      readonly finalizer?: Structure;
    };

/** A branch condition, split at `&&`, `||` and `!` so that each leaf is a test of its own. */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly op: 'not'; readonly operand: Condition }
  | {
      readonly op: 'leaf';
      readonly range: Range;
      /** Normalised text (`likely()`, `unlikely()`, `!!`, `Boolean()`, outer parentheses taken off): the key by which equal conditions are correlated. */
      readonly text: string;
      /** Calls, assignments and yields that happen while it is evaluated, in order. */
      readonly before: readonly Structure[];
      readonly reads: readonly Place[];
      readonly calls: readonly Call[];
      /** Known value: `while (1)`, `if (false)`. */
      readonly constant?: boolean;
    };
