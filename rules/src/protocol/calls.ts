import type { Call } from './events.js';
import type { FunctionModel } from './model.js';
import type { Condition, Structure } from './structure.js';
import { walkStructure } from './walk-structure.js';

/** Every call step of a function in source order, those in unreachable code and in conditions included. */
export function callsOf(fn: FunctionModel): readonly Call[] {
  return [...callsIn(fn.body)].sort((a, b) => a.range[0] - b.range[0]);
}

/** The call steps of a part of a function. */
export function* callsIn(body: Structure): Iterable<Call> {
  for (const node of walkStructure(body)) {
    if (node.kind === 'call') yield node.call;
    if (node.kind === 'if') yield* callsOfCondition(node.test);
    if (node.kind === 'loop' && node.test) yield* callsOfCondition(node.test);
    if (node.kind === 'switch') yield* callsOfCondition(node.subject);
  }
}

function* callsOfCondition(condition: Condition): Iterable<Call> {
  if (condition.op === 'leaf') for (const step of condition.before) yield* callsIn(step);
  else if (condition.op === 'not') yield* callsOfCondition(condition.operand);
  else {
    yield* callsOfCondition(condition.left);
    yield* callsOfCondition(condition.right);
  }
}
