import { T, type Node } from '../nodes.js';
import { resultsIn } from './awaits.js';
import type { Draft } from './draft.js';
import { UnknownCodeError, type Instruction } from './instructions.js';
import type { Region } from './layout.js';
import type { StatementWriter } from './structure.js';

type Try = Extract<Instruction, { op: 'try' }>;

/** Writes a `try` statement; gives the index behind it. */
export function writeTry(
  writer: StatementWriter,
  { regions, node }: Try,
  at: number,
  region: Region,
  draft: Draft,
): number {
  const { layout } = writer;
  const [handler, finalizer] = [regions.handler, regions.finalizer].map((label) =>
    label === undefined ? undefined : layout.indexOf(label),
  );
  const bodyEnd = handler ?? finalizer;
  if (bodyEnd === undefined) throw new UnknownCodeError();
  const end = endOfTry(writer, regions.end, bodyEnd, region);
  const own = [regions.end, regions.finalizer].filter((label) => label !== undefined);
  const tails = new Set([...own, ...layout.labelsAt(end), ...(end === region.end ? region.tails : [])]);
  draft.add('try {\n', node.range);
  draft.append(writer.region({ ...region, start: at + 1, end: bodyEnd, tails }));
  if (handler !== undefined)
    writeHandler(writer, { ...region, start: handler, end: finalizer ?? end, tails }, draft);
  if (finalizer !== undefined) {
    draft.add('} finally {\n', node.range);
    draft.append(writer.region({ ...region, start: finalizer, end, tails: new Set() }));
  }
  draft.add('}\n', node.range);
  return end;
}

/** A table that does not tell leaves it to the jump that ends the body. */
function endOfTry(
  { layout }: StatementWriter,
  label: string | undefined,
  bodyEnd: number,
  region: Region,
): number {
  if (label !== undefined) return Math.min(layout.indexOf(label), region.end);
  const last = layout.code[bodyEnd - 1];
  const to = last?.op === 'jump' ? layout.indexOf(last.to) : -1;
  return to > bodyEnd && to <= region.end ? to : region.end;
}

/** `catch (error) {`: a handler begins with taking the error. */
function writeHandler(writer: StatementWriter, region: Region, draft: Draft): void {
  const start = writer.layout.behindLabels(region.start);
  const first = writer.layout.code[start];
  const errors = first ? resultsIn(first, writer.dialect) : [];
  if (!first || errors.length === 0) {
    draft.add('} catch {\n', writer.layout.code[region.start]!.node.range);
    draft.append(writer.region(region));
  } else {
    writeCaught(writer, first, caughtBy(first, errors), region, draft);
    draft.append(writer.region({ ...region, start: start + 1 }));
  }
}

function writeCaught(
  writer: StatementWriter,
  { node }: Instruction,
  target: Node,
  region: Region,
  draft: Draft,
): void {
  const word = writer.declare(node, region);
  // A variable that is also used outside is given the error.
  const isOwn = word === 'const' || word === 'let' || target.type === T.MemberExpression;
  draft.add('} catch (', node.range);
  if (isOwn) writer.rewriter.write(target, draft);
  else draft.add('_error', node.range);
  draft.add(') {\n', node.range);
  if (isOwn) return;
  draft.add(word === undefined ? '' : `${word} `, node.range);
  writer.rewriter.write(target, draft);
  draft.add(' = _error;\n', node.range);
}

/** `error` of `error = state.sent();` */
function caughtBy({ node }: Instruction, [error]: readonly Node[]): Node {
  const expression = node.type === T.ExpressionStatement ? node.expression : undefined;
  if (expression?.type !== T.AssignmentExpression || expression.right !== error) throw new UnknownCodeError();
  return expression.left;
}
