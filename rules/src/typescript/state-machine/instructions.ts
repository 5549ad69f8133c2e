import type { Node } from '../nodes.js';
import type { Write } from './rewriter.js';

/**
 * What the body of an async function or a generator was taken apart into: a list without nesting, in which jumps go to
 * labels. `node` is where it stands.
 */
export type Instruction =
  | { readonly op: 'label'; readonly name: string; readonly node: Node }
  | { readonly op: 'statement'; readonly node: Node }
  /** Gives a value to a variable of the compiler's. */
  | {
      readonly op: 'assign';
      readonly variable: Node;
      readonly value: Write;
      /** What the value is made of. */
      readonly parts: readonly Node[];
      readonly node: Node;
    }
  | { readonly op: 'jump'; readonly to: string; readonly node: Node }
  /** Jumps if the test comes out as `when`. */
  | {
      readonly op: 'branch';
      readonly test: Node;
      readonly when: boolean;
      readonly to: string;
      readonly node: Node;
    }
  | {
      readonly op: 'switch';
      readonly subject: Node;
      readonly cases: readonly { readonly test: Node; readonly to: string }[];
      readonly otherwise: string;
      readonly node: Node;
    }
  /** `await` or `yield`; goes on at a label, where the result can be had. */
  | {
      readonly op: 'yield';
      readonly value: Node | undefined;
      readonly word: string;
      readonly resume: string;
      readonly node: Node;
    }
  | { readonly op: 'return'; readonly value: Node | undefined; readonly node: Node }
  | { readonly op: 'try'; readonly regions: TryRegions; readonly node: Node }
  | { readonly op: 'end-finally'; readonly node: Node };

/** The labels at which the parts of a `try` statement begin, and the one behind it. */
export interface TryRegions {
  readonly handler: string | undefined;
  readonly finalizer: string | undefined;
  readonly end: string | undefined;
}

/** How the code of a machine speaks to what runs it. */
export interface Dialect {
  /** Whether this is what the machine was resumed with, or an error that was caught. */
  isResult(node: Node): boolean;
  /** The jump that a statement in another one makes, or the return. */
  leaveOf(node: Node): Instruction | undefined;
}

/** Code that no known compiler has written: it is left as it is. */
export class UnknownCodeError extends Error {
  override readonly name: string = 'UnknownCodeError';
}

/** The labels an instruction jumps to of itself. */
export function targetsOf(instruction: Instruction): readonly string[] {
  switch (instruction.op) {
    case 'jump':
    case 'branch':
      return [instruction.to];
    case 'switch':
      return [...instruction.cases.map(({ to }) => to), instruction.otherwise];
    case 'try': {
      const { handler, finalizer, end } = instruction.regions;
      return [handler, finalizer, end].filter((label) => label !== undefined);
    }
    default:
      return [];
  }
}
