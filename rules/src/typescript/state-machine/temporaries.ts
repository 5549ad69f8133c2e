import { T, type Node } from '../nodes.js';
import { allTargetsOf, partsOf, type PlacedAwaits } from './awaits.js';
import type { Dialect, Instruction } from './instructions.js';
import { placeValue } from './placed-value.js';
import { nodesIn, type Rewriter } from './rewriter.js';

/** Tells a variable of the compiler's by a node that stands for it. */
export type NameTemporary = (node: Node) => string | undefined;

type Assign = Extract<Instruction, { op: 'assign' }>;

/**
 * Puts values back that a compiler keeps in variables over an `await`: `_a = this; _a.size = await f()` becomes
 * `this.size = await f()`, and what was made of `a && (await b)` or `a ? await b : c` becomes that again.
 */
export function placeTemporaries(
  { code, inner }: PlacedAwaits,
  dialect: Dialect,
  nameOf: NameTemporary,
  rewriter: Rewriter,
): readonly Instruction[] {
  const folder = new Folder(dialect, nameOf, rewriter);
  for (const one of code) folder.add(asAssign(one, dialect, nameOf, rewriter), inner.get(one) ?? []);
  return folder.fold();
}

function asAssign(
  instruction: Instruction,
  dialect: Dialect,
  nameOf: NameTemporary,
  rewriter: Rewriter,
): Instruction {
  const { node } = instruction;
  if (instruction.op !== 'statement' || node.type !== T.ExpressionStatement) return instruction;
  const { expression } = node;
  if (expression.type !== T.AssignmentExpression || expression.operator !== '=') return instruction;
  const { left, right } = expression;
  const isCaught = dialect.isResult(right) && !rewriter.isReplaced(right);
  if (nameOf(left) === undefined || isCaught) return instruction;
  const value: Assign['value'] = (draft) => rewriter.write(right, draft);
  return { op: 'assign', variable: left, value, parts: [right], node };
}

class Folder {
  #code: readonly Instruction[] = [];
  readonly #dialect: Dialect;
  readonly #nameOf: NameTemporary;
  readonly #rewriter: Rewriter;
  /** What else an instruction is made of, by what was put into it. */
  readonly #inner = new Map<Instruction, readonly Node[]>();

  constructor(dialect: Dialect, nameOf: NameTemporary, rewriter: Rewriter) {
    this.#dialect = dialect;
    this.#nameOf = nameOf;
    this.#rewriter = rewriter;
  }

  /** Adds an instruction and what has been put into it. */
  add(instruction: Instruction, inner: readonly Node[]): void {
    this.#code = [...this.#code, instruction];
    if (inner.length > 0) this.#inner.set(instruction, inner);
  }

  fold(): readonly Instruction[] {
    for (let before: readonly Instruction[] | undefined; before !== this.#code;) {
      before = this.#code;
      for (let at = this.#code.length - 2; at >= 0; at--) this.#inline(at);
      for (let at = 0; at < this.#code.length; at++) {
        this.#foldLogical(at);
        this.#foldConditional(at);
      }
    }
    return this.#code;
  }

  #usesIn(instruction: Instruction, name: string): readonly Node[] {
    const roots = [...partsOf(instruction), ...(this.#inner.get(instruction) ?? [])];
    return roots.flatMap((root) => [...nodesIn(root)].filter((node) => this.#nameOf(node) === name));
  }

  #uses(name: string): number {
    return this.#code.reduce((sum, one) => sum + this.#usesIn(one, name).length, 0);
  }

  /** The name of the variable that an instruction gives a value to. */
  #given(instruction: Instruction | undefined): string | undefined {
    return instruction?.op === 'assign' ? this.#nameOf(instruction.variable) : undefined;
  }

  /** A value whose uses are all in the next instruction goes there. */
  #inline(at: number): void {
    const [assign, user] = [this.#code[at], this.#code[at + 1]];
    const name = this.#given(assign);
    if (assign?.op !== 'assign' || name === undefined || !user || user.op === 'label') return;
    const uses = this.#usesIn(user, name);
    if (uses.length === 0 || this.#uses(name) !== uses.length + 1) return;
    const [value] = assign.parts;
    const placed = placeValue(
      { uses, write: assign.value, ...(assign.parts.length === 1 && value ? { value } : {}) },
      this.#rewriter,
    );
    if (!placed) return;
    this.#inner.set(user, [...(this.#inner.get(user) ?? []), ...this.#partsOf(assign)]);
    this.#splice(at, 1, []);
  }

  #partsOf(assign: Assign): readonly Node[] {
    return [...assign.parts, ...(this.#inner.get(assign) ?? [])];
  }

  #splice(at: number, count: number, by: readonly Instruction[]): void {
    this.#code = [...this.#code.slice(0, at), ...by, ...this.#code.slice(at + count)];
  }

  #jumpsTo(label: string): number {
    return this.#code.flatMap((one) => allTargetsOf(one, this.#dialect)).filter((to) => to === label).length;
  }

  /** `t = a; if (!t) goto end; t = b; end:` is `t = a && b`. */
  #foldLogical(at: number): void {
    const [first, branch, second, label] = this.#code.slice(at, at + 4);
    const name = this.#given(first);
    if (first?.op !== 'assign' || second?.op !== 'assign' || branch?.op !== 'branch') return;
    if (name === undefined || this.#given(second) !== name || this.#nameOf(branch.test) !== name) return;
    if (label?.op !== 'label' || label.name !== branch.to || this.#jumpsTo(label.name) !== 1) return;
    const value: Assign['value'] = (draft) => {
      first.value(draft);
      draft.add(branch.when ? ' || (' : ' && (', branch.node.range);
      second.value(draft);
      draft.add(')', second.node.range);
    };
    const parts = [...this.#partsOf(first), ...this.#partsOf(second)];
    this.#splice(at, 4, [{ ...first, value, parts }]);
  }

  /** `if (!c) goto other; t = a; goto end; other: t = b; end:` is `t = c ? a : b`. */
  #foldConditional(at: number): void {
    const [branch, first, jump, other, second, end] = this.#code.slice(at, at + 6);
    const name = this.#given(first);
    if (branch?.op !== 'branch' || first?.op !== 'assign' || second?.op !== 'assign') return;
    if (name === undefined || this.#given(second) !== name || jump?.op !== 'jump') return;
    if (other?.op !== 'label' || other.name !== branch.to || this.#jumpsTo(other.name) !== 1) return;
    if (end?.op !== 'label' || end.name !== jump.to) return;
    const [then, otherwise] = branch.when ? [second, first] : [first, second];
    const value: Assign['value'] = (draft) => {
      draft.add('(', branch.node.range);
      this.#rewriter.write(branch.test, draft);
      draft.add(') ? (', branch.node.range);
      then.value(draft);
      draft.add(') : (', branch.node.range);
      otherwise.value(draft);
      draft.add(')', branch.node.range);
    };
    const inner = this.#inner.get(branch) ?? [];
    const parts = [branch.test, ...inner, ...this.#partsOf(first), ...this.#partsOf(second)];
    const isDone = this.#jumpsTo(end.name) === 1;
    this.#splice(at, isDone ? 6 : 5, [{ ...first, value, parts }]);
  }
}
