import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { Range } from '../../protocol/place.js';
import { endingOf, promiseWaits } from './promise-wait.js';

/** All listeners of an emitter are taken away, and with them what would have settled a promise. */
export interface UnsettledRemoval {
  readonly range: Range;
  readonly emitter: string;
  /** Settles the promise, and nothing else does. */
  readonly listens: Call;
}

/** Finds `cleanup() { this.answers.removeAllListeners(); }` beside `new Promise((resolve) => this.answers.once(id, resolve))`. */
export function findUnsettledRemovals(context: AnalysisContext): readonly UnsettledRemoval[] {
  const { text } = context.model;
  const removals = [...text.matchAll(REMOVES)].filter(({ index }) => !SETTLES.test(aroundIn(text, index)));
  if (removals.length === 0) return [];
  const waits = soleEndings(context);
  return removals.flatMap(({ index, 0: { length }, 1: emitter, 2: event }) => {
    const listens = waits.find(
      ({ receiver, args }) =>
        receiver?.text === emitter && (event === undefined || args[0]?.constant === event.slice(1, -1)),
    );
    return listens ? [{ range: [index, index + length] as const, emitter: emitter!, listens }] : [];
  });
}

const REMOVES = /\b(this\.[\w$#]+)\.removeAllListeners\((['"][\w:.-]+['"])?\)/g;

/** The listeners that are the only end of a promise. */
function soleEndings(context: AnalysisContext): readonly Call[] {
  return promiseWaits(context).flatMap((wait) => {
    const endings = context
      .callsOf(wait.fn)
      .filter((call) => call.args.length > 0 && endingOf(context, wait, call, call.args.at(-1)!).settles);
    const [only] = endings;
    return endings.length === 1 && only && /\.(once|on|addListener)$/.test(only.name) ? [only] : [];
  });
}

/** Somebody is told. */
const SETTLES = /\b(emit|reject\w*|resolve\w*|settle\w*|abort|destroy)\s*\(/i;

/** The body that a place stands in: from the brace that opens it to the one that closes it. */
function aroundIn(text: string, at: number): string {
  let start = at;
  for (let depth = 0; start > 0; start--) {
    const one = text[start];
    if (one === '}') depth++;
    else if (one === '{' && depth-- === 0) break;
  }
  let end = at;
  for (let depth = 0; end < text.length; end++) {
    const one = text[end];
    if (one === '{') depth++;
    else if (one === '}' && depth-- === 0) break;
  }
  return text.slice(start, end);
}
