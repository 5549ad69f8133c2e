import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { quoted } from '../../quoted.js';
import { methodOf } from './method-of.js';
import { functionsInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { functionOf, promiseWaits, wordOf } from './promise-wait.js';

/** A poll that goes on when it has settled its promise. */
export interface EndlessPoll {
  /** `setInterval(…)`, or the `setTimeout(…)` that sets the next turn. */
  readonly timer: Call;
  /** `resolve(…)` */
  readonly settles: Call;
}

/**
 * Finds `setInterval(() => { if (ready()) resolve(); }, 50)` with nothing that stops it then, and
 * `const poll = () => { if (ready()) resolve(); setTimeout(poll, 50); }` without a `return`.
 */
export function findEndlessPolls(context: AnalysisContext): readonly EndlessPoll[] {
  if (!TIMERS.test(context.model.text)) return [];
  const found = new Map<number, EndlessPoll>();
  for (const { turn, settlers, start } of turnsIn(context)) {
    const poll = start ? unstopped(context, turn, settlers, start) : setAgain(context, turn, settlers);
    if (poll) found.set(poll.timer.range[0], poll);
  }
  return [...found.values()];
}

const TIMERS = /\bset(?:Interval|Timeout)\s*\(/;
const INTERVAL = /^(?:(?:window|globalThis|self|timers?)\.)?setInterval$/;
const TIMEOUT = /^(?:(?:window|globalThis|self|timers?)\.)?setTimeout$/;

interface Turn {
  readonly turn: FunctionModel;
  readonly settlers: readonly string[];
  /** The interval whose function it is. */
  readonly start?: Call & { readonly within: FunctionModel };
}

/** What an interval runs, and what may set itself a timer: within an executor, or given both its resolvers. */
function turnsIn(context: AnalysisContext): readonly Turn[] {
  const { functions } = context.model;
  const given = functions.flatMap((turn): Turn[] => {
    const settlers = turn.parameters.filter((name) => /^(?:resolve|reject)$/.test(name));
    return settlers.length === 2 ? [{ turn, settlers }] : [];
  });
  const within = promiseWaits(context).flatMap(({ fn, settlers }) => {
    const around = [fn, ...functionsInside(functions, fn)];
    const turns = around.filter((one) => one !== fn && /^[\w$]+$/.test(one.name));
    const intervals = around.flatMap((one) => intervalsIn(context, one));
    return [...turns.map((turn) => ({ turn, settlers })), ...intervals.map((one) => ({ ...one, settlers }))];
  });
  return [...given, ...within];
}

function intervalsIn(context: AnalysisContext, within: FunctionModel): readonly Omit<Turn, 'settlers'>[] {
  return context.callsOf(within).flatMap((call) => {
    const turn =
      INTERVAL.test(call.name) && call.args[0] ? functionOf(context, within, call.args[0]) : undefined;
    return turn ? [{ turn, start: { ...call, within } }] : [];
  });
}

/** An interval whose function settles on some way without stopping it, while nobody else has its handle. */
function unstopped(
  context: AnalysisContext,
  turn: FunctionModel,
  settlers: readonly string[],
  timer: NonNullable<Turn['start']>,
): EndlessPoll | undefined {
  const { text } = context.model;
  const handle = HANDLE.exec(text.slice(Math.max(0, timer.range[0] - 80), timer.range[0]))?.[1];
  if (handle === undefined && timer.use !== 'dropped') return undefined;
  if (handle !== undefined && isKnownBeside(context, handle, timer, turn)) return undefined;
  const settles = settledOnWay(context, turn, settlers, { isStop: (event) => isStop(context, event) });
  return settles && { timer, settles };
}

/** `this.timer = `, `const timer: Timer = ` */
const HANDLE = /([\w$.#]+)\s*(?::[^=;,(){}]*)?=\s*$/;

/** Named outside the function that it runs, but where it is declared; a local in its own outermost function. */
function isKnownBeside(
  context: AnalysisContext,
  handle: string,
  { range: [at], within }: NonNullable<Turn['start']>,
  { range: [from, to] }: FunctionModel,
): boolean {
  const { text } = context.model;
  const own = quoted(handle.split('.').at(-1)!);
  const [first, last] = handle.includes('.') ? [0, text.length] : outermostOf(context, within).range;
  const beside = (text.slice(first, from) + text.slice(to, last)).replace(
    new RegExp(`\\b(?:let|var)\\s+${own}\\s*(?:=\\s*null\\s*)?;`),
    '',
  );
  return at < from && beside.split(new RegExp(`(?<![\\w$])${own}(?![\\w$])`)).length > 2;
}

/** A timeout that a way of its function sets again behind what settles. */
function setAgain(
  context: AnalysisContext,
  turn: FunctionModel,
  settlers: readonly string[],
): EndlessPoll | undefined {
  const again = context
    .callsOf(turn)
    .filter(
      ({ name, args: [given] }) =>
        TIMEOUT.test(name) && given !== undefined && leadsBack(context, turn, given),
    );
  for (const timer of again) {
    const settles = settledOnWay(context, turn, settlers, {
      goal: timer,
      isStop: ({ kind }) => kind === 'opaque',
    });
    if (settles) return { timer, settles };
  }
  return undefined;
}

/** `poll`, `this.poll.bind(this)`, `() => poll()` */
function leadsBack(context: AnalysisContext, turn: FunctionModel, given: Operand): boolean {
  if (wordOf(turn.name).test(given.text) && given.form !== 'function') return true;
  if (new RegExp(`^(?:this|self|that|_this)\\.${quoted(turn.name)}(?:\\.bind\\(|$)`).test(given.text))
    return true;
  const code = given.form === 'function' ? functionOf(context, turn, given) : undefined;
  return (
    code !== undefined &&
    (code === turn ||
      context.callsOf(code).some((call) => call.name === turn.name || methodOf(context, call) === turn))
  );
}

interface Way {
  /** The call that has settled the promise on this way. */
  readonly settles?: Call;
}

/** The call by which a way settles before it comes to `goal`, or to its end without one; not where another test follows. */
function settledOnWay(
  context: AnalysisContext,
  turn: FunctionModel,
  settlers: readonly string[],
  { goal, isStop }: { readonly goal?: Call; readonly isStop: (event: ProtocolEvent) => boolean },
): Call | undefined {
  let found: Call | undefined;
  walkPaths<Way>(context.graphOf(turn), {
    start: {},
    key: ({ settles }) => `${settles?.range[0]}`,
    onEvent(way, event) {
      if (isStop(event)) return null;
      if (event.kind !== 'call') return way;
      if (event.call === goal) found ??= way.settles;
      return settlers.includes(event.call.name) ? { settles: way.settles ?? event.call } : way;
    },
    onEdge: (way, { assume }) => (way.settles && assume ? null : way),
    onExit(way, { kind }) {
      if (!goal && kind !== 'throw' && kind !== 'never') found ??= way.settles;
    },
  });
  return found;
}

/** Stops a timer, itself or by a function of the file, or may by its name. */
function isStop(context: AnalysisContext, event: ProtocolEvent): boolean {
  if (event.kind !== 'call') return event.kind === 'opaque';
  if (STOPS.test(event.call.name)) return true;
  const called = methodOf(context, event.call);
  return (
    called !== undefined && /\bclear(?:Interval|Timeout)\b/.test(context.model.text.slice(...called.range))
  );
}

const STOPS = /clear|stop|cancel|clean|dispose|done|finish|end|close|abort|kill|exit|teardown|unref|reset/i;
