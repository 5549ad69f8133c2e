import type { AnalysisContext } from '../../context.js';
import type { Call, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FileModel, FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { callersOf } from './callers.js';
import { isGuarded } from './guarded-call.js';
import { isJob, isTaken } from './job.js';
import { functionsAround } from './nesting.js';
import { wordOf } from './promise-wait.js';
import { remember } from './remember.js';

/** A job that is called where an exception keeps what only its callback, or the code behind it, gives back. */
export interface ThrownCallbackJob {
  readonly job: Call;
  /** The count or the flag that is kept, as it is written where it is taken. */
  readonly kept: string;
  readonly taken: UpdateEvent;
  readonly gives: Range;
}

/**
 * Finds `active++; worker(task, () => { active--; next(); })`, and `if (busy) return; busy = true; worker(task); busy = false;`:
 * a worker that throws calls nothing back, and what is behind it is skipped.
 */
export function findThrownCallbackJobs(context: AnalysisContext): readonly ThrownCallbackJob[] {
  return context.model.functions.flatMap((fn) => {
    if (fn.isAsync || fn.isTopLevel || !TAKES.test(context.model.text.slice(...fn.range))) return [];
    const jobs = context.callsOf(fn).filter((call) => isUnknown(context, fn, call));
    if (jobs.length === 0 || isCaughtAround(context, fn)) return [];
    const updates = updatesOf(context, fn);
    return jobs.flatMap((job) => keptBy(context, fn, job, updates).slice(0, 1));
  });
}

const TAKES = /\+\+|\+=|=\s*(?:true|!0)\b/;

/** A function of somebody else, in whose body nothing of this file stands, and that nobody guards. */
function isUnknown(context: AnalysisContext, fn: FunctionModel, call: Call): boolean {
  if (WAKES.test(call.name) || isGuarded(fn, call.range)) return false;
  return isJob(context, fn, call) || isMadeOfGiven(context, fn, call) || isConstructed(context, call);
}

/** What wakes somebody does not throw. */
const WAKES = /resolve|reject|release|wake|notify|done|next|emit|log|debug|trace|warn/i;

/** `const run = wrap(worker)` in a function that was given `worker`. */
function isMadeOfGiven({ model }: AnalysisContext, fn: FunctionModel, { name, target }: Call): boolean {
  if (target !== undefined || !/^[\w$]+$/.test(name)) return false;
  const values = valuesIn(model, '').get(name) ?? [];
  return functionsAround(model.functions, fn).some(({ range: [start, end], parameters }) => {
    if (parameters.length === 0) return false;
    const made = values.find((value) => value.range[0] >= start && value.range[1] <= end);
    return made !== undefined && parameters.includes(made.given);
  });
}

interface MadeValue {
  readonly range: Range;
  /** The arguments of its last call. */
  readonly given: string;
}

/** What variables are made of by calls, by their names. */
const valuesIn = remember(({ text }: FileModel): ReadonlyMap<string, readonly MadeValue[]> => {
  const values = new Map<string, MadeValue[]>();
  for (const { index, 0: head, 1: name } of text.matchAll(/\b(?:const|let|var)\s+([\w$]+)\s*=\s*/g)) {
    LAST_CALL.lastIndex = index + head.length;
    const given = LAST_CALL.exec(text)?.[1];
    if (given === undefined) continue;
    const value = { range: [index, LAST_CALL.lastIndex], given: given.trim() } as const;
    values.set(name!, [...(values.get(name!) ?? []), value]);
  }
  return values;
});

const LAST_CALL = /[^;\n]*\(([^();\n]*)\)/y;

/** `function Queue(worker) { this.worker = worker; }` */
function isConstructed({ model }: AnalysisContext, { name, target }: Call): boolean {
  const field = /^(?:this|self|that|_this)\.([\w$]+)$/.exec(name)?.[1];
  if (field === undefined || target !== undefined) return false;
  return isKept(model, field);
}

const isKept = remember(({ functions, text }: FileModel, field: string): boolean => {
  const kept = new RegExp(`this\\.${quoted(field)}\\s*=\\s*([\\w$]+)\\s*[;,\\n]`);
  return functions.some((made) => {
    if (!/^[A-Z]/.test(made.name)) return false;
    const given = kept.exec(text.slice(...made.range))?.[1];
    return given !== undefined && made.parameters.includes(given);
  });
});

/** In an executor or a reaction a promise catches it; where every caller does, they may see to it. */
function isCaughtAround(context: AnalysisContext, fn: FunctionModel): boolean {
  const { model } = context;
  const head = model.text.slice(Math.max(0, fn.range[0] - 60), fn.range[0]);
  if (/(?:\bPromise\(|\.(?:then|catch|finally)\()\s*(?:async\s*)?$/.test(head)) return true;
  const index = model.functions.indexOf(fn);
  return callersOf(context, index).some((caller) => {
    const around = model.functions[caller]!;
    const calls = context.callsOf(around).filter(({ target }) => target === index);
    return around.isAsync || calls.some(({ range }) => isGuarded(around, range));
  });
}

function updatesOf({ graphOf }: AnalysisContext, fn: FunctionModel): readonly UpdateEvent[] {
  return [...eventsOf(graphOf(fn))].flatMap((event) => (event.kind === 'update' ? [event] : []));
}

function keptBy(
  context: AnalysisContext,
  fn: FunctionModel,
  job: Call,
  updates: readonly UpdateEvent[],
): readonly ThrownCallbackJob[] {
  return updates.flatMap((taken) => {
    if (taken.range[1] > job.range[0] || !taken.place.shared) return [];
    const kept = taken.place.text;
    const gives = isCount(context, taken)
      ? isLimited(context, kept) && givenByCallback(context, fn, job, kept)
      : taken.value?.constant === true &&
        isLock(context, fn, kept, taken) &&
        isChosen(context, fn, job) &&
        freedBehind(updates, job, kept);
    return gives ? [{ job, kept, taken, gives }] : [];
  });
}

function isCount({ model }: AnalysisContext, { range, place }: UpdateEvent): boolean {
  const text = model.text.slice(...range);
  return (
    text === `${place.text}++` || text === `++${place.text}` || /\+=\s*1$/.test(text.slice(place.text.length))
  );
}

/** In the text of the function that the job is given, in place or by the name of a local. */
function givenByCallback(
  { model }: AnalysisContext,
  fn: FunctionModel,
  job: Call,
  kept: string,
): Range | undefined {
  const own = slotPattern(kept);
  const gives = new RegExp(`${own}\\s*(?:--|-=\\s*1\\b)|--\\s*${own}(?![\\w$])`);
  for (const arg of job.args) {
    const isNamed = /^[\w$]+$/.test(arg.text);
    const isWritten = arg.form === 'function' && !isNamed;
    const start = isWritten ? arg.range[0] : isNamed && declaredAt(model.text, fn, job, arg.text);
    const end = isWritten ? arg.range[1] : job.range[0];
    if (start === undefined || start === false) continue;
    const found = gives.exec(model.text.slice(start, end));
    if (found) return [start + found.index, start + found.index + found[0].length];
  }
  return undefined;
}

/** `const next = (error) => {`, `function next(error) {` before the job. */
function declaredAt(text: string, fn: FunctionModel, job: Call, name: string): number | undefined {
  const made = new RegExp(
    `\\b(?:const|let|var)\\s+${quoted(name)}\\s*=\\s*(?:\\(|function\\b|[\\w$]+\\s*=>)|\\bfunction\\s+${quoted(name)}\\s*\\(`,
  ).exec(text.slice(fn.range[0], job.range[0]));
  return made ? fn.range[0] + made.index : undefined;
}

function freedBehind(updates: readonly UpdateEvent[], job: Call, kept: string): Range | undefined {
  return updates.find(
    ({ range, place, value }) => range[0] > job.range[1] && place.text === kept && value?.constant === false,
  )?.range;
}

/** `self.active` of a closure is `this.active` around it. */
function slotPattern(text: string): string {
  const own = quoted(text.replace(/^(?:this|self|that|_this|me)\./, ''));
  return own === quoted(text) ? `(?<![\\w$.])${own}` : `(?<![\\w$.])(?:this|self|that|_this|me)\\.${own}`;
}

/** The count is compared with a limit other than none. */
function isLimited({ model }: AnalysisContext, kept: string): boolean {
  const own = slotPattern(kept);
  return new RegExp(
    `${own}\\s*(?:<=?|>=)\\s*(?!0\\s*[;)&|])[\\w$(]|[\\w$)]\\s*(?:>|<=)\\s*${own}(?![\\w$.])`,
  ).test(model.text);
}

/** `if (busy) return;` before the flag is set: whoever comes while it is set leaves. */
function isLock({ model }: AnalysisContext, fn: FunctionModel, kept: string, taken: UpdateEvent): boolean {
  const before = model.text.slice(fn.range[0], taken.range[0]);
  return new RegExp(`\\bif\\s*\\(\\s*${quoted(kept)}\\s*\\)\\s*\\{?\\s*return\\b`).test(before);
}

/** What was taken out of a list by another name than a job's may well be who waits. */
function isChosen(context: AnalysisContext, fn: FunctionModel, { name }: Call): boolean {
  const [root] = name.split('.');
  return !isTaken(context, fn, root!) || wordOf(root!).test('job task fn func work worker');
}
