import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { storesIn } from './dropped-waiters.js';
import { isOfSameClass } from './same-class.js';

/** An end of everything that tells one of those who wait for it. */
export interface HalfToldEnd {
  /** `this.receivers.shift()` */
  readonly takes: Call;
  readonly store: string;
}

/** Finds `close() { if (this.waiters.length > 0) this.waiters.shift().reject(); }`, which leaves all others waiting. */
export function findHalfToldEnds(context: AnalysisContext): readonly HalfToldEnd[] {
  const { functions } = context.model;
  const ends = functions.filter(({ name, isTopLevel }) => isTopLevel !== true && ENDS.test(name));
  if (ends.length === 0) return [];
  return functions.flatMap((maker) =>
    storesIn(context, maker).flatMap((store) =>
      ends.flatMap((end) => {
        const takes = isOfSameClass(context.model, end, maker) ? onlyTake(context, end, store) : undefined;
        return takes ? [{ takes, store }] : [];
      }),
    ),
  );
}

const ENDS = /^#?_*(close|end|destroy|stop|dispose|shutdown|terminate|kill)(All)?$/;

/** One waiter is taken, outside of loops, and nothing else is done with the list but asking for its length. */
function onlyTake(context: AnalysisContext, end: FunctionModel, store: string): Call | undefined {
  const uses = [
    ...context.model.text.slice(...end.range).matchAll(new RegExp(`${quoted(store)}([\\w$.]*)`, 'g')),
  ];
  if (!uses.every(([, use]) => /^\.(shift|pop|length)$/.test(use!))) return undefined;
  const graph = context.graphOf(end);
  const reach = reachability(graph);
  const takes = graph.blocks.flatMap(({ id, events }) =>
    events.flatMap((event) => {
      if (event.kind !== 'call' || event.call.receiver?.text !== store) return [];
      return /\.(shift|pop)$/.test(event.call.name)
        ? [{ call: event.call, isRepeated: reach(id).has(id) }]
        : [];
    }),
  );
  const callsItself = context.callsOf(end).some(({ name }) => name === `this.${end.name}`);
  return takes.length === 1 && !takes[0]!.isRepeated && !callsItself ? takes[0]!.call : undefined;
}
