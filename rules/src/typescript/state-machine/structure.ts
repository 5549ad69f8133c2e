import type { Node } from '../nodes.js';
import { writeYield } from './awaits.js';
import { Draft } from './draft.js';
import { jumpText, type Frame } from './frames.js';
import { writeIf } from './if-statement.js';
import { UnknownCodeError, type Dialect, type Instruction } from './instructions.js';
import { Layout, type Region } from './layout.js';
import { writeLoop } from './loop-statement.js';
import { isNested, nodesIn, type Rewriter } from './rewriter.js';
import { writeSwitch } from './switch-statement.js';
import { writeTry } from './try-statement.js';

/**
 * The word that declares a variable where it is first given its value, if it can be declared there. `isLoose`: the block may
 * end before the region does.
 */
export type Declare = (statement: Node, end: number, isLoose: boolean) => string | undefined;

/** Writes the statements that a list of instructions was made from: loops, branches and `try` instead of jumps. */
export function writeStatements(
  code: readonly Instruction[],
  dialect: Dialect,
  rewriter: Rewriter,
  startDeclaring: () => Declare,
): Draft {
  const layout = new Layout(code, dialect);
  const named = new Set<string>();
  for (;;) {
    try {
      const writer = new StatementWriter(layout, dialect, rewriter, startDeclaring(), named);
      return rewriter.attempt(() =>
        writer.region({ start: 0, end: code.length, tails: new Set(), frames: [] }),
      );
    } catch (error) {
      // A jump that no statement makes: it leaves a block that is given a name.
      if (!(error instanceof StrayJumpError) || named.has(error.to)) throw error;
      named.add(error.to);
    }
  }
}

class StrayJumpError extends UnknownCodeError {
  override readonly name = 'StrayJumpError';
  readonly to: string;

  constructor(to: string) {
    super(`no statement jumps to ${to}`);
    this.to = to;
  }
}

/** Writes the blocks of one function, each for itself. */
export class StatementWriter {
  readonly layout: Layout;
  readonly dialect: Dialect;
  readonly rewriter: Rewriter;
  readonly #declare: Declare;
  /** Labels that end a block with a name. */
  readonly named: ReadonlySet<string>;

  constructor(
    layout: Layout,
    dialect: Dialect,
    rewriter: Rewriter,
    declare: Declare,
    named: ReadonlySet<string>,
  ) {
    this.layout = layout;
    this.dialect = dialect;
    this.rewriter = rewriter;
    this.#declare = declare;
    this.named = named;
  }

  /** The statements of a block. */
  region(region: Region): Draft {
    const blocks = this.#blocksIn(region);
    const inner = { ...region, frames: [...region.frames, ...blocks] };
    const closed = new Set<Frame>();
    let draft = new Draft(this.rewriter.text);
    for (let at = region.start; at < region.end;) {
      const block = blocks.find(({ breaks, isNamed }) => isNamed && this.#isAt(at, breaks));
      if (block && !closed.has(block)) {
        draft = this.#enclosed(block, draft, at);
        closed.add(block);
      }
      at = this.#next(at, inner, draft);
    }
    if (blocks.some((block) => block.isNamed && !closed.has(block))) throw new UnknownCodeError();
    return draft;
  }

  /** Frames for the labels that some jump out of a nested block goes to. */
  #blocksIn({ start, end }: Region): readonly Frame[] {
    const inside = [...this.named].filter((label) => {
      const at = this.layout.indexOf(label);
      return at > start && at < end;
    });
    return inside.map((label) => ({
      name: `_to${label}`,
      breaks: new Set([label]),
      continues: new Set(),
      isBlock: true,
      isNamed: false,
    }));
  }

  #isAt(at: number, labels: ReadonlySet<string>): boolean {
    return [...labels].some((label) => this.layout.indexOf(label) === at);
  }

  /** What was written so far becomes a block that can be left by its name. */
  #enclosed(block: Frame, draft: Draft, at: number): Draft {
    const { range } = this.layout.code[at]!.node;
    const whole = new Draft(this.rewriter.text);
    whole.add(`${block.name}: {\n`, range);
    whole.append(draft);
    whole.add('}\n', range);
    return whole;
  }

  /** Writes one statement; gives the index behind it. */
  #next(at: number, region: Region, draft: Draft): number {
    const instruction = this.layout.code[at]!;
    switch (instruction.op) {
      case 'label':
        return writeLoop(this, at, region, draft);
      case 'branch':
        return writeIf(this, instruction, at, region, draft);
      case 'switch':
        return writeSwitch(this, instruction, at, region, draft);
      case 'try':
        return writeTry(this, instruction, at, region, draft);
      default:
        this.#simple(instruction, at, region, draft);
        return at + 1;
    }
  }

  #simple(instruction: Instruction, at: number, region: Region, draft: Draft): void {
    const { range } = instruction.node;
    const isLast = at === region.end - 1;
    switch (instruction.op) {
      case 'jump':
        if (isLast && this.layout.isTail(instruction.to, region)) return;
        return draft.add(`${this.jump(instruction.to, region)}\n`, range);
      case 'statement':
        return this.#statement(instruction.node, region, draft);
      case 'assign':
        return this.#assign(instruction, draft);
      case 'yield':
        writeYield(instruction, draft, this.rewriter);
        return draft.add(';\n', range);
      case 'return':
        if (instruction.value || at < this.layout.code.length - 1) this.#return(instruction, draft);
        return;
      default:
        // The end of a `finally` block is written with its `try`.
        if (instruction.op !== 'end-finally' || !isLast) throw new UnknownCodeError();
    }
  }

  #assign({ variable, value, node }: Extract<Instruction, { op: 'assign' }>, draft: Draft): void {
    this.rewriter.write(variable, draft);
    draft.add(' = ', node.range);
    value(draft);
    draft.add(';\n', node.range);
  }

  #return({ value, node }: Extract<Instruction, { op: 'return' }>, draft: Draft): void {
    draft.add(value ? 'return ' : 'return', node.range);
    if (value) this.rewriter.write(value, draft);
    draft.add(';\n', node.range);
  }

  #statement(node: Node, region: Region, draft: Draft): void {
    this.#replaceLeaves(node, region);
    const word = this.declare(node, region);
    if (word !== undefined) draft.add(`${word} `, node.range);
    this.rewriter.write(node, draft);
    draft.add('\n', node.range);
  }

  /** The word that declares the variable of an assignment; see `Declare`. */
  declare(statement: Node, region: Region): string | undefined {
    return this.#declare(statement, this.layout.endOf(region), this.named.size > 0);
  }

  /** `return [3, 7]` within a statement. */
  #replaceLeaves(statement: Node, region: Region): void {
    for (const node of nodesIn(statement)) {
      const leave = this.dialect.leaveOf(node);
      if (leave?.op === 'jump') {
        const text = this.jump(leave.to, region, isNested(node, statement, this.rewriter));
        this.rewriter.replace(node, (draft) => {
          draft.add(text, node.range);
        });
      } else if (leave?.op === 'return') {
        this.rewriter.replace(node, (draft) => {
          this.#return(leave, draft);
        });
      } else if (leave) throw new UnknownCodeError();
    }
  }

  /** The statement that jumps to a label; see `jumpText`. */
  jump(to: string, { frames }: Region, isInside = false): string {
    const at = this.layout.indexOf(to);
    const texts = [...this.layout.labelsAt(at)].map((label) => jumpText(label, frames, isInside));
    const text = texts.find((found) => found !== undefined);
    if (text !== undefined) return text;
    if (this.layout.isEnd(at)) return 'return;';
    throw new StrayJumpError(to);
  }

  /** A test that holds when the value comes out as asked. */
  test(test: Node, value: boolean, draft: Draft): void {
    if (value) return this.rewriter.write(test, draft);
    draft.add('!(', test.range);
    this.rewriter.write(test, draft);
    draft.add(')', test.range);
  }
}
