import type { AnalysisContext } from '../../context.js';
import { eventsOf } from '../../protocol/graph.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place, Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { handedStores } from './handed-store.js';
import { deferredsIn } from './kept-deferreds.js';
import { mentionsStore } from './mentions-store.js';
import { functionsInside, isInside } from './nesting.js';
import { wordOf } from './promise-wait.js';

/** Waiters that are thrown away with their promises unsettled. */
export interface DroppedWaiters {
  /** `waiters.clear()`, `waiters = []` */
  readonly range: Range;
  readonly store: Place;
}

/** Finds functions that clear what holds resolvers and call none of them. */
export function findDroppedWaiters(context: AnalysisContext): readonly DroppedWaiters[] {
  const { functions, text } = context.model;
  const stores = new Set([
    ...functions.flatMap((fn) => storesIn(context, fn)),
    ...functions.flatMap((fn) => deferredsIn(context, fn)),
    ...handedStores(context),
  ]);
  if (stores.size === 0) return [];
  return functions.flatMap((fn) => {
    const calls = context.callsOf(fn);
    const empties = calls.filter((call) => call.receiver && stores.has(call.receiver.text) && takesAll(call));
    const isOnly = ({ receiver, args }: Call): boolean =>
      args.length < 2 && text.slice(...fn.range).split(receiver!.text).length === 2;
    const isHarmless = (call: Call): boolean =>
      empties.includes(call) ||
      HARMLESS.test(call.name) ||
      (empties.every(isOnly) &&
        empties.every(({ receiver }) => isBlindTo(context, fn, call, receiver!.text)));
    if (empties.length > 0 && !calls.every(isHarmless)) return [];
    const cleared = empties.map(({ nameRange, receiver }) => ({ range: nameRange, store: receiver! }));
    return [...cleared, ...replacedIn(context, fn, stores)];
  });
}

/** A call that cannot come to what is stored: of a function of the file that does not name it, or of an object of another kind. */
function isBlindTo(
  context: AnalysisContext,
  fn: FunctionModel,
  { name, target, receiver }: Call,
  store: string,
): boolean {
  if (TELLS.test(name)) return false;
  const code = target === undefined ? undefined : context.model.functions[target];
  if (code) return isInside(code, fn) || mentionsStore(context, code, store) === false;
  return receiver !== undefined && receiver.text !== 'this' && receiver.text !== 'super';
}

const TELLS =
  /(?:emit|fire|dispatch|trigger|notify|abort|reject|resolve|settle|flush|fail|drain|call|apply|publish)\w*$/i;

/** `waiters.clear()`, and `waiters.splice(0)` of which nobody takes what comes out. */
function takesAll({ name, args: [from, count], receiver, use }: Call): boolean {
  if (name.endsWith('.clear')) return true;
  const isAll = count === undefined || count.text === `${receiver!.text}.length`;
  return name.endsWith('.splice') && use === 'dropped' && from?.constant === 0 && isAll;
}

/** `this.waiters = []`, `this.waiters.length = 0`, in a function that has not looked at them, itself or by another one. */
function replacedIn(
  context: AnalysisContext,
  fn: FunctionModel,
  stores: ReadonlySet<string>,
): readonly DroppedWaiters[] {
  const { model, graphOf, callsOf } = context;
  if (BEGINS.test(fn.name)) return [];
  const text = model.text.slice(...fn.range);
  const isSeenTo = (list: string): boolean =>
    callsOf(fn).some(({ target }) => {
      const called = target === undefined ? undefined : model.functions[target];
      return called && !isInside(called, fn) && mentionsStore(context, called, list) === true;
    });
  return [...eventsOf(graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'update') return [];
    const { place, value, range } = event;
    const list = place.text.replace(/\.length$/, '');
    if (!stores.has(list)) return [];
    const isEmpty =
      list === place.text ? /^(\[\]|new (Map|Set)\(\))$/.test(value?.text ?? '') : value?.constant === 0;
    // Named once more, they went somewhere.
    const isOnly = text.split(list).length === 2;
    return isEmpty && isOnly && !isSeenTo(list) ? [{ range, store: { ...place, text: list } }] : [];
  });
}

/** Where there are no waiters yet. */
const BEGINS = /^(constructor$|#?_*(init|set|create|open|start|connect|begin|reset|[A-Z]))/;

/** What ends the source of answers has its listeners asked when nobody is left; a promise made here is another one. */
const HARMLESS =
  /^(clear(Timeout|Interval)|Promise\.(resolve|reject)|\w*Error|console\.\w+|[\w.$#]+\.(debug|log|trace|clear|values|entries|keys|removeAllListeners)|this\.[\w$#]+\.(end|close|destroy|terminate|kill|disconnect|unref))$/;

/** The fields in which executors, or the functions that make the promises, keep what settles them. */
export function storesIn(context: AnalysisContext, fn: FunctionModel): readonly string[] {
  const { model, callsOf } = context;
  return callsOf(fn).flatMap(({ name, target }) => {
    const executor = name === 'Promise' && target !== undefined ? model.functions[target] : undefined;
    const [resolve] = executor?.parameters ?? [];
    if (!executor || !resolve) return [];
    const inside = [executor, ...functionsInside(model.functions, executor)];
    const own = inside.flatMap((one) => keptBy(context, one, executor, resolve));
    const outer = new RegExp(`(?<![\\w$.])([\\w$]+)\\s*=\\s*${quoted(resolve)}\\s*[;,\\n})]`).exec(
      model.text.slice(...executor.range),
    )?.[1];
    return outer === undefined || fn.isTopLevel ? own : [...own, ...keptBy(context, fn, fn, outer)];
  });
}

/** The fields to which the calls of a function add something that settles the promise. */
function keptBy(
  { model, callsOf }: AnalysisContext,
  fn: FunctionModel,
  executor: FunctionModel,
  resolve: string,
): readonly string[] {
  return callsOf(fn).flatMap(({ name, receiver, args }) => {
    const isKept = /\.(set|add|push|unshift|enqueue)$/.test(name) && receiver?.shared === true;
    const holds = args.some(
      ({ text }) =>
        wordOf(resolve).test(text) ||
        isMadeWith(model.text, executor, text, resolve) ||
        isGivenLater(model, executor, text, resolve),
    );
    return isKept && holds && !receiver.text.includes('[') ? receiver.text : [];
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
  const isCode = functionsInside(functions, executor).some(
    (fn) => fn.name === name && wordOf(resolve).test(text.slice(...fn.range)),
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
