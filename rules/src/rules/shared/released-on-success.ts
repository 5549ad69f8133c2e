import type { AnalysisContext } from '../../context.js';
import type { Call, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isAsked } from './asked-slot.js';
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
    if (!gives.name.endsWith('.then') || failed || !done || !mayReject(context, calls, gives)) return [];
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

/** `this.asked = job().then((it) => { this.asked = null; })`: a promise for all, which stays when it has been rejected. */
function keptPromise(
  { model, graphOf }: AnalysisContext,
  fn: FunctionModel,
  gives: Call,
  code: FunctionModel,
): string | undefined {
  const body = model.text.slice(...code.range);
  return [...eventsOf(graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'update' || !event.value || !/^[\w$]+\.[\w$.#]+$/.test(event.place.text)) return [];
    const [start, end] = event.value.range;
    const isChain = start <= gives.range[0] && gives.range[1] === end;
    const isEmptied = new RegExp(
      `(?<![\\w$.])${quoted(event.place.text)}\\s*=\\s*(?:undefined|null|void 0)\\b`,
    ).test(body);
    const others = model.text.slice(gives.range[1], fn.range[1]);
    // What has failed may be seen to by a second reaction.
    const isSeenTo = new RegExp(`${quoted(event.place.text)}\\s*(?:=|\\.(?:catch|finally|then)\\()`).test(
      others,
    );
    return isChain && isEmptied && !isSeenTo ? [event.place.text] : [];
  })[0];
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
function mayReject(context: AnalysisContext, calls: readonly Call[], gives: Call): boolean {
  const { text, functions } = context.model;
  const chain = calls.filter(({ range }) => range[0] === gives.range[0]);
  if (chain.some(({ name, args }) => /\.(catch|finally)$/.test(name) || (name.endsWith('.then') && args[1])))
    return false;
  const job = chain.reduce((first, one) => (one.range[1] < first.range[1] ? one : first));
  if (job === gives || isSafe(context, job) || SAFE.test(job.name)) return false;
  const target = job.target === undefined ? undefined : functions[job.target];
  return !target || !/\bcatch\b/.test(text.slice(...target.range));
}

/** Pauses, and what only makes a promise of a value. */
const SAFE =
  /^Promise\.(?:resolve|allSettled)$|^Promise$|(?:^|\.)(?:nextTick|ready|sleep|delay|wait\w*|timeout|tick|raf)$/i;
