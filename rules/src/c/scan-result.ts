import type { Problem } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';

/** A function definition as the scan finds it, before anything is parsed. */
export interface SourceFunction {
  readonly name: string;
  readonly nameRange: Range;
  /** From the first word of the definition to the closing brace. */
  readonly range: Range;
  /** The parameter list between its parentheses, for old-style definitions up to the body. */
  readonly parameters: Range;
  /** The body with its braces. */
  readonly body: Range;
  readonly isStatic: boolean;
  /** Defined by a macro such as SYSCALL_DEFINE2(name, …): its parameters are types and names in turn. */
  readonly isMacro: boolean;
  /** No function: a statement outside any, whose `body` has no braces. */
  readonly isLoose?: boolean;
}

/** What a fast pass over a file finds. All lists are in order of their place. */
export interface Scan {
  readonly functions: readonly SourceFunction[];
  readonly comments: readonly Range[];
  /** Every occurrence of a wanted word in code, outside comments, strings and directives. */
  readonly mentions: readonly Mention[];
  /** Text that is not code: `#if 0`, and arms that fit no consistent reading of the braces. */
  readonly skipped: readonly Range[];
  readonly problems: readonly Problem[];
}

export interface Mention {
  readonly word: string;
  readonly start: number;
  /** Brace depth: 0 at file scope. */
  readonly depth: number;
  /** Between parentheses at file scope: a prototype's parameter. */
  readonly inParens: boolean;
}
