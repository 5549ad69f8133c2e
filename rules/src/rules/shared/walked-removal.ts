import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';
import { functionOf } from './promise-wait.js';

/** A list that is walked while each of its entries takes itself off it, so that every second one is passed over. */
export interface WalkedRemoval {
  /** `waiters` in `waiters.forEach((one) => one())` and in `for (const one of waiters) one();` */
  readonly walks: Range;
  readonly list: string;
  /** `waiters.splice(index, 1)`, which an entry comes to when it is called. */
  readonly removes: Call;
}

/** Finds lists of functions that are called one after the other in place, where one of them takes itself away. */
export function findWalkedRemovals(context: AnalysisContext): readonly WalkedRemoval[] {
  const { text } = context.model;
  if (!text.includes('.splice(') || !text.includes('.push(')) return [];
  return [...text.matchAll(EACH), ...text.matchAll(TURNS)].flatMap(({ index, 0: whole, groups }) => {
    const { list, before } = groups as Record<'list' | 'before', string>;
    const removes = selfRemoval(context, list);
    const start = index + whole.indexOf(list, before.length);
    return removes ? [{ walks: [start, start + list.length] as const, list, removes }] : [];
  });
}

/** `waiters.forEach((one) => one(value))`, `waiters.forEach(function (one) { one(); })` */
const EACH =
  /(?<before>)(?<![\w$.#])(?<list>[\w$]+(?:\.[\w$#]+)*)\.forEach\(\s*(?:function\s*)?\(?\s*(?<one>[\w$]+)\s*\)?\s*(?:=>)?\s*\{?\s*\k<one>\(/g;

/** `for (const one of waiters) one();` */
const TURNS =
  /(?<before>\bfor\s*\(\s*(?:const|let|var)\s+(?<one>[\w$]+)\s+of\s+)(?<list>[\w$]+(?:\.[\w$#]+)*)\s*\)\s*\{?\s*\k<one>\(/g;

/** The call by which an entry of the list takes itself off it when it is called. */
function selfRemoval(context: AnalysisContext, list: string): Call | undefined {
  const { functions } = context.model;
  for (const enters of functions) {
    const pushed = context
      .callsOf(enters)
      .find(({ receiver, name }) => receiver?.text === list && name.endsWith('.push'));
    const entry = pushed?.args[0];
    if (!entry) continue;
    const code = functionOf(context, enters, entry);
    const own = code && removalIn(context, code, list);
    if (own) return own;
    // `subscribe(callback) { list.push(callback); return () => list.splice(…); }`
    const at = enters.parameters.indexOf(entry.text);
    const removal = functionsInside(functions, enters)
      .map((fn) => removalIn(context, fn, list))
      .find((call) => call !== undefined);
    if (at >= 0 && removal && isEndedBySelf(context, enters, at)) return removal;
  }
  return undefined;
}

function removalIn({ callsOf }: AnalysisContext, fn: FunctionModel, list: string): Call | undefined {
  return callsOf(fn).find(
    ({ receiver, name, args }) =>
      receiver?.text === list && name.endsWith('.splice') && args.length === 2 && args[1]!.constant === 1,
  );
}

/** `const stop = subscribe(() => { stop(); … })` */
function isEndedBySelf(context: AnalysisContext, enters: FunctionModel, at: number): boolean {
  const { functions, text } = context.model;
  const index = functions.indexOf(enters);
  return functions.some((fn) =>
    context.callsOf(fn).some(({ target, args, range, use }) => {
      const given = args[at];
      if (target !== index || use !== 'assigned' || given?.form !== 'function') return false;
      const stop = /([\w$]+)\s*=\s*$/.exec(text.slice(fn.range[0], range[0]))?.[1];
      return stop !== undefined && new RegExp(`(?<![\\w$.])${quoted(stop)}\\(`).test(given.text);
    }),
  );
}
