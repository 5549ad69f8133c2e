import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { isGuarded } from './guarded-call.js';
import { isJob, isTaken } from './job.js';
import { functionsInside } from './nesting.js';
import { promiseWaits, wordOf } from './promise-wait.js';

/** A job that throws before anything would settle the promise that waits for it. */
export interface ThrownEntry {
  readonly job: Call;
  /** What settles the promise when the job does not throw. */
  readonly settler: string;
}

/** Finds jobs that run when the executor is over, or when their entry has left the queue, with nothing that catches. */
export function findThrownEntries(context: AnalysisContext): readonly ThrownEntry[] {
  const found = [
    ...inLaterTurns(context),
    ...context.model.functions.flatMap((fn) => outOfQueue(context, fn)),
  ];
  return [...new Map(found.map((one) => [one.job.range[0], one])).values()];
}

/** `new Promise((resolve) => { this.queue.push(() => resolve(job())); })` */
function inLaterTurns(context: AnalysisContext): readonly ThrownEntry[] {
  return promiseWaits(context).flatMap(({ fn: executor, maker, settlers }) =>
    isCalledHere(context, maker)
      ? []
      : functionsInside(context.model.functions, executor)
          .filter((turn) => !turn.isAsync && isLater(context, executor, turn))
          .flatMap((turn) => thrownIn(context, turn, settlers)),
  );
}

/** What the file itself hands in is known to it, and mostly async. */
function isCalledHere({ model, callsOf }: AnalysisContext, maker: FunctionModel): boolean {
  const index = model.functions.indexOf(maker);
  return model.functions.some((fn) => fn !== maker && callsOf(fn).some(({ target }) => target === index));
}

/** The function is kept for others to call. */
function isLater({ model, callsOf }: AnalysisContext, executor: FunctionModel, turn: FunctionModel): boolean {
  return [executor, ...functionsInside(model.functions, executor)].some((one) =>
    callsOf(one).some(
      ({ name, args }) =>
        LATER.test(name) &&
        args.some(
          ({ range, place }) =>
            (range[0] <= turn.range[0] && turn.range[1] <= range[1]) ||
            (place !== undefined && place.text === turn.name),
        ),
    ),
  );
}

const LATER = /\.(push|unshift|enqueue|add|set)$/;

function outOfQueue(context: AnalysisContext, fn: FunctionModel): readonly ThrownEntry[] {
  if (fn.isAsync || fn.isTopLevel) return [];
  const names = [...context.model.text.slice(...fn.range).matchAll(SETTLES)].map(([, name]) => name!);
  const entry = names.find((name) => isTaken(context, fn, name));
  return entry === undefined ? [] : thrownIn(context, fn, [`${entry}.resolve`, `${entry}.res`]);
}

const SETTLES = /(?<![\w$.])(?!Promise\b)([\w$]+)\.(?:resolve|reject|res|rej)\b/g;

/** A job of the function whose result, and nothing else, goes to what settles. */
function thrownIn(
  context: AnalysisContext,
  fn: FunctionModel,
  settlers: readonly string[],
): readonly ThrownEntry[] {
  const calls = context.callsOf(fn);
  return calls.flatMap((job) => {
    const isOwn = !settlers.includes(job.name) && isJob(context, fn, job) && !isGuarded(fn, job.range);
    const settler = isOwn ? settlers.find((name) => isGivenTo(context, calls, job, name)) : undefined;
    return settler === undefined ? [] : [{ job, settler }];
  });
}

/** `resolve(job())`, `job().then(resolve)`, `job().then((it) => { resolve(it); })` */
function isGivenTo({ model }: AnalysisContext, calls: readonly Call[], job: Call, settler: string): boolean {
  return calls.some(({ name, range, args }) => {
    const [start, end] = range;
    if (name === settler) return args[0]?.range[0] === job.range[0] && args[0].range[1] === job.range[1];
    const isReaction = start === job.range[0] && end > job.range[1] && /^\.(then|finally)$/.test(name);
    return isReaction && wordOf(settler).test(model.text.slice(job.range[1], end));
  });
}
