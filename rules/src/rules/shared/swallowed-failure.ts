import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';
import { remember } from './remember.js';

/** A chain of promises that alone resolves a promise made by hand, and whose failure a `catch` swallows. */
export interface SwallowedFailure {
  /** `.catch(() => {})` */
  readonly swallows: Call;
  /** `resolve(…)` */
  readonly resolves: Range;
}

/** Finds `load().then(() => begin()).then(() => resolve(it)).catch(() => {});` with no other end of the promise for a failure. */
export function findSwallowedFailures(context: AnalysisContext): readonly SwallowedFailure[] {
  if (!EMPTY_CATCH.test(context.model.text)) return [];
  return promiseWaits(context).flatMap((wait) => {
    const outer = outermostOf(context, wait.fn);
    return emptyCatches(outer, '', context).flatMap((swallows) => {
      const resolves = onlyResolver(context, wait, outer.range, swallows);
      return resolves ? { swallows, resolves } : [];
    });
  });
}

/** In a function and those within it. */
const emptyCatches = remember(
  (outer: FunctionModel, _: string, { model, callsOf }: AnalysisContext): readonly Call[] =>
    [outer, ...functionsInside(model.functions, outer)].flatMap((fn) =>
      callsOf(fn).filter(({ name, args }) => name.endsWith('.catch') && EMPTY.test(args[0]?.text ?? '')),
    ),
);

const EMPTY_CATCH = /\.catch\(\s*(?:\(?[\w$]*\)?\s*=>|function\s*\([\w$]*\))\s*\{\s*\}\s*\)/;
const EMPTY = /^(?:\(?[\w$]*\)?\s*=>|function\s*\([\w$]*\))\s*\{\s*\}$/;

/** The one use of `resolve` stands in the chain, and no failure of the chain rejects. */
function onlyResolver(
  { model }: AnalysisContext,
  { fn, settlers: [resolve, reject] }: PromiseWait,
  outer: Range,
  { range }: Call,
): Range | undefined {
  const inside = model.text.slice(...fn.range);
  const isChainInside = range[0] >= fn.range[0] && range[1] <= fn.range[1];
  const [name, failing] = isChainInside
    ? [resolve, reject]
    : [resolve, reject].map((one) => aliasOf(inside, one));
  if (name === undefined) return undefined;
  const scope = isChainInside ? fn.range : outer;
  const uses = usesOf(model.text, scope, name);
  const inChain = uses.filter(([at]) => at >= range[0] && at < range[1]);
  // Beside the chain a name is only declared, and given its value.
  if (inChain.length !== 1 || uses.length > (isChainInside ? 2 : 3)) return undefined;
  if (failing === undefined) return inChain[0];
  const rejects = usesOf(model.text, scope, failing).filter(([, end]) => model.text[end] === '(');
  return rejects.every(([at]) => isForSome(model.text, at)) ? inChain[0] : undefined;
}

function aliasOf(executor: string, settler: string | undefined): string | undefined {
  if (settler === undefined) return undefined;
  return new RegExp(`(?<![\\w$.])([\\w$]+)\\s*=\\s*${quoted(settler)}\\s*[;,\\n})]`).exec(executor)?.[1];
}

function usesOf(text: string, [start, end]: Range, name: string): readonly Range[] {
  return [...text.slice(start, end).matchAll(wordOf(name))].map(({ index }) => [
    start + index,
    start + index + name.length,
  ]);
}

/** Only for one kind of failure, or for an event that is none of the chain's. */
function isForSome(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 120), at);
  return (
    /\bif\s*\([^()]*===?\s*['"][^'"]*['"]\s*\)\s*\{?\s*$/.test(before) ||
    /[eE]rror\w*\s*=\s*(?:function\s*)?\(?[\w$]*\)?\s*(?:=>)?\s*\{?\s*$/.test(before)
  );
}
