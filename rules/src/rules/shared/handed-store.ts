import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/**
 * The fields in which functions of the file put what executors hand them: `new Promise((resolve) => this.enter(job, resolve))`
 * beside `enter(job, done) { this.queue.push({ job, done }); }`. Only where nothing else ends the promise.
 */
export function handedStores(context: AnalysisContext): readonly string[] {
  return promiseWaits(context).flatMap((wait) => {
    const given = context
      .callsOf(wait.fn)
      .filter((call) => call.args.some((arg) => holds(context, wait, arg)));
    const [only] = given;
    if (given.length !== 1 || only?.target === undefined) return [];
    const at = only.args.findIndex((arg) => holds(context, wait, arg));
    return storeOf(context, only, at, 0) ?? [];
  });
}

/** A settler, a function that calls one, an object made with one. */
function holds(
  { model }: AnalysisContext,
  { settlers }: PromiseWait,
  { text, form, range }: Operand,
): boolean {
  const [resolve] = settlers;
  if (resolve === undefined) return false;
  if (form === 'place') return text === resolve;
  return (form === 'function' || ENTRY.test(text)) && wordOf(resolve).test(model.text.slice(...range));
}

/** `{ job, resolve }`, `new Task(job, resolve)` */
export const ENTRY = /^(?:\{|new\s+[A-Z][\w$.]*\()/;

/** The field to which the function that is called adds its parameter, or hands it on to be added; undefined where it does more. */
function storeOf(
  context: AnalysisContext,
  { target, args }: Call,
  at: number,
  depth: number,
): string | undefined {
  const fn = target === undefined ? undefined : context.model.functions[target];
  const name = fn?.parameters[at];
  if (!fn || name === undefined || !/^[\w$]+$/.test(name) || depth > 2 || at >= args.length) return undefined;
  const names = [name, ...madeWith(context, fn, name)];
  const uses = context
    .callsOf(fn)
    .filter(({ args: given }) => given.some(({ text }) => mentions(text, names)));
  const kept = uses.find(({ name: call, receiver }) => ADDS.test(call) && receiver !== undefined);
  if (kept) return fieldOf(context, fn, kept);
  const next = uses.find(
    ({ target: to, args: given }) => to !== undefined && given.some(({ text }) => names.includes(text)),
  );
  if (!next || uses.length > 1) return undefined;
  return storeOf(
    context,
    next,
    next.args.findIndex(({ text }) => names.includes(text)),
    depth + 1,
  );
}

const ADDS = /\.(push|unshift|add|set|enqueue)$/;

function mentions(text: string, names: readonly string[]): boolean {
  return names.some((name) => wordOf(name).test(text));
}

/** `const entry = { job, done };`, `const entry = new Entry(job, done);` */
function madeWith({ graphOf }: AnalysisContext, fn: FunctionModel, name: string): readonly string[] {
  return [...eventsOf(graphOf(fn))].flatMap((event) =>
    event.kind === 'update' &&
    event.value &&
    /^[\w$]+$/.test(event.place.text) &&
    ENTRY.test(event.value.text) &&
    wordOf(name).test(event.value.text)
      ? [event.place.text]
      : [],
  );
}

/** `this.queue` of `this.queue.push(entry)`; of `line.push(entry)`, where `this.queues.set(key, line)` puts the line. */
function fieldOf(context: AnalysisContext, fn: FunctionModel, { receiver }: Call): string | undefined {
  const { root, text } = receiver!;
  if (root === 'this') return /^this\.[\w$#]+$/.test(text) ? text : undefined;
  const put = context
    .callsOf(fn)
    .find(
      ({ name, receiver: map, args }) =>
        name.endsWith('.set') && map?.root === 'this' && args[1]?.text === root,
    );
  return put?.receiver && /^this\.[\w$#]+$/.test(put.receiver.text) ? put.receiver.text : undefined;
}
