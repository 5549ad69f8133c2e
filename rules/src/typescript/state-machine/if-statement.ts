import type { Draft } from './draft.js';
import type { Instruction } from './instructions.js';
import type { Region } from './layout.js';
import type { StatementWriter } from './structure.js';

type Branch = Extract<Instruction, { op: 'branch' }>;

/** Writes an `if` statement; gives the index behind it. */
export function writeIf(
  writer: StatementWriter,
  branch: Branch,
  at: number,
  region: Region,
  draft: Draft,
): number {
  const { layout } = writer;
  const to = layout.indexOf(branch.to);
  const skipped = layout.code[at + 1];
  // A jump over a jump.
  if (to === at + 2 && to <= region.end && skipped?.op === 'jump')
    return writeIf(writer, { ...branch, when: !branch.when, to: skipped.to }, at + 1, region, draft);
  const isHere = to > at && to <= region.end;
  if (!isHere && (branch.when || !layout.isTail(branch.to, region)))
    return writeLeave(writer, branch, at, region, draft);
  const then = isHere ? to : region.end;
  const end = endOfElse(writer, at + 1, then, region) ?? then;
  const tails = new Set([...(end === region.end ? region.tails : []), ...layout.labelsAt(end)]);
  writeHead(writer, branch, !branch.when, draft);
  draft.add('{\n', branch.node.range);
  draft.append(writer.region({ ...region, start: at + 1, end: then, tails }));
  if (end > then) {
    draft.add('} else {\n', branch.node.range);
    draft.append(writer.region({ ...region, start: then, end, tails }));
  }
  draft.add('}\n', branch.node.range);
  return end;
}

/** `if (test) break;` */
function writeLeave(
  writer: StatementWriter,
  branch: Branch,
  at: number,
  region: Region,
  draft: Draft,
): number {
  const text = writer.jump(branch.to, region);
  writeHead(writer, branch, branch.when, draft);
  draft.add(`${text}\n`, branch.node.range);
  return at + 1;
}

function writeHead(writer: StatementWriter, { test, node }: Branch, value: boolean, draft: Draft): void {
  draft.add('if (', node.range);
  writer.test(test, value, draft);
  draft.add(') ', node.range);
}

/** Where the branch for the other case ends, if there is one: the first branch ends with a jump over it. */
function endOfElse(
  { layout }: StatementWriter,
  start: number,
  then: number,
  region: Region,
): number | undefined {
  const last = layout.code[then - 1];
  if (then <= start || then >= region.end || last?.op !== 'jump') return undefined;
  const to = layout.indexOf(last.to);
  if (to > then && to <= region.end) return to;
  return region.tails.has(last.to) ? region.end : undefined;
}
