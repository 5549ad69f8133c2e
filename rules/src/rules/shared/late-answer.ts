import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, SleepEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';

/** A request that is given up on after a time, and whose answer comes to the word on which the next request waits. */
export interface LateAnswer {
  readonly sleep: SleepEvent;
  readonly request: Call;
  readonly word: string;
}

/** Finds `port.postMessage(it); if (Atomics.wait(word, 0, 0, ms) === 'timed-out') throw late;` on a word that is kept. */
export function findLateAnswers(context: AnalysisContext, fn: FunctionModel): readonly LateAnswer[] {
  const { text } = context.model;
  const body = text.slice(...fn.range);
  if (fn.isTopLevel || !body.includes('timed-out') || RENEWS.test(body.replace(MADE_ONCE, ''))) return [];
  const requests = context
    .callsOf(fn)
    .filter(({ name, args }) => POSTS.test(name) && !NUMBERED.test(args[0]?.text ?? ''));
  return [...eventsOf(context.graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'sleep' || event.how !== 'compare-sleep' || !event.timed) return [];
    const request = requests.findLast(({ range }) => range[1] <= event.range[0]);
    const word = wordOf(event.call)?.text;
    const isKept = event.call.args[0]?.place?.shared === true && !isMadeIn(body, event.call);
    return request && word !== undefined && isKept ? [{ sleep: event, request, word }] : [];
  });
}

const POSTS = /(^|\.)postMessage$/;
/** The answer to another request can be told by its number. */
const NUMBERED =
  /\b(id|\w+I[dD]|index|\w*([sS]eq|[nN]once|[cC]ount|[tT]oken|[sS]ignal|[bB]uffer|[sS]ab|[sS]hared)\w*)\b/;
/** What answers late is ended, or has a word of its own. */
const RENEWS = /\bterminate\(|\bnew (SharedArrayBuffer|Int32Array|BigInt64Array)\b/;

/** `if (worker === undefined) { … }`: what is made at the first request serves the later ones, too. */
const MADE_ONCE = /\bif \(\s*!?[\w$.]+(?:\s*===?\s*(?:undefined|null))?\s*\)\s*\{[^]*?\n\s*\} else \{/g;

function isMadeIn(body: string, { args }: Call): boolean {
  const { root } = args[0]!.place!;
  return new RegExp(`\\b(?:const|let|var)\\s+(?:\\{[^}]*)?(?<![\\w$])${quoted(root)}(?![\\w$])`).test(body);
}
