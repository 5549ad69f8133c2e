import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isAsked } from './asked-slot.js';
import { isJob } from './job.js';
import { functionOf } from './promise-wait.js';
import { isSafe } from './unstopped-timer.js';

/** A place that a reaction to success gives back, in a chain that nobody takes any further. */
export interface ReleasedOnSuccess {
  /** `.then(() => { this.busy = false; })` */
  readonly gives: Call;
  /** What is taken, as a person would name it. */
  readonly name: string;
  /** Absent where the reaction is all that gives it back. */
  readonly taken?: UpdateEvent;
}

/**
 * Finds `this.busy = true; job().then(() => { this.busy = false; this.next(); });`, `return job().then(release);`, and
 * `this.asked ??= job().then((it) => { this.asked = undefined; });`, where nothing sees to a rejection.
 */
export function findReleasedOnSuccess(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly ReleasedOnSuccess[] {
  const calls = context.callsOf(fn);
  return calls.flatMap((gives): readonly ReleasedOnSuccess[] => {
    const [done, failed] = gives.args;
    if (!gives.name.endsWith('.then') || failed || !done || !mayReject(context, fn, gives)) return [];
    if (RELEASE.test(done.text)) return gives.awaited === true ? [] : [{ gives, name: done.text }];
    const code = done.form === 'function' ? functionOf(context, fn, done) : undefined;
    if (!code || code.isAsync) return [];
    const kept = keptPromise(context, fn, gives, code);
    if (kept !== undefined) return [{ gives, name: kept }];
    if (gives.awaited === true || gives.use !== 'dropped') return [];
    const taken = takenBefore(context, fn, gives).find(
      (one) => givesBack(context, code, one) && isAsked(context, one.place.text),
    );
    return taken ? [{ gives, name: taken.place.text, taken }] : [];
  });
}

const RELEASE = /^(?:this\.)?#?_*(?:release|unlock)(?:[A-Z]\w*)?$/;

/**
 * `this.asked = job().then((it) => { this.asked = null; })`, also by way of a variable: a promise for all, which stays when it has
 * been rejected.
 */
function keptPromise(
  { model, graphOf }: AnalysisContext,
  fn: FunctionModel,
  gives: Call,
  code: FunctionModel,
): string | undefined {
  const body = model.text.slice(...code.range);
  const updates = [...eventsOf(graphOf(fn))].filter((event) => event.kind === 'update');
  for (const { place, value } of updates) {
    if (!value || !isChain(value, gives)) continue;
    const copies = updates.filter((copy) => copy.value?.text === place.text);
    const slot = copies.length === 1 ? copies[0]! : { place, range: gives.range };
    const name = slot.place.text;
    // What has failed may be seen to by a second reaction.
    const rest = [
      model.text.slice(gives.range[1], slot.range[0]),
      model.text.slice(slot.range[1], fn.range[1]),
    ];
    const isSeenTo = [place.text, name].some((one) => mayBeSeenTo(rest.join(), one));
    if (!isSeenTo && SLOT.test(name) && isEmptiedIn(body, name)) return name;
  }
  return undefined;
}

function mayBeSeenTo(text: string, name: string): boolean {
  return new RegExp(`${quoted(name)}\\s*(?:=|\\.(?:catch|finally|then)\\()`).test(text);
}

const SLOT = /^[\w$]+\.[\w$.#]+$/;

/** The chain as a whole is the value, and what stands behind the reaction in it are reactions. */
function isChain({ range: [start, end] }: Operand, { range }: Call): boolean {
  return start === range[0] ? range[1] <= end : start < range[0] && range[1] === end;
}

function isEmptiedIn(body: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${quoted(name)}\\s*=\\s*(?:undefined|null|void 0)\\b`).test(body);
}

/** Counts that were raised and flags that were set before the job was started. */
function takenBefore(
  { graphOf, model }: AnalysisContext,
  fn: FunctionModel,
  gives: Call,
): readonly UpdateEvent[] {
  return [...eventsOf(graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'update' || event.range[0] >= gives.range[0] || !event.place.shared) return [];
    const isTaking = event.value
      ? event.value.constant === true
      : /\+\+|\+=\s*1\b/.test(model.text.slice(...event.range));
    return isTaking && /^[\w$.#]+$/.test(event.place.text) ? [event] : [];
  });
}

function givesBack({ model }: AnalysisContext, code: FunctionModel, { place, value }: UpdateEvent): boolean {
  const name = quoted(place.text);
  const back = value ? `${name}\\s*=\\s*false\\b` : `${name}\\s*(?:--|-=\\s*1\\b)|--\\s*${name}(?![\\w$])`;
  return new RegExp(`(?<![\\w$.])(?:${back})`).test(model.text.slice(...code.range));
}

/** The job is called here, nothing sees to its failure before, after or around, and it is none that cannot fail. */
function mayReject(context: AnalysisContext, fn: FunctionModel, gives: Call): boolean {
  const { text, functions } = context.model;
  const calls = context.callsOf(fn);
  const chain = calls.filter(({ range }) => range[0] === gives.range[0]);
  if (chain.some(({ name, args }) => /\.(catch|finally)$/.test(name) || (name.endsWith('.then') && args[1])))
    return false;
  const first = chain.reduce((inner, one) => (one.range[1] < inner.range[1] ? one : inner));
  const job = first === gives ? jobIn(context, fn, gives) : first;
  if (!job || isSafe(context, job) || SAFE.test(job.name)) return false;
  const target = job.target === undefined ? undefined : functions[job.target];
  return !target || !/\bcatch\b/.test(text.slice(...target.range));
}

/** The job whose promise a variable has: `const result = func(); return result.then(release);`, with no other reaction to it. */
function jobIn(context: AnalysisContext, fn: FunctionModel, { name }: Call): Call | undefined {
  const promise = /^([\w$]+)\.then$/.exec(name)?.[1];
  if (promise === undefined) return undefined;
  const body = context.model.text.slice(...fn.range);
  const reactions = body.match(new RegExp(`(?<![\\w$.])${quoted(promise)}\\.(?:then|catch|finally)\\(`, 'g'));
  const stores = [...eventsOf(context.graphOf(fn))].filter(
    (event) => event.kind === 'update' && event.place.text === promise,
  );
  const [store] = new Set(stores);
  if (reactions?.length !== 1 || store?.kind !== 'update' || store.value?.form !== 'call') return undefined;
  return context
    .callsOf(fn)
    .find(({ range, ...call }) => range[1] === store.value!.range[1] && isJob(context, fn, call));
}

/** Pauses, and what only makes a promise of a value. */
const SAFE =
  /^Promise\.(?:resolve|allSettled)$|^Promise$|(?:^|\.)(?:nextTick|ready|sleep|delay|wait\w*|timeout|tick|raf)$/i;
