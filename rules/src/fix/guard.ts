import type { Call } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';
import type { Condition, Structure } from '../protocol/structure.js';
import { walkStructure } from '../protocol/walk-structure.js';

/** An `if` or `while` whose whole body is one call. */
export interface Guard {
  readonly test: Condition;
  readonly range: Range;
}

/** The `if (c) call();` or `while (c) call();` around a call, when there is nothing else in it. */
export function guardOf(body: Structure, call: Call): Guard | undefined {
  for (const node of walkStructure(body)) {
    if (node.kind === 'if' && !node.otherwise && node.range && isOnly(node.then, call))
      return { test: node.test, range: node.range };
    if (node.kind !== 'loop' || !node.test || node.testAt !== 'before' || node.update || !node.range)
      continue;
    if (isOnly(node.body, call)) return { test: node.test, range: node.range };
  }
  return undefined;
}

function isOnly(body: Structure, call: Call): boolean {
  if (body.kind === 'call') return body.call === call;
  if (body.kind !== 'sequence') return false;
  const steps = body.body.filter((step) => !(step.kind === 'event' && step.event.kind === 'yield'));
  return steps.length === 1 && isOnly(steps[0]!, call);
}
