import type { AnalysisContext } from '../../context.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place, Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { isInside, wordOf } from './promise-wait.js';

/** Waiters that are thrown away with their promises unsettled. */
export interface DroppedWaiters {
  /** `waiters.clear()`, `waiters = []` */
  readonly range: Range;
  readonly store: Place;
}

/** Finds functions that clear what holds resolvers and call none of them. */
export function findDroppedWaiters(context: AnalysisContext): readonly DroppedWaiters[] {
  const stores = new Set(context.model.functions.flatMap((fn) => storesIn(context, fn)));
  if (stores.size === 0) return [];
  return context.model.functions.flatMap((fn) => {
    const calls = context.callsOf(fn);
    if (!calls.every(({ name }) => HARMLESS.test(name))) return [];
    const cleared = calls.flatMap((call) =>
      call.name.endsWith('.clear') && call.receiver && stores.has(call.receiver.text)
        ? { range: call.nameRange, store: call.receiver }
        : [],
    );
    return [...cleared, ...replacedIn(context, fn, stores)];
  });
}

/** `this.waiters = []`, in a function that has not looked at them. */
function replacedIn(
  { model, graphOf }: AnalysisContext,
  fn: FunctionModel,
  stores: ReadonlySet<string>,
): readonly DroppedWaiters[] {
  if (BEGINS.test(fn.name)) return [];
  const text = model.text.slice(...fn.range);
  return [...eventsOf(graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'update' || !stores.has(event.place.text)) return [];
    const isEmpty = event.value?.text === '[]' || /^new (Map|Set)\(\)$/.test(event.value?.text ?? '');
    // Named once more, they went somewhere.
    const isOnly = text.split(event.place.text).length === 2;
    return isEmpty && isOnly ? [{ range: event.range, store: event.place }] : [];
  });
}

/** Where there are no waiters yet. */
const BEGINS = /^(constructor$|#?_*(init|set|create|open|start|connect|begin|reset|[A-Z]))/;

/** What ends the source of answers has its listeners asked when nobody is left. */
const HARMLESS =
  /^(clear(Timeout|Interval)|[\w.$#]+\.(clear|values|entries|keys|removeAllListeners)|this\.[\w$#]+\.(end|close|destroy|terminate|kill|disconnect|unref))$/;

/** The fields in which executors keep what settles their promises. */
function storesIn({ model, callsOf }: AnalysisContext, fn: FunctionModel): readonly string[] {
  return callsOf(fn).flatMap(({ name, target }) => {
    const executor = name === 'Promise' && target !== undefined ? model.functions[target] : undefined;
    const [resolve] = executor?.parameters ?? [];
    if (!executor || !resolve) return [];
    return callsOf(executor).flatMap(({ name: callee, receiver, args }) => {
      const isKept = /\.(set|add|push|unshift|enqueue)$/.test(callee) && receiver?.shared === true;
      const holds = args.some(
        ({ text }) =>
          wordOf(resolve).test(text) ||
          isMadeWith(model.text, executor, text, resolve) ||
          isGivenLater(model, executor, text, resolve),
      );
      return isKept && holds && !receiver.text.includes('[') ? receiver.text : [];
    });
  });
}

/** `const run = () => { job().then(resolve); };`, `job.resolve = resolve;` */
function isGivenLater(
  { text, functions }: AnalysisContext['model'],
  executor: FunctionModel,
  name: string,
  resolve: string,
): boolean {
  if (!/^[\w$]+$/.test(name)) return false;
  const isCode = functions.some(
    (fn) => fn.name === name && isInside(fn, executor) && wordOf(resolve).test(text.slice(...fn.range)),
  );
  const kept = new RegExp(`(?<![\\w$.])${quoted(name)}\\.[\\w$#]+\\s*=\\s*${quoted(resolve)}(?![\\w$])`);
  return isCode || kept.test(text.slice(...executor.range));
}

/** `const waiter = { resolve, reject };` */
export function isMadeWith(
  text: string,
  { range }: Pick<FunctionModel, 'range'>,
  name: string,
  resolve: string,
): boolean {
  if (!/^[\w$]+$/.test(name)) return false;
  const literal = new RegExp(
    `\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*(?::[^=]*)?=\\s*\\{([^}]*)\\}`,
  );
  const fields = literal.exec(text.slice(...range))?.[1];
  return fields !== undefined && wordOf(resolve).test(fields);
}
