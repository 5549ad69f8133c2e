import { Draft } from './draft.js';
import { UnknownCodeError, type Instruction } from './instructions.js';
import type { Region } from './layout.js';
import type { StatementWriter } from './structure.js';

type Switch = Extract<Instruction, { op: 'switch' }>;

/** Writes a `switch` statement; gives the index behind it. */
export function writeSwitch(
  writer: StatementWriter,
  choice: Switch,
  at: number,
  region: Region,
  draft: Draft,
): number {
  const { layout, rewriter } = writer;
  const { range } = choice.node;
  const starts = startsOf(choice, writer);
  if (starts[0]! <= at || starts.at(-1)! > region.end) throw new UnknownCodeError();
  const end = endOfSwitch(choice, starts, writer, region);
  const frame = {
    name: `_switch${at}`,
    breaks: layout.labelsAt(end),
    continues: new Set<string>(),
    isNamed: false,
  };
  const bodies = new Draft(rewriter.text);
  const inside = starts.filter((start) => start < end);
  inside.forEach((start, i) => {
    writeCases(writer, choice, start, bodies);
    const frames = [...region.frames, frame];
    bodies.append(writer.region({ start, end: inside[i + 1] ?? end, tails: new Set(), frames }));
  });
  draft.add(frame.isNamed ? `${frame.name}: switch (` : 'switch (', range);
  rewriter.write(choice.subject, draft);
  draft.add(') {\n', range);
  draft.append(bodies);
  draft.add('}\n', range);
  return end;
}

function startsOf({ cases, otherwise }: Switch, { layout }: StatementWriter): readonly number[] {
  const targets = [...cases.map(({ to }) => to), otherwise].map((to) => layout.indexOf(to));
  return [...new Set(targets)].sort((a, b) => a - b);
}

function writeCases(
  { layout, rewriter }: StatementWriter,
  choice: Switch,
  start: number,
  draft: Draft,
): void {
  for (const { test, to } of choice.cases) {
    if (layout.indexOf(to) !== start) continue;
    draft.add('case ', test.range);
    rewriter.write(test, draft);
    draft.add(':\n', test.range);
  }
  if (layout.indexOf(choice.otherwise) === start) draft.add('default:\n', choice.node.range);
}

/** Where the cases that break go on. */
function endOfSwitch(
  { cases }: Switch,
  starts: readonly number[],
  { layout }: StatementWriter,
  region: Region,
): number {
  const last = starts.at(-1)!;
  const breaks = starts.map((start) => layout.code[start - 1]);
  const ends = breaks
    .flatMap((one) => (one?.op === 'jump' ? [layout.indexOf(one.to)] : []))
    .filter((to) => to >= last && to <= region.end);
  if (ends.length > 0) return Math.min(...ends);
  return cases.some(({ to }) => layout.indexOf(to) === last) ? region.end : last;
}
