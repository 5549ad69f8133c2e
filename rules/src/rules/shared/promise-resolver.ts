import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { Place } from '../../protocol/place.js';

/** Where the executor of a `new Promise(…)` puts its resolver for others to call; undefined when it does not. */
export function resolverStore({ model, graphOf }: AnalysisContext, call: Call): Place | undefined {
  if (call.name !== 'Promise' || call.target === undefined) return undefined;
  const executor = model.functions[call.target];
  const resolve = executor?.parameters[0];
  if (!executor || !resolve) return undefined;
  for (const event of eventsOf(graphOf(executor))) {
    const place = storedBy(event, resolve);
    if (place) return place;
  }
  return undefined;
}

function storedBy(event: ProtocolEvent, resolve: string): Place | undefined {
  if (event.kind === 'update')
    return event.place.shared && mentions(event.value, resolve) ? event.place : undefined;
  if (event.kind !== 'call' || !event.call.receiver) return undefined;
  const isKept = /\.(push|unshift|add|set|enqueue)$/.test(event.call.name);
  return isKept && event.call.args.some((arg) => mentions(arg, resolve)) ? event.call.receiver : undefined;
}

/** `resolve`, `{ resolve }`, `() => resolve(x)`. */
function mentions(operand: Operand | undefined, name: string): boolean {
  return (
    operand !== undefined &&
    new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(operand.text)
  );
}
