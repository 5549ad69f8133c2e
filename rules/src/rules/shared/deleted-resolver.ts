import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { resolverStore } from './promise-resolver.js';

/** The field that holds what settles a promise is emptied, and nothing called. */
export interface DeletedResolver {
  readonly range: Range;
  readonly field: string;
}

/** Finds `reset() { delete this.resolve; }` beside `await new Promise((resolve) => { this.resolve = resolve; })`. */
export function findDeletedResolvers(context: AnalysisContext): readonly DeletedResolver[] {
  const { functions } = context.model;
  const kept = functions.flatMap((maker) =>
    context.callsOf(maker).flatMap((call) => {
      const field = call.name === 'Promise' ? resolverStore(context, call) : undefined;
      const executor = call.target === undefined ? undefined : functions[call.target];
      // What does more than keep it may see to the end of the wait.
      const isPlain = executor !== undefined && context.callsOf(executor).length === 0;
      return field && isPlain && /^this\.[\w$#]+$/.test(field.text) ? [{ maker, field: field.text }] : [];
    }),
  );
  return kept.flatMap(({ maker, field }) =>
    functions.flatMap((fn) => (fn === maker ? [] : deletionIn(context, fn, field))),
  );
}

function deletionIn(context: AnalysisContext, fn: FunctionModel, field: string): readonly DeletedResolver[] {
  const { text, functions } = context.model;
  const body = text.slice(...fn.range);
  const found = new RegExp(`\\bdelete\\s+${quoted(field)}(?![\\w$])`).exec(body);
  if (!found || body.split(field).length !== 2 || fn.isTopLevel) return [];
  const index = functions.indexOf(fn);
  const callers = functions.filter((one) => context.callsOf(one).some(({ target }) => target === index));
  const isCalledBefore = callers.some((one) =>
    context.callsOf(one).some(({ name }) => name.replace('?.', '') === field),
  );
  if (isCalledBefore) return [];
  const start = fn.range[0] + found.index;
  return [{ range: [start, start + found[0].length], field }];
}
