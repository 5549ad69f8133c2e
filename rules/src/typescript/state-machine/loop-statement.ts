import { T, type Node } from '../nodes.js';
import type { Draft } from './draft.js';
import type { Frame } from './frames.js';
import { UnknownCodeError, type Instruction } from './instructions.js';
import type { Layout, Region } from './layout.js';
import type { StatementWriter } from './structure.js';

type Branch = Extract<Instruction, { op: 'branch' }>;

/** Writes the loop that begins at a label, if some jump behind it goes back there; gives the index behind. */
export function writeLoop(writer: StatementWriter, at: number, region: Region, draft: Draft): number {
  const last = writer.layout.lastJumpTo(at);
  if (last < at || last >= region.end) return at + 1;
  const loop = loopFrom(writer, at, last);
  const body = writer.region({
    start: loop.head ? loop.start + 1 : loop.start,
    end: loop.steps ?? last,
    tails: loop.frame.continues,
    frames: [...region.frames, loop.frame],
  });
  if (loop.frame.isNamed) draft.add(`${loop.frame.name}: `, writer.layout.code[at]!.node.range);
  if (loop.isDo) writeDo(writer, loop.jump, body, draft);
  else
    writeWhile(
      writer,
      loop,
      loop.steps === undefined ? [] : writer.layout.code.slice(loop.steps + 1, last),
      body,
      draft,
    );
  return last + 1;
}

interface Loop {
  readonly jump: Instruction;
  readonly isDo: boolean;
  /** The first instruction behind the labels. */
  readonly start: number;
  /** The test it begins with. */
  readonly head: Branch | undefined;
  /** Where the last part begins, to which `continue` goes. */
  readonly steps: number | undefined;
  readonly frame: Frame;
}

function loopFrom({ layout, named }: StatementWriter, at: number, last: number): Loop {
  const jump = layout.code[last]!;
  const isDo = jump.op === 'branch' && jump.when;
  if (!isDo && jump.op !== 'jump') throw new UnknownCodeError();
  const steps = isDo ? layout.labelBefore(last) : stepsFrom(layout, at, last, named);
  const start = layout.behindLabels(at);
  const first = layout.code[start];
  const isTested = !isDo && first?.op === 'branch' && layout.indexOf(first.to) === last + 1;
  const continued = steps ?? (isDo ? undefined : at);
  const frame = {
    name: `_loop${at}`,
    breaks: layout.labelsAt(last + 1),
    continues: continued === undefined ? new Set<string>() : layout.labelsAt(continued),
    isNamed: false,
  };
  return { jump, isDo, start, head: isTested ? first : undefined, steps, frame };
}

/** Where the last steps of a `for` begin, if some jump goes there that nothing else explains. */
function stepsFrom(layout: Layout, at: number, last: number, named: ReadonlySet<string>): number | undefined {
  for (let step = last - 1; step > at + 1; step--) {
    const instruction = layout.code[step]!;
    if (instruction.op === 'label')
      return named.has(instruction.name) ? layout.indexOf(instruction.name) : undefined;
    if (instruction.op !== 'statement' || instruction.node.type !== T.ExpressionStatement) return undefined;
  }
  return undefined;
}

function writeDo(writer: StatementWriter, jump: Instruction, body: Draft, draft: Draft): void {
  const { range } = jump.node;
  draft.add('do {\n', range);
  draft.append(body);
  draft.add('} while (', range);
  if (jump.op === 'branch') writer.test(jump.test, jump.when, draft);
  draft.add(');\n', range);
}

function writeWhile(
  writer: StatementWriter,
  { head, jump }: Loop,
  steps: readonly Instruction[],
  body: Draft,
  draft: Draft,
): void {
  const { range } = (head ?? jump).node;
  const updates = steps.flatMap(({ node }): Node[] =>
    node.type === T.ExpressionStatement ? [node.expression] : [],
  );
  draft.add(updates.length > 0 ? 'for (; ' : 'while (', range);
  if (head) writer.test(head.test, !head.when, draft);
  else draft.add('true', range);
  updates.forEach((update, i) => {
    draft.add(i === 0 ? '; ' : ', ', update.range);
    writer.rewriter.write(update, draft);
  });
  draft.add(') {\n', range);
  draft.append(body);
  draft.add('}\n', range);
}
