import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { methodOf } from './method-of.js';
import { functionsAround, functionsInside } from './nesting.js';
import { resolverStore } from './promise-resolver.js';

/** The field that holds what settles a promise is emptied, and nothing called. */
export interface DeletedResolver {
  readonly range: Range;
  readonly field: string;
}

/**
 * Finds `reset() { delete this.resolve; }` beside `await new Promise((resolve) => { this.resolve = resolve; })`, and, in what is
 * named for an end, `this.deferred = null` beside `this.deferred = defer(); return this.deferred.promise`.
 */
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
  const deleted = kept.flatMap(({ maker, field }) =>
    functions.flatMap((fn) => (fn === maker ? [] : deletionIn(context, fn, field))),
  );
  return [...deleted, ...forgottenIn(context)];
}

/** A field of which a function hands out the promise, while another one settles it. */
const HANDS_OUT = /\breturn\b[^;\n]*?(?<![\w$.])((?:this|_this\d*|self|that)\.[\w$#]+)\.promise\b/g;
const OBJECT_NAMES = '(?:this|_this\\d*|self|that)';
const ENDS =
  /^#?_*(?:reset|close|destroy|stop|cancel|abort|clear|dispose|disconnect|terminate|kill|end|shutdown)(?![a-z])/i;

function forgottenIn(context: AnalysisContext): readonly DeletedResolver[] {
  const { functions, text } = context.model;
  const fields = new Set([...text.matchAll(HANDS_OUT)].map(([, field]) => field!.replace(/^[\w$]+\./, '')));
  return [...fields].flatMap((field) => {
    const own = `${OBJECT_NAMES}\\.${quoted(field)}(?![\\w$])`;
    if (!new RegExp(`${own}[?!]?\\.resolve\\b`).test(text)) return [];
    const drops = new RegExp(`${own}\\s*=\\s*(?:null|undefined|void 0)\\s*[;,\\n}]`);
    return functions.flatMap((fn) => {
      const outer = [fn, ...functionsAround(functions, fn)].find(({ name }) => ENDS.test(name));
      if (!outer) return [];
      const body = text.slice(...outer.range);
      const isSeenTo =
        body.split(new RegExp(own)).length !== 2 ||
        context.callsOf(fn).some(({ name }) => TELLS.test(name)) ||
        context.callsOf(outer).some((call) => asksFor(context, call, own));
      const found = !isSeenTo ? drops.exec(text.slice(...fn.range)) : null;
      if (!found || functionsInside(functions, fn).some((inner) => drops.test(text.slice(...inner.range))))
        return [];
      const start = fn.range[0] + found.index;
      return [{ range: [start, start + found[0].length - 1], field: `this.${field}` }];
    });
  });
}

/** A function of the file that knows of the field: what it waits for may have come by then. */
function asksFor(context: AnalysisContext, call: Call, own: string): boolean {
  const called = methodOf(context, call);
  return called !== undefined && new RegExp(own).test(context.model.text.slice(...called.range));
}

const TELLS = /(?:emit|reject|resolve|settle|notify|fail|drain|flush|finish|done|wait\w*)\w*$/i;

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
