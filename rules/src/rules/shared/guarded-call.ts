import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { walkStructure } from '../../protocol/walk-structure.js';
import type { Structure } from '../../protocol/structure.js';

/** Whether an exception at this place of a function is caught in the function, or passes a `finally`. */
export function isGuarded(fn: FunctionModel, [start, end]: Range): boolean {
  let guarded = known.get(fn);
  if (!guarded) known.set(fn, (guarded = guardedIn(fn.body)));
  return guarded.has(`${start} ${end}`);
}

const known = new WeakMap<FunctionModel, ReadonlySet<string>>();

/** Where the calls begin and end that stand in the body of a `try`. */
function guardedIn(body: Structure): ReadonlySet<string> {
  const guarded = new Set<string>();
  for (const node of walkStructure(body)) {
    if (node.kind !== 'try') continue;
    for (const inner of walkStructure(node.body))
      if (inner.kind === 'call') guarded.add(inner.call.range.join(' '));
  }
  return guarded;
}
