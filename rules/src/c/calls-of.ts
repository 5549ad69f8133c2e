import type { Call } from '../protocol/events.js';
import type { Condition, Structure } from '../protocol/structure.js';

/** Every call that a structure makes, in order of appearance. */
export function callsOf(structure: Structure): readonly Call[] {
  const calls: Call[] = [];
  visit(structure, calls);
  return calls;
}

function visit(structure: Structure, calls: Call[]): void {
  switch (structure.kind) {
    case 'call':
      return void calls.push(structure.call);
    case 'sequence':
      return visitAll(structure.body, calls);
    case 'choice':
      return visitAll(structure.arms, calls);
    case 'if':
      visitCondition(structure.test, calls);
      return visitAll([structure.then, ...optional(structure.otherwise)], calls);
    case 'loop':
      if (structure.test) visitCondition(structure.test, calls);
      return visitAll([structure.body, ...optional(structure.update)], calls);
    case 'switch':
      visitCondition(structure.subject, calls);
      return structure.cases.forEach((arm) => visitAll(arm.body, calls));
    case 'label':
      return visit(structure.body, calls);
    case 'try':
      return visitAll(
        [structure.body, ...optional(structure.handler), ...optional(structure.finalizer)],
        calls,
      );
    default:
  }
}

function visitAll(structures: readonly Structure[], calls: Call[]): void {
  for (const structure of structures) visit(structure, calls);
}

function visitCondition(condition: Condition, calls: Call[]): void {
  if (condition.op === 'leaf') return visitAll(condition.before, calls);
  if (condition.op === 'not') return visitCondition(condition.operand, calls);
  visitCondition(condition.left, calls);
  visitCondition(condition.right, calls);
}

function optional(structure: Structure | undefined): readonly Structure[] {
  return structure ? [structure] : [];
}
