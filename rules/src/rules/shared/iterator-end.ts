import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';

/** An iterator whose `return()` ends it and leaves a promise unsettled that somebody may be waiting for. */
export interface IteratorEnd {
  /** The name of the method that ends it. */
  readonly range: Range;
  /** The field that holds what settles the promise. */
  readonly field: string;
  /** Where the promise is waited for. */
  readonly waits: Range;
}

/**
 * Finds classes with `next() { return new Promise((resolve) => { this.resolve = resolve; }); }` whose `return()` calls neither
 * that nor anything of the class that does: nothing comes any more, and whoever awaits `next()`, or that what was written is
 * taken, hangs.
 */
export function findIteratorEnds(context: AnalysisContext): readonly IteratorEnd[] {
  const { functions, text } = context.model;
  if (!/\basyncIterator\b/.test(text)) return [];
  return functions.flatMap((ends) => {
    if (ends.name !== 'return' || ends.className === undefined) return [];
    const methods = functions.filter(({ className }) => className === ends.className);
    const below = codeBelow(context, methods, ends);
    if (below === undefined) return [];
    return methods.flatMap((method) =>
      pendingIn(text, methods, method).flatMap(({ field, range }) =>
        isTold(below, field) ? [] : [{ range: ends.nameRange, field, waits: range }],
      ),
    );
  });
}

interface Pending {
  readonly field: string;
  readonly range: Range;
}

/** The fields through which a method's promise is settled by other methods. */
function pendingIn(
  text: string,
  methods: readonly FunctionModel[],
  method: FunctionModel,
): readonly Pending[] {
  const body = text.slice(...method.range);
  const kept = method.name === 'next' ? [...body.matchAll(KEEPS), ...body.matchAll(MAKES)] : [];
  return [...kept, ...body.matchAll(AWAITS)].flatMap((match) => {
    const field = match[1]!;
    const start = method.range[0] + match.index;
    const settled = settling(field);
    const isSettled = methods.some(
      (one) => one !== method && one.name !== 'return' && settled.test(text.slice(...one.range)),
    );
    return isSettled ? [{ field, range: [start, start + match[0].length] as const }] : [];
  });
}

/** `new Promise((resolve) => { this.resolve = resolve; })` */
const KEEPS =
  /new Promise(?:<[^()]*>)?\(\s*(?:\(\s*[\w$]+[^()]*\)|[\w$]+)\s*=>\s*[({]*\s*(this\.[#\w$]+)\s*=\s*[\w$]+\s*[;,)}]/g;
/** `this.pending = new Deferred(); return this.pending.promise;` */
const MAKES = /(this\.[#\w$]+)\s*=\s*(?:new\s+[\w$.]+|[\w$.]+)\([^()]*\)\s*;\s*return\s+\1\.\w+/g;
/** `await this.taken.promise` */
const AWAITS = /await\s+(this\.[#\w$]+)\.promise\b/g;

/** `this.resolve(…)`, `this.pending.resolve(…)`, `const resolve = this.resolve; … resolve(…)` */
function settling(field: string): RegExp {
  const own = quoted(field);
  return new RegExp(`${own}!?(?:\\?\\.)?(?:\\.\\w+)?\\(|=\\s*${own}\\s*[;,]`);
}

/** Something else is done with the field than to empty it. */
function isTold(code: string, field: string): boolean {
  const own = `${quoted(field)}(?![\\w$])`;
  return new RegExp(own).test(
    code.replace(new RegExp(`${own}\\s*=(?!=)\\s*(?:undefined|null|void 0)\\s*;?`, 'g'), ''),
  );
}

/** What the method does, with the methods it calls; undefined where it calls one that is not in sight. */
function codeBelow(
  { model, callsOf }: AnalysisContext,
  methods: readonly FunctionModel[],
  ends: FunctionModel,
): string | undefined {
  const seen = new Set([ends]);
  for (const one of seen)
    for (const { name } of callsOf(one)) {
      if (/^super\b/.test(name)) return undefined;
      const called = /^this\.([#\w$]+)$/.exec(name)?.[1];
      for (const method of methods) if (method.name === called) seen.add(method);
    }
  return [...seen].map(({ range }) => model.text.slice(...range)).join('\n');
}
