import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place } from '../../protocol/place.js';

/**
 * Where what settles a promise made by hand is put for others to call: by the executor of `new Promise(…)`, or by the
 * function `maker` that takes a promise and its resolvers apart. Undefined when it is not kept.
 */
export function resolverStore(
  context: AnalysisContext,
  call: Call,
  maker?: FunctionModel,
): Place | undefined {
  if (maker && isDeferred(call)) return storeOf(context, maker, deferredNames(context, maker, call));
  if (call.name !== 'Promise' || call.target === undefined) return undefined;
  const executor = context.model.functions[call.target];
  const resolve = executor?.parameters[0];
  return executor && resolve ? storeOf(context, executor, [resolve]) : undefined;
}

/** `Promise.withResolvers()`, and the functions that did the same before it was there. */
export function isDeferred({ name, args }: Call): boolean {
  return args.length === 0 && DEFERRED.test(name);
}

const DEFERRED =
  /^(Promise\.withResolvers|([\w$]+\.)*(p?[dD]efer(red)?|(create|make|new)Deferred|withResolvers))$/;

/** The names that hold the promise with its resolvers, or the resolver alone: `const { promise, resolve: give } = …`. */
function deferredNames({ model }: AnalysisContext, maker: FunctionModel, { range }: Call): readonly string[] {
  const before = model.text.slice(maker.range[0], range[0]);
  const pattern = /(?:const|let|var)\s+(\{[^{}]*\}|[\w$]+)\s*(?::[^=;]*)?=\s*(?:new\s+)?$/.exec(before)?.[1];
  if (pattern === undefined) return [];
  if (!pattern.startsWith('{')) return [pattern];
  const resolver = /\bresolve\w*\s*(?::\s*([\w$]+))?/.exec(pattern);
  return resolver ? [resolver[1] ?? resolver[0].trim()] : [];
}

function storeOf(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
  names: readonly string[],
): Place | undefined {
  for (const event of eventsOf(graphOf(fn))) {
    const place = storedBy(event, names);
    if (place) return place;
  }
  return undefined;
}

function storedBy(event: ProtocolEvent, names: readonly string[]): Place | undefined {
  if (event.kind === 'update')
    return event.place.shared && mentions(event.value, names) ? event.place : undefined;
  if (event.kind !== 'call' || !event.call.receiver) return undefined;
  const isKept = /\.(push|unshift|add|set|enqueue)$/.test(event.call.name);
  return isKept && event.call.args.some((arg) => mentions(arg, names)) ? event.call.receiver : undefined;
}

/** `resolve`, `{ resolve }`, `() => resolve(x)`. */
function mentions(operand: Operand | undefined, names: readonly string[]): boolean {
  return (
    operand !== undefined &&
    names.some((name) =>
      new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(operand.text),
    )
  );
}
