import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';
import { wordOf } from './promise-wait.js';
import { isSafe } from './unstopped-timer.js';

/** A lock, or a place in a pool, that a function gives back when all goes well, and keeps when what it awaits rejects. */
export interface KeptOnRejection {
  /** `await lock.acquire()`, `this.active++` */
  readonly takes: Range;
  /** What is taken, as a person would name it. */
  readonly name: string;
  /** `lock.release()`, `this.active--` */
  readonly gives: Range;
  readonly exit: Exit;
}

/** Finds `await lock.acquire(); await job(); lock.release();`, where the job may reject. */
export function findKeptOnRejection(context: AnalysisContext, fn: FunctionModel): readonly KeptOnRejection[] {
  if (!fn.isAsync || fn.isTopLevel || fn.isGenerator) return [];
  // What a `finally` gives back, and when, is thought of.
  if (/\bfinally\b/.test(context.model.text.slice(...fn.range))) return [];
  return [...locksIn(context, fn), ...countsIn(context, fn)].flatMap((held) => {
    const exit = isGivenWithin(context, fn, held) ? undefined : rejectedWith(context, fn, held);
    return exit ? [{ takes: held.takes, name: held.name, gives: held.gives, exit }] : [];
  });
}

interface Held {
  readonly takes: Range;
  readonly name: string;
  readonly gives: Range;
  /** Names by which the holder is known: something that is called with one when it has failed sees to it. */
  readonly naming: readonly RegExp[];
  readonly isGiven: (event: ProtocolEvent) => boolean;
  /** What an inner function would say to give it back. */
  readonly giving: RegExp;
}

const TAKES =
  /(?:^|[.#])(?:acquire|lock|take|reserve|checkout|getConnection|obtain)(?:Lock|Connection|Lease|Slot|Mutex|Semaphore)?$/;
const GIVES = /(?:^|[.#])(?:release|unlock)(?:Lock|Connection|Lease|Slot|Mutex|Semaphore)?$/;

/** What is told what it is that comes back. */
const GIVES_ANY = /(?:^|[.#])_*(?:release|unlock|giveBack)(?:[A-Z]\w*)?$/;

/** A stream that fails is over for whoever would read on. */
const STREAM = /\.get(?:Reader|Writer)$/;

/** `await x.acquire(); … x.release();` and `const one = await pool.acquire(); … one.release(); pool.release(one);` */
function locksIn(context: AnalysisContext, fn: FunctionModel): readonly Held[] {
  const calls = context.callsOf(fn);
  return calls.flatMap((call): Held | readonly [] => {
    if (call.awaited !== true) return [];
    // What has a method to give it back was taken, however that is called.
    if (call.use === 'dropped' ? !TAKES.test(call.name) : STREAM.test(call.name)) return [];
    const name = call.use === 'dropped' ? call.receiver?.text : takenUnder(context, call);
    // A parameter of the name is another one, declared around a block with its own.
    if (name === undefined || !/^[\w$.#]+$/.test(name) || fn.parameters.includes(name)) return [];
    const givesIt = (one: Call): boolean =>
      one.range[0] > call.range[1] &&
      ((GIVES.test(one.name) && one.receiver?.text === name) ||
        (GIVES_ANY.test(one.name) && one.args.some(({ text }) => text === name)) ||
        (call.use !== 'dropped' && one.name === name));
    const gives = calls.find(givesIt);
    if (!gives) return [];
    return {
      takes: call.range,
      name,
      gives: gives.range,
      naming: [wordOf(name)],
      isGiven: (event) => {
        const given = callOf(event);
        return given !== undefined && givesIt(given);
      },
      giving: new RegExp(
        `(?<![\\w$])${quoted(name)}\\s*(?:\\(|\\.\\w*(?:release|unlock))|(?:release|unlock)\\w*\\([^)]*${quoted(name)}`,
      ),
    };
  });
}

/** `const connection = await pool.acquire(…)` */
function takenUnder({ model }: AnalysisContext, { range }: Call): string | undefined {
  const before = model.text.slice(Math.max(0, range[0] - 100), range[0]);
  return /(?<![\w$.])([\w$]+)\s*(?::[^=;{}]*)?=\s*await\s+$/.exec(before)?.[1];
}

/** `this.active++; … this.active--;` of a count that the file compares. */
function countsIn(context: AnalysisContext, fn: FunctionModel): readonly Held[] {
  const { text } = context.model;
  const steps = [...eventsOf(context.graphOf(fn))].filter(
    (event) => event.kind === 'update' && event.value === undefined && event.place.text.includes('.'),
  );
  return steps.flatMap((up): Held | readonly [] => {
    if (up.kind !== 'update' || !/\+\+|\+=\s*1\b/.test(text.slice(...up.range))) return [];
    const name = up.place.text;
    const isDown = (event: ProtocolEvent): boolean =>
      event.kind === 'update' && event.place.text === name && /--|-=/.test(text.slice(...event.range));
    const down = steps.find((event) => event.range[0] > up.range[0] && isDown(event));
    if (!down || !isCompared(text, name) || isIndex(text, name)) return [];
    return {
      takes: up.range,
      name,
      gives: down.range,
      naming: [wordOf(name)],
      isGiven: isDown,
      giving: new RegExp(`${quoted(name)}\\s*(?:--|-=)|--\\s*${quoted(name)}(?![\\w$])`),
    };
  });
}

function isCompared(text: string, name: string): boolean {
  const place = quoted(name);
  return new RegExp(
    `${place}\\s*(?:[<>]=?|[!=]==?)\\s*[\\w(]|[<>]=?\\s*${place}(?![\\w$])|!${place}(?![\\w$])`,
  ).test(text);
}

/** What picks out of a list says how far a loop has come. */
function isIndex(text: string, name: string): boolean {
  return new RegExp(`\\[\\s*${quoted(name)}\\s*\\]`).test(text);
}

/** A function within, or one of the file that this one calls, gives it back. */
function isGivenWithin(context: AnalysisContext, fn: FunctionModel, { giving, gives }: Held): boolean {
  const { functions, text } = context.model;
  const called = context
    .callsOf(fn)
    // What gives it back on the way that goes well says so itself.
    .flatMap(({ target, range }) =>
      target === undefined || range[0] === gives[0] ? [] : functions[target]!,
    );
  const inner = functionsInside(functions, fn);
  return [...inner, ...called].some((one) => one !== fn && giving.test(text.slice(...one.range)));
}

interface State {
  readonly step: 'free' | 'taking' | 'held';
  /** What was called last is awaited. */
  readonly isAwaited: boolean;
  readonly isThrown: boolean;
}

/** The first way out on which a rejection has led away from what gives it back. */
function rejectedWith(context: AnalysisContext, fn: FunctionModel, held: Held): Exit | undefined {
  let found: Exit | undefined;
  const isComplete = walkPaths<State>(context.graphOf(fn), {
    start: { step: 'free', isAwaited: false, isThrown: false },
    key: ({ step, isAwaited, isThrown }) => `${step}${isAwaited}${isThrown}`,
    onEvent: (state, event) => next(context, held, state, event),
    onEdge(state, { thrown }) {
      if (!thrown || state.isThrown) return state;
      // What is not there yet cannot be kept.
      if (state.step !== 'held') return null;
      return state.isAwaited ? { ...state, isThrown: true } : null;
    },
    onExit({ step, isThrown }, exit) {
      if (step === 'held' && isThrown && exit.kind === 'throw') found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}

function next(context: AnalysisContext, held: Held, state: State, event: ProtocolEvent): State | null {
  if (event.kind === 'opaque') return null;
  const call = callOf(event);
  if (event.range[0] === held.takes[0] && event.range[1] === held.takes[1] && event.kind !== 'yield')
    return { step: call ? 'taking' : 'held', isAwaited: false, isThrown: false };
  if (state.step === 'free') return state;
  if (held.isGiven(event)) return null;
  if (state.isThrown && call && isAbout(context, held, call)) return null;
  return { ...state, step: 'held', isAwaited: call ? mayReject(context, held, call) : state.isAwaited };
}

/** Awaited, and neither a pause, nor the same lock taken once more, nor a function of the file that sees to its own failures. */
function mayReject(context: AnalysisContext, { name }: Held, call: Call): boolean {
  if (TAKES.test(call.name) && call.receiver?.text === name) return false;
  if (call.awaited !== true || isSafe(context, call)) return false;
  const target = call.target === undefined ? undefined : context.model.functions[call.target];
  return !target || !/\bcatch\b/.test(context.model.text.slice(...target.range));
}

function callOf(event: ProtocolEvent): Call | undefined {
  return event.kind === 'call' || event.kind === 'lock' || event.kind === 'unlock' ? event.call : undefined;
}

/** A call in what sees to a failure that names what is held, or that may clean up. */
function isAbout({ model }: AnalysisContext, { naming }: Held, { range, name }: Call): boolean {
  const text = model.text.slice(...range);
  return (
    naming.some((one) => text.search(one) >= 0) ||
    /release|unlock|clean|dispose|destroy|close|rollback|exit|abort/i.test(name)
  );
}
