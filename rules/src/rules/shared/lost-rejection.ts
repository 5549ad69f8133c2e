import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { walkPaths } from '../../protocol/paths.js';
import { functionsAround, functionsInside, isInside } from './nesting.js';
import { functionOf, isShadowed, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** An async function that settles a promise made by hand, unless what it awaits rejects: nobody sees its own promise. */
export interface LostRejection {
  /** The executor, or what a timer or an event calls. */
  readonly code: FunctionModel;
  /** What rejects or throws. */
  readonly by: Range;
  readonly isThrown: boolean;
  /** What takes the function; undefined for an executor. */
  readonly taker?: Call;
}

/** Finds `new Promise(async (resolve) => resolve(await load()))` and the same in a timer or a listener. */
export function findLostRejections(context: AnalysisContext): readonly LostRejection[] {
  const found = new Map<FunctionModel, LostRejection>();
  for (const wait of promiseWaits(context)) {
    const inner = [wait.fn, ...functionsInside(context.model.functions, wait.fn)].filter(
      (fn) => !isShadowed(context, wait, fn),
    );
    for (const one of lostIn(context, wait, inner)) found.set(one.code, one);
  }
  return [...found.values()];
}

function lostIn(
  context: AnalysisContext,
  wait: PromiseWait,
  inner: readonly FunctionModel[],
): readonly LostRejection[] {
  const taken = inner.flatMap((fn) =>
    context.callsOf(fn).flatMap((taker) => {
      const [given] = DROPS.test(taker.name) ? taker.args.filter(({ form }) => form === 'function') : [];
      const code = given && functionOf(context, fn, given);
      return code && isInside(code, wait.fn) ? [{ code, taker }] : [];
    }),
  );
  const executor: readonly Taken[] = wait.fn === wait.maker ? [] : [{ code: wait.fn }];
  return [...executor, ...taken].flatMap((one) => lostBy(context, wait, one) ?? []);
}

interface Taken {
  readonly code: FunctionModel;
  readonly taker?: Call;
}

function lostBy(context: AnalysisContext, wait: PromiseWait, one: Taken): LostRejection | undefined {
  const { code, taker } = one;
  if (code.isAsync) {
    const exit = code.isGenerator ? undefined : rejects(context, wait, code);
    return exit && { ...one, by: exit.range, isThrown: false };
  }
  const job = taker && TIMER.test(taker.name) ? throwingJob(context, wait, code) : undefined;
  return job && { ...one, by: job.range, isThrown: true };
}

/** A function that was given, called for the value of the promise where nothing catches what it throws. */
function throwingJob(
  { model, callsOf }: AnalysisContext,
  { fn, settlers }: PromiseWait,
  code: FunctionModel,
): Call | undefined {
  const around = functionsAround(model.functions, fn).filter((one) => !one.isTopLevel);
  const given = new Set(around.flatMap(({ parameters }) => parameters));
  const calls = callsOf(code);
  const [, reject] = settlers;
  // Who never rejects has thought of no failure; then an exception is the program's end, not the wait's.
  const mayFail =
    reject !== undefined && (model.text.slice(...fn.range).match(wordOf(reject))?.length ?? 0) > 1;
  if (!mayFail || /\btry\b/.test(model.text.slice(...code.range))) return undefined;
  return calls.find(
    ({ name, range }) =>
      given.has(name.replace(/\.(apply|call)$/, '')) &&
      calls.some((one) => settlers.includes(one.name) && one.range[0] < range[0] && one.range[1] > range[1]),
  );
}

const TIMER = /(^|\.)(setTimeout|setInterval|setImmediate|nextTick|queueMicrotask)$/;

/** They call a function and look at nothing that it gives back. */
const DROPS =
  /(^|\.)(setTimeout|setInterval|setImmediate|nextTick|queueMicrotask|on|once|addListener|addEventListener|forEach|requestAnimationFrame)$/;

/** An exception on the way to a settler, which is called afterwards where all goes well, and nowhere in a `catch`. */
function rejects(context: AnalysisContext, { settlers }: PromiseWait, code: FunctionModel): Exit | undefined {
  const { text } = context.model;
  const names = settlers.map((name) => wordOf(name));
  const isNamed = (range: readonly [number, number]): boolean =>
    names.some((name) => text.slice(...range).search(name) >= 0);
  if (!context.callsOf(code).some(({ name, range }) => settlers.includes(name) || isNamed(range)))
    return undefined;
  let found: Exit | undefined;
  let isSettled = false;
  const isComplete = walkPaths<{ readonly isSafe: boolean }>(context.graphOf(code), {
    start: { isSafe: false },
    key: ({ isSafe }) => String(isSafe),
    onEvent(_, event) {
      if (event.kind === 'opaque') return null;
      if (event.kind === 'call') {
        const { call } = event;
        if (settlers.includes(call.name)) {
          isSettled = true;
          return null;
        }
        // Whoever is handed a settler may settle.
        if (isNamed(call.range)) return null;
        return { isSafe: isPause(call) };
      }
      return _;
    },
    onEdge: (state, { thrown }) => (thrown && state.isSafe ? null : state),
    onExit(_, exit) {
      if (exit.kind === 'throw') found ??= exit;
    },
  });
  return isComplete && isSettled ? found : undefined;
}

function isPause({ name, args }: Call): boolean {
  const isPausedRace = /\.(race|all)$/.test(name) && /\b(sleep|delay|pause)\(/.test(args[0]?.text ?? '');
  return (
    isPausedRace ||
    /(^|\.)_*(wait|sleep|delay|pause|setTimeout|nextTick|tick)$/i.test(name) ||
    (name === 'Promise' && args.length === 1 && !/reject/.test(args[0]!.text))
  );
}
