import type { AnalysisContext } from './context.js';
import type { FunctionModel } from './protocol/model.js';

/** A question that is asked of every function. One function of the program is one question: it is known by identity. */
export type Question<T> = (context: AnalysisContext, fn: FunctionModel) => readonly T[];

/**
 * The answers to a question about a function. Where work is kept from text to text, a function that had no answer is not
 * asked again as long as its own text means the same; unless the question looked at more than this function, then it is
 * asked each time.
 */
export function askOnce<T>(context: AnalysisContext, fn: FunctionModel, question: Question<T>): readonly T[] {
  // That a function is set as a handler is said elsewhere in the file.
  const silent = fn.handler ? undefined : context.silentOn?.(fn);
  if (!silent) return question(context, fn);
  if (silent.has(question)) return [];
  const [watched, hasLookedAround] = watch(context, fn);
  const answers = question(watched, fn);
  if (answers.length === 0 && !hasLookedAround()) silent.add(question);
  return answers;
}

/** The same context, and whether it was asked for anything but the function itself and the language. */
function watch(context: AnalysisContext, fn: FunctionModel): [AnalysisContext, () => boolean] {
  let around = false;
  const ofOne = <R>(ask: (one: FunctionModel) => R): ((one: FunctionModel) => R) => {
    return (one) => {
      if (one !== fn) around = true;
      return ask(one);
    };
  };
  const own: Partial<AnalysisContext> = {
    language: context.language,
    graphOf: ofOne(context.graphOf),
    callsOf: ofOne(context.callsOf),
  };
  const watched = new Proxy(context, {
    get(_, key) {
      if (key in own) return Reflect.get(own, key);
      around = true;
      return Reflect.get(context, key);
    },
  });
  return [watched, () => around];
}
