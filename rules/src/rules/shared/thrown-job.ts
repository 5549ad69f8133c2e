import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { isAsked } from './asked-slot.js';
import { isGuarded } from './guarded-call.js';
import { isJob } from './job.js';
import { methodOf } from './method-of.js';
import { functionOf } from './promise-wait.js';

/** A job that is called where an exception keeps what only the reactions to its promise give back. */
export interface ThrownJob {
  readonly job: Call;
  /** What is kept: a count, a flag, or the function that gives a lock back. */
  readonly kept: string;
  readonly gives: Call;
  /** `kept` is the function that starts the next one. */
  readonly starts?: true;
}

/** Finds `active++; job().then(() => { active--; next(); }, fail)`: a job that throws makes no promise to react to. */
export function findThrownJobs(context: AnalysisContext): readonly ThrownJob[] {
  return context.model.functions.flatMap((fn) => {
    const calls = context.callsOf(fn);
    if (!calls.some(({ name }) => REACTS.test(name))) return [];
    return calls.flatMap((job) => {
      if (!isJob(context, fn, job) || isGuarded(fn, job.range) || isPromisified(context, job)) return [];
      const chain = chainOf(calls, job, localOf(context, fn, job));
      const found = chain.length > 0 && keptBy(context, fn, job, chain);
      return found ? [found] : [];
    });
  });
}

/** `fn = promisify(fn);` for the `item.fn()` to come: what throws in it is a rejection. */
function isPromisified({ model }: AnalysisContext, { name }: Call): boolean {
  const own = name
    .replace(/\.(call|apply)$/, '')
    .split('.')
    .at(-1)!;
  return new RegExp(
    `(?<![\\w$])${quoted(own)}\\s*[:=]\\s*(?:[\\w$]+\\.)*(?:promisif\\w*|asyncify|toAsync)\\(`,
    'i',
  ).test(model.text);
}

const REACTS = /\.(then|catch|finally)$/;
/** Of a call, not of something with a name. */
const REACTION = /^\.(then|catch|finally)$/;

/** What reacts to the promise of a job: `job().then(…)`, `running.then(…)`, `Promise.resolve(job()).then(…)`, and all behind it. */
function chainOf(calls: readonly Call[], job: Call, own: string | undefined): readonly Call[] {
  const reactsToOwn = own === undefined ? undefined : new RegExp(`^${quoted(own)}\\.(then|catch|finally)$`);
  const starts = new Set([job.range[0]]);
  for (const { name, range, args } of calls) {
    const [value] = args;
    const isOfJob = value && value.range[0] <= job.range[0] && value.range[1] >= job.range[1];
    const isWrapped =
      name === 'Promise.resolve' && (isOfJob === true || (own !== undefined && value?.text === own));
    if (isWrapped || reactsToOwn?.test(name)) starts.add(range[0]);
  }
  return calls.filter(
    ({ name, range }) =>
      starts.has(range[0]) && range[1] > job.range[1] && (REACTION.test(name) || reactsToOwn?.test(name)),
  );
}

/** `const running = job();` */
function localOf({ model }: AnalysisContext, fn: FunctionModel, { range }: Call): string | undefined {
  const before = model.text.slice(fn.range[0], range[0]);
  return /(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]*)?=\s*$/.exec(before)?.[1];
}

interface Reaction {
  readonly call: Call;
  readonly code: FunctionModel;
}

function keptBy(
  context: AnalysisContext,
  fn: FunctionModel,
  job: Call,
  chain: readonly Call[],
): ThrownJob | undefined {
  const reactions: readonly Reaction[] = chain.flatMap((call) =>
    call.args.flatMap((arg) => {
      const code = functionOf(context, fn, arg);
      return code ? [{ call, code }] : [];
    }),
  );
  const slots = takenBefore(context, fn, job);
  for (const { call, code } of reactions) {
    const slot = slots.find((one) => givesBack(context, code, one) && isAsked(context, one.text));
    if (slot) return { job, kept: slot.text, gives: call };
    const release = releaseIn(context, fn, code);
    if (release) return { job, kept: release, gives: call };
  }
  return givenOnEveryWay(context, job, chain, reactions) ?? startsNext(context, fn, job, reactions);
}

/** The function has taken the job off a list, and only a reaction, mostly the last, calls it again for the next one. */
function startsNext(
  context: AnalysisContext,
  fn: FunctionModel,
  job: Call,
  reactions: readonly Reaction[],
): ThrownJob | undefined {
  if (fn.isAsync || !TAKES.test(context.model.text.slice(fn.range[0], job.range[0]))) return undefined;
  const again = reactions.find(({ code }) => leadsTo(context, code, fn, 2));
  return again ? { job, kept: fn.name, gives: again.call, starts: true } : undefined;
}

/** `const job = this.queue.shift()`, `const job = this.nextJob()` */
const TAKES = /=[^;=]*(?:\.(?:shift|pop|dequeue)\(|\.(?:get|take|pick|fetch)?_*[nN]ext\w*\(\s*\))/;

function leadsTo(context: AnalysisContext, code: FunctionModel, fn: FunctionModel, depth: number): boolean {
  return context.callsOf(code).some((call) => {
    const called = methodOf(context, call);
    if (called === fn) return true;
    return called !== undefined && depth > 0 && called !== code && leadsTo(context, called, fn, depth - 1);
  });
}

/** Counts that were changed and flags that were set before the job is called. */
function takenBefore({ graphOf, model }: AnalysisContext, fn: FunctionModel, job: Call): readonly Place[] {
  return [...eventsOf(graphOf(fn))].flatMap((event) =>
    event.kind === 'update' &&
    event.range[1] <= job.range[0] &&
    event.place.shared &&
    isTaking(event) &&
    !KEYED.test(model.text.slice(...event.range))
      ? [event.place]
      : [],
  );
}

/** An entry of a map is a note about one thing, and no slot that others wait for. */
const KEYED = /\.\s*set\s*\([^,()]+,/;

/** A count of any kind, or a flag of the object. */
function isTaking({ place, value }: Extract<ProtocolEvent, { kind: 'update' }>): boolean {
  return value === undefined || (typeof value.constant === 'boolean' && place.root === 'this');
}

/** The reaction, or a function of the file that it calls, writes the same place. */
function givesBack(context: AnalysisContext, code: FunctionModel, slot: Place, depth = 0): boolean {
  const writes = [...eventsOf(context.graphOf(code))].some(
    (event) => event.kind === 'update' && event.place.text === slot.text && isTaking(event),
  );
  if (writes || depth > 2) return writes;
  return context.callsOf(code).some(({ target }) => {
    const next = target === undefined ? undefined : context.model.functions[target];
    return next !== undefined && next !== code && givesBack(context, next, slot, depth + 1);
  });
}

/** `lock.acquire().then((release) => job().then(() => release()))` */
function releaseIn({ callsOf }: AnalysisContext, fn: FunctionModel, code: FunctionModel): string | undefined {
  const release = fn.parameters.find((name) => RELEASE.test(name));
  return release !== undefined && callsOf(code).some(({ name }) => name === release) ? release : undefined;
}

/** `job().then((it) => { quota.end(); … }, (error) => { quota.end(); … })`: whatever becomes of the job, somebody is told. */
function givenOnEveryWay(
  { callsOf }: AnalysisContext,
  job: Call,
  chain: readonly Call[],
  reactions: readonly Reaction[],
): ThrownJob | undefined {
  const told = reactions.map(({ call, code }) => ({
    call,
    names: callsOf(code)
      .filter(({ name, args }) => args.length === 0 && GIVES.test(name))
      .map(({ name }) => name),
  }));
  const next = chain.find(
    ({ name, args: [given] }) => name.endsWith('.finally') && NEXT.test(given?.text ?? ''),
  );
  if (next) return { job, kept: NEXT.exec(next.args[0]!.text)![1]!, gives: next, starts: true };
  const always = told.find(({ call }) => call.name === '.finally' && told.length > 0);
  const kept = always?.names[0] ?? told[0]?.names.find((name) => told[1]?.names.includes(name));
  return kept !== undefined && chain.length > 0 ? { job, kept, gives: (always ?? told[0])!.call } : undefined;
}

/** `finally(this.#next.bind(this))`: the next one is started then. */
const NEXT = /^this\.#?(_*(?:next|runNext|processNext|dequeue))(?:\.bind\(this\b.*\))?$/;

const GIVES = /(^|\.)_*(end|release|done|finish(ed)?|leave|unlock|dequeue|next|runNext|processNext|signal)$/;

const RELEASE = /^(release|unlock|free|leave)\w*$/i;
