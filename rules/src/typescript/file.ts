import type { TSESTree } from '@typescript-eslint/types';
import type { Call, Operand } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';
import type { Binding, Bindings } from './bindings.js';
import { rangeOf, type CallNode, type FunctionNode, type Node } from './nodes.js';
import type { Meaning } from './interest.js';
import type { Recogniser } from './recognise.js';
import type { Survey, Unit } from './units.js';

/** What lowering knows of the whole file. */
export interface FileContext {
  readonly text: string;
  readonly comments: readonly TSESTree.Comment[];
  readonly bindings: Bindings;
  readonly survey: Survey;
  readonly recogniser: Recogniser;
  readonly meanings: ReadonlyMap<CallNode, Meaning>;
  /** Position of each lowered function in the model. */
  readonly indexOf: ReadonlyMap<Unit, number>;
  /** Variables that lowered code names: they are worth declaring. */
  readonly named: Set<Binding>;
  /** The same for fields: `this.queue`. */
  readonly namedFields: Set<string>;
}

/** The lowering of one function. */
export interface UnitContext {
  readonly file: FileContext;
  readonly unit: Unit;
  /** One `Call` a node, however often it is reached. */
  readonly calls: Map<CallNode, Call>;
  readonly operands: Map<Node, Operand>;
  /** What runs when a function's body does, for functions that are arguments. */
  readonly bodies: Map<FunctionNode, Pick<Operand, 'reads' | 'calls'>>;
  /** How deep lowering has gone into the tree. */
  readonly nesting: { depth: number };
  /** Whether a variable is shared, as seen from this function. */
  readonly shared: Map<Binding, boolean>;
}

/** Starts the lowering of a function. */
export function contextOf(file: FileContext, unit: Unit): UnitContext {
  return {
    file,
    unit,
    calls: new Map(),
    operands: new Map(),
    bodies: new Map(),
    shared: new Map(),
    nesting: { depth: 0 },
  };
}

/** Levels of expressions and statements in one another that are followed; people write fewer than a hundred. */
const MAX_DEPTH = 1_000;

/** Code so deep that following it could exhaust the stack. */
export class NestingError extends Error {
  override readonly name = 'NestingError';
}

/** Runs one level deeper. */
export function descend(cx: UnitContext, run: () => void): void {
  if (cx.nesting.depth >= MAX_DEPTH) throw new NestingError('the code is nested too deeply to be analysed');
  cx.nesting.depth++;
  run();
  cx.nesting.depth--;
}

/** The function that a variable belongs to; undefined for one of the top level. */
export function ownerOf(variable: Binding, file: FileContext): Unit {
  let { scope } = variable as { scope: Binding['scope'] | null };
  for (; scope; scope = scope.upper) {
    const unit = file.survey.unitOf.get(scope.block);
    if (unit) return unit;
  }
  return file.survey.program;
}

/** The node's source on one line, without comments. */
export function textOf(node: Node, file: FileContext): string {
  return collapse(rangeOf(node), file);
}

function collapse([start, end]: Range, { text, comments }: FileContext): string {
  const source = text.slice(start, end);
  if (!source.includes('//') && !source.includes('/*')) return source.replace(/\s+/g, ' ');
  let plain = '';
  let at = start;
  for (let i = firstFrom(comments, start); i < comments.length && comments[i]!.range[1] <= end; i++) {
    plain += `${text.slice(at, comments[i]!.range[0])} `;
    at = comments[i]!.range[1];
  }
  return (plain + text.slice(at, end)).replace(/\s+/g, ' ');
}

/** Binary search: a big file has thousands of comments. */
function firstFrom(comments: readonly TSESTree.Comment[], start: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.range[0] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
