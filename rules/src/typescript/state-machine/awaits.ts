import type { Node } from '../nodes.js';
import { nodesIn, type Rewriter } from './rewriter.js';
import { targetsOf, UnknownCodeError, type Dialect, type Instruction } from './instructions.js';

/** Instructions without the results of others, with what has been put into them. */
export interface PlacedAwaits {
  readonly code: readonly Instruction[];
  readonly inner: ReadonlyMap<Instruction, readonly Node[]>;
}

/**
 * Puts each `await` back where its result is used: `return [4, f()]; case 1: x = state.sent();` becomes `x = await f()`.
 * Labels that nobody jumps to go.
 */
export function placeAwaits(
  code: readonly Instruction[],
  dialect: Dialect,
  rewriter: Rewriter,
): PlacedAwaits {
  const inner = new Map<Instruction, readonly Node[]>();
  const jumped = jumpTargets(code, dialect);
  const placed: Instruction[] = [];
  for (let at = 0; at < code.length; at++) {
    const instruction = code[at]!;
    if (instruction.op !== 'yield') placed.push(instruction);
    else if (!placeAwait(instruction, code, at, dialect, rewriter)) placed.push(instruction);
    else if (!jumped.has(instruction.resume)) {
      const [user] = code.slice(at + 2);
      if (user && instruction.value) inner.set(user, [instruction.value, ...(inner.get(instruction) ?? [])]);
      at++;
    } else throw new UnknownCodeError();
  }
  return { code: placed.filter((one) => one.op !== 'label' || jumped.has(one.name)), inner };
}

type Yield = Extract<Instruction, { op: 'yield' }>;

/** Replaces the result in the instruction behind; false if that one does not ask for it. */
function placeAwait(
  instruction: Yield,
  code: readonly Instruction[],
  at: number,
  dialect: Dialect,
  rewriter: Rewriter,
): boolean {
  const [label, user] = [code[at + 1], code[at + 2]];
  if (label?.op !== 'label' || label.name !== instruction.resume) throw new UnknownCodeError();
  const results = user ? resultsIn(user, dialect) : [];
  if (results.length > 1) throw new UnknownCodeError();
  if (results.length === 0) return false;
  replaceResult(results[0]!, instruction, rewriter);
  return true;
}

function replaceResult(result: Node, instruction: Yield, rewriter: Rewriter): void {
  const inParentheses = rewriter.needsParentheses(result);
  rewriter.replace(result, (draft) => {
    if (inParentheses) draft.add('(', instruction.node.range);
    writeYield(instruction, draft, rewriter);
    if (inParentheses) draft.add(')', instruction.node.range);
  });
}

/** `await f()` */
export function writeYield(
  { word, value, node }: Yield,
  draft: Parameters<Rewriter['write']>[1],
  rewriter: Rewriter,
): void {
  draft.add(value ? `${word} ` : word, node.range);
  if (!value) return;
  const isLoose = word === 'await' && !rewriter.isTight(value) && !rewriter.isInParentheses(value);
  if (isLoose) draft.add('(', node.range);
  rewriter.write(value, draft);
  if (isLoose) draft.add(')', node.range);
}

/** The results that an instruction asks for. */
export function resultsIn(instruction: Instruction, dialect: Dialect): readonly Node[] {
  return partsOf(instruction).flatMap((part) => [...nodesIn(part)].filter((node) => dialect.isResult(node)));
}

/** The expressions of an instruction, or the whole statement. */
export function partsOf(instruction: Instruction): readonly Node[] {
  switch (instruction.op) {
    case 'statement':
      return [instruction.node];
    case 'assign':
      return [instruction.variable, ...instruction.parts];
    case 'branch':
      return [instruction.test];
    case 'switch':
      return [instruction.subject, ...instruction.cases.map(({ test }) => test)];
    case 'yield':
    case 'return':
      return instruction.value ? [instruction.value] : [];
    default:
      return [];
  }
}

/** The labels that some code jumps to, also from within statements. */
export function jumpTargets(code: readonly Instruction[], dialect: Dialect): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const instruction of code) for (const to of allTargetsOf(instruction, dialect)) targets.add(to);
  return targets;
}

/** The labels an instruction jumps to, also from within a statement. */
export function allTargetsOf(instruction: Instruction, dialect: Dialect): readonly string[] {
  const inside = instruction.op === 'statement' ? [...nodesIn(instruction.node)] : [];
  return [
    ...targetsOf(instruction),
    ...inside.flatMap((node) => {
      const leave = dialect.leaveOf(node);
      return leave ? targetsOf(leave) : [];
    }),
  ];
}
