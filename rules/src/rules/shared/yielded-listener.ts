import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';

/** A listener of a generator that is taken away only where its reader reads to the end. */
export interface YieldedListener {
  readonly call: Call;
  /** Where a reader may leave. */
  readonly leaves: Range;
}

/** Finds `signal.addEventListener('abort', stop); … yield value; … signal.removeEventListener('abort', stop);` with no `finally`. */
export function findYieldedListeners(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly YieldedListener[] {
  if (!fn.isGenerator) return [];
  const { text, functions } = context.model;
  const [start, end] = fn.range;
  const body = text.slice(start, end);
  // An awaiter's generator is an async function, whose yields wait.
  if (/\bfinally\b|\busing\b/.test(body) || !fn.isAsync || isDownLevelled(text, start)) return [];
  return context.callsOf(fn).flatMap((call) => {
    const handler = call.args[1]?.place?.text;
    if (!LISTENS.test(call.name) || handler === undefined) return [];
    const removed = new RegExp(
      `(?:off|removeListener|removeEventListener)\\(\\s*[^,()]+,\\s*${quoted(handler)}\\s*[,)]`,
      'g',
    );
    const last = [...body.matchAll(removed)].at(-1);
    const isWithin = functionsInside(functions, fn).some(
      (inner) => last && inner.range[0] < start + last.index && inner.range[1] > start + last.index,
    );
    if (!last || isWithin) return [];
    const between = body.slice(call.range[1] - start, last.index);
    const yields = /(?<![\w$.])yield\s/.exec(between);
    const at = yields ? call.range[1] + yields.index : 0;
    return yields ? [{ call, leaves: [at, at + 5] as const }] : [];
  });
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;

function isDownLevelled(text: string, start: number): boolean {
  return /__(?:awaiter|asyncGenerator)\([^)]*$/.test(text.slice(Math.max(0, start - 80), start));
}
