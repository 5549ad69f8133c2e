import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';

/** A promise that one way of a function returns, and another, with the same call, drops. */
export interface UnreturnedPromise {
  readonly call: Call;
  readonly returned: Call;
}

/**
 * Finds `if (isText) this.port.send(it); else return this.port.send(pack(it));` in a function that others of the file await: on
 * the first way they go on at once.
 */
export function findUnreturnedPromises(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly UnreturnedPromise[] {
  const calls = context.callsOf(fn);
  const returned = calls.filter(({ use }) => use === 'returned');
  if (returned.length === 0 || fn.isTopLevel) return [];
  const found = calls.flatMap((call) => {
    const isDropped = call.use === 'dropped' && call.awaited !== true;
    const other = isDropped ? returned.find(({ name }) => name === call.name) : undefined;
    return other && isLast(context, fn, call) ? [{ call, returned: other }] : [];
  });
  // The whole text is asked last.
  return found.length > 0 && isAwaited(context, fn) ? found : [];
}

/** Somebody in the file awaits what the function gives, under its name. */
function isAwaited({ model }: AnalysisContext, { name }: FunctionModel): boolean {
  return (
    /^#?[\w$]+$/.test(name) &&
    new RegExp(`\\bawait\\s+(?:[\\w$#]+\\??\\.)*${quoted(name)}\\(`).test(model.text)
  );
}

/** Nothing comes behind it on its way. */
function isLast({ model }: AnalysisContext, fn: FunctionModel, { range }: Call): boolean {
  const after = model.text.slice(range[1], fn.range[1]).replace(/\/\/[^\n]*/g, '');
  return /^\s*;?\s*(?:\}\s*)?else\b/.test(after) || /^\s*;?\s*\}$/.test(after);
}
