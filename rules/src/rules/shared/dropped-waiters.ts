import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place } from '../../protocol/place.js';
import { wordOf } from './promise-wait.js';

/** Waiters that are thrown away with their promises unsettled. */
export interface DroppedWaiters {
  /** `waiters.clear()` */
  readonly call: Call;
  readonly store: Place;
}

/** Finds functions that clear what holds resolvers and call none of them. */
export function findDroppedWaiters(context: AnalysisContext): readonly DroppedWaiters[] {
  const stores = new Set(context.model.functions.flatMap((fn) => storesIn(context, fn)));
  if (stores.size === 0) return [];
  return context.model.functions.flatMap((fn) => {
    const calls = context.callsOf(fn);
    if (!calls.every(({ name }) => HARMLESS.test(name))) return [];
    return calls.flatMap((call) =>
      call.name.endsWith('.clear') && call.receiver && stores.has(call.receiver.text)
        ? { call, store: call.receiver }
        : [],
    );
  });
}

const HARMLESS = /^(clear(Timeout|Interval)|[\w.$#]+\.(clear|values|entries|keys))$/;

/** The fields in which executors keep what settles their promises. */
function storesIn({ model, callsOf }: AnalysisContext, fn: FunctionModel): readonly string[] {
  return callsOf(fn).flatMap(({ name, target }) => {
    const executor = name === 'Promise' && target !== undefined ? model.functions[target] : undefined;
    const [resolve] = executor?.parameters ?? [];
    if (!executor || !resolve) return [];
    return callsOf(executor).flatMap(({ name: callee, receiver, args }) => {
      const isKept = /\.(set|add|push)$/.test(callee) && receiver?.root === 'this';
      const holds = args.some(
        ({ text }) => wordOf(resolve).test(text) || madeWith(model.text, executor, text, resolve),
      );
      return isKept && holds ? receiver.text : [];
    });
  });
}

/** `const waiter = { resolve, reject };` */
function madeWith(text: string, { range }: FunctionModel, name: string, resolve: string): boolean {
  if (!/^[\w$]+$/.test(name)) return false;
  const literal = new RegExp(
    `\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\s*(?::[^=]*)?=\\s*\\{([^}]*)\\}`,
  );
  const fields = literal.exec(text.slice(...range))?.[1];
  return fields !== undefined && wordOf(resolve).test(fields);
}
