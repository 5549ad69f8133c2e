import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { walkStructure } from '../../protocol/walk-structure.js';
import type { Structure } from '../../protocol/structure.js';

/** Whether an exception at this place of a function is caught in the function, or passes a `finally`. */
export function isGuarded({ body }: FunctionModel, [start, end]: Range): boolean {
  for (const node of walkStructure(body)) {
    if (node.kind === 'try' && holds(node.body, start, end)) return true;
  }
  return false;
}

function holds(body: Structure, start: number, end: number): boolean {
  for (const node of walkStructure(body)) {
    if (node.kind === 'call' && node.call.range[0] === start && node.call.range[1] === end) return true;
  }
  return false;
}
