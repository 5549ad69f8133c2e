import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { getterOf } from './tested-places.js';

/** A collection that gets smaller without the event for which somebody waits until it is small enough. */
export interface SilentShrink {
  readonly how: 'emptied' | 'taken';
  /** The collection, as the waiter tests it. */
  readonly collection: string;
  readonly shrinks: Range;
  readonly event: string;
  /** The awaited call. */
  readonly wait: Call;
  readonly tested: Range;
}

interface Waiter {
  readonly collection: string;
  readonly tested: Range;
  readonly event: string;
  readonly wait: Call;
}

/** Finds `if (this.queue.size === 0) return; await once(this, 'empty')` beside a `clear()` that emits nothing. */
export function findSilentShrinks(context: AnalysisContext): readonly SilentShrink[] {
  const found = new Map<string, SilentShrink>();
  for (const waiter of context.model.functions.flatMap((fn) => waitersIn(context, fn))) {
    for (const shrink of shrinksFor(context, waiter)) {
      const [at] = shrink.how === 'emptied' ? shrink.shrinks : shrink.wait.range;
      const key = `${shrink.how}${at}`;
      if (!found.has(key)) found.set(key, shrink);
    }
  }
  return [...found.values()];
}

function waitersIn(context: AnalysisContext, fn: FunctionModel): readonly Waiter[] {
  const waits = context.callsOf(fn).flatMap((wait) => {
    const event = wait.awaited === true ? eventOf(context, wait) : undefined;
    return event === undefined ? [] : [{ event, wait }];
  });
  if (waits.length === 0) return [];
  const graph = context.graphOf(fn);
  const tests = [...eventsOf(graph)].flatMap((event) => {
    if (event.kind !== 'test') return [];
    const name = smallIn(context, event);
    const isForMore = waits.some(({ wait }) => leadsTo(graph, event, wait));
    return name === undefined || isForMore ? [] : [{ collection: name, tested: event.range }];
  });
  // What is waited for after two tests may be either's.
  const [test] = tests;
  return test ? waits.map((wait) => ({ ...test, ...wait })) : [];
}

/** The collection that a test asks to be small, a getter for its size followed. */
function smallIn(context: AnalysisContext, { text, reads }: TestEvent): string | undefined {
  const groups = SMALL.exec(text)?.groups;
  const direct = groups?.['left'] ?? groups?.['not'];
  if (direct !== undefined) return direct;
  const own = /^(this\.[\w$#]+) ?(?:===? ?0|<=? ?[\w$.#]+)$/.exec(text)?.[1];
  const place = reads.find((read) => read.text === own);
  const getter = place && getterOf(context, place);
  const answers = getter ? context.graphOf(getter).blocks.flatMap(({ exit }) => exit?.value?.text ?? []) : [];
  const size = answers.length === 1 ? /^([\w$]+(?:\.[\w$#]+)+)\.(?:size|length)$/.exec(answers[0]!) : null;
  return size?.[1];
}

/** Whether the wait is for what is small to get bigger: `if (this.idle.length === 0) await once(this, 'idle')`. */
function leadsTo(graph: Graph, test: TestEvent, wait: Call): boolean {
  const block = graph.blocks.find(({ events }) => events.at(-1) === test);
  // `=== 0` and `!` are taken off what is assumed, and turn its value.
  const small = block?.edges.find(({ assume }) => assume?.value === (assume?.text === test.text));
  if (!small) return false;
  const waiting = graph.blocks.find(({ events }) =>
    events.some((event) => event.kind === 'call' && event.call === wait),
  );
  return waiting !== undefined && waiting.id === small.to;
}

/** `this.queue.size === 0`, `this.queue.length < limit`, `!this.queue.size`. */
const SMALL =
  /^(?:(?<left>[\w$]+(?:\.[\w$#]+)+)\.(?:size|length) ?(?:===? ?0|<=? ?[\w$.#]+)|!(?<not>[\w$]+(?:\.[\w$#]+)+)\.(?:size|length))$/;

/** The event a call waits for: `once(this, 'empty')`, or a function of the file that listens to what it is given. */
function eventOf({ model }: AnalysisContext, { name, args, target }: Call): string | undefined {
  const [first, second] = args;
  if (/^(\w+\.)?once$/.test(name) || (first?.text === 'this' && target === undefined))
    return typeof second?.constant === 'string' ? second.constant : undefined;
  const fn = target === undefined ? undefined : model.functions[target];
  const parameter = fn?.parameters[0];
  if (!fn || parameter === undefined || typeof first?.constant !== 'string') return undefined;
  const listens = new RegExp(`\\.(?:on|once|addListener)\\(\\s*${parameter.replaceAll('$', '\\$')}\\b`);
  return listens.test(model.text.slice(...fn.range)) ? first.constant : undefined;
}

function shrinksFor(context: AnalysisContext, waiter: Waiter): readonly SilentShrink[] {
  const { functions } = context.model;
  const telling = functionsThatTell(context, waiter.event);
  if (telling.size === 0) return [];
  const found = functions.flatMap((fn, index) => {
    if (fn.name === 'constructor' || telling.has(index) || isToldByCallers(context, index, telling))
      return [];
    return [...eventsOf(context.graphOf(fn))].flatMap((event) => {
      const how = shrinkOf(event, waiter.collection);
      return how === undefined ? [] : [{ ...waiter, how, shrinks: event.range }];
    });
  });
  return found.slice(0, 1);
}

function shrinkOf(event: ProtocolEvent, collection: string): SilentShrink['how'] | undefined {
  if (event.kind === 'update') {
    const { place, value } = event;
    if (place.text === `${collection}.length`) return value?.constant === 0 ? 'emptied' : undefined;
    const isFresh = value?.form === 'new' || value?.text === '[]';
    return place.text === collection && isFresh ? 'emptied' : undefined;
  }
  if (event.kind !== 'call' || event.call.receiver?.text !== collection) return undefined;
  if (event.call.name.endsWith('.clear') || takesAll(event.call, collection)) return 'emptied';
  return /\.(shift|pop|dequeue)$/.test(event.call.name) ? 'taken' : undefined;
}

/** `queue.splice(0)`, `queue.splice(0, queue.length)`. */
function takesAll({ name, args, use }: Call, collection: string): boolean {
  const [from, count] = args;
  const isAll = count === undefined || count.text === `${collection}.length`;
  return name.endsWith('.splice') && from?.constant === 0 && isAll && use === 'dropped';
}

/** The functions that emit the event, or call one that does or that is not in sight. */
function functionsThatTell({ model, callsOf }: AnalysisContext, event: string): ReadonlySet<number> {
  const { functions, text } = model;
  const emits = ({ name, args }: Call): boolean => EMITS.test(name) && args[0]?.constant === event;
  if (!functions.some((fn) => callsOf(fn).some(emits))) return new Set();
  const telling = new Set<number>();
  for (let before = -1; before !== telling.size;) {
    before = telling.size;
    for (const [index, fn] of functions.entries()) {
      if (callsOf(fn).some((call) => emits(call) || isUnseen(call, text) || telling.has(call.target ?? -1)))
        telling.add(index);
    }
  }
  return telling;
}

const EMITS = /\b(emit|(\w+D|d)ispatchEvent)$/;

/** A method of the same object that another file declares. */
function isUnseen({ name, target, range }: Call, text: string): boolean {
  if (target !== undefined || !/^(this|super)\.[\w$#]+$/.test(name)) return false;
  return !/\.(emit|on|once|off)$/.test(name) && !/^new\b/.test(text.slice(range[0], range[0] + 4));
}

function isToldByCallers(
  { model, callsOf }: AnalysisContext,
  index: number,
  telling: ReadonlySet<number>,
): boolean {
  const callers = model.functions.flatMap((fn, caller) =>
    callsOf(fn).some(({ target }) => target === index) ? caller : [],
  );
  return callers.length > 0 && callers.every((caller) => telling.has(caller));
}
