import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { functionsInside, isInside } from './nesting.js';

/** Whether a handler, or what it calls in this file, names the store; undefined where some call is not in sight. */
export function mentionsStore(
  context: AnalysisContext,
  code: FunctionModel,
  store: string,
  seen = new Set<FunctionModel>(),
): boolean | undefined {
  const { text, functions } = context.model;
  if (seen.has(code)) return false;
  seen.add(code);
  if (new RegExp(`${quoted(store)}(?![\\w$])`).test(text.slice(...code.range))) return true;
  const inside = [code, ...functionsInside(functions, code)];
  // To open the next line, what sets up the handlers is called again.
  const below = (called: FunctionModel): boolean | undefined =>
    isInside(code, called) ? false : mentionsStore(context, called, store, seen);
  const answers = inside.flatMap((one) =>
    context.callsOf(one).map(({ name, target }) => {
      if (target !== undefined) return below(functions[target]!);
      const method = /^(?:this|self|that|_this)\.([\w$#]+)$/.exec(name)?.[1];
      if (method === undefined || method === 'emit') return false;
      const named = functions.filter((fn) => fn.name === method);
      return named.length === 1 ? below(named[0]!) : undefined;
    }),
  );
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
