import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { RuleFinding } from '../../rule.js';

/** JavaScript: waits that block the thread, in a function that also works on the page: its thread may not block. */
export function* waitsOnPage(context: AnalysisContext): Iterable<RuleFinding> {
  for (const fn of context.model.functions) {
    const blocking = context.callsOf(fn).filter(isBlocking);
    const page = blocking.length > 0 ? pageIn(context, fn) : undefined;
    if (!page) continue;
    for (const call of blocking) yield report(call, page);
  }
}

/** Atomics.wait and the `…Sync` waits of waitq/threads. */
function isBlocking({ api }: Call): boolean {
  if (api?.action === 'compare-sleep') return api.name === 'Atomics.wait';
  return api?.action === 'wait' && !api.awaits && api.name.endsWith('Sync');
}

/** Where the function names what only a page's own thread, or an audio worklet, has. */
function pageIn(context: AnalysisContext, fn: FunctionModel): RuleFinding['range'] | undefined {
  if (fn.isTopLevel) return undefined;
  const [start, end] = fn.range;
  const match = PAGE.exec(context.model.text.slice(start, end));
  return match ? [start + match.index, start + match.index + match[0].length] : undefined;
}

const PAGE = /(?<![\w$.'"`])(?:document|window)\.(?=\w)/;

function report(call: Call, page: RuleFinding['range']): RuleFinding {
  return {
    confidence: 'high',
    range: call.nameRange,
    message: `${call.name}() blocks the thread, and the thread of a page may not block: it throws a TypeError there; wait with waitEvent() of waitq/threads or Atomics.waitAsync().`,
    related: [{ message: 'this is there on the thread of a page only', range: page }],
    suggestions: [],
  };
}
