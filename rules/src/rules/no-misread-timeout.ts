import { askOnce } from '../ask-once.js';
import type { AnalysisContext } from '../context.js';
import type { Suggestion } from '../finding.js';
import type { Call, SleepEvent } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import { mayCall, type FunctionModel, type NamedCall } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import type { Rule, RuleFinding } from '../rule.js';
import { mayBeMisread } from './shared/misread-in-text.js';
import { misreadings, type Misreading } from './shared/misreading.js';
import { mayBeWrongUnit, wrongUnit, type WrongUnit } from './shared/timeout-unit.js';

export const noMisreadTimeout: Rule = {
  meta: {
    name: 'no-misread-timeout',
    description: 'disallow reading the result of a timed wait wrongly, or giving its time in another unit',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const fn of context.model.functions) {
      if (!mayCall(fn, (call) => isDoubtful(context, call))) continue;
      for (const call of context.callsOf(fn)) {
        const wrong = wrongUnit(context, fn, call);
        if (wrong) yield reportUnit(call, wrong);
      }
      yield* askOnce(context, fn, misreadResults);
    }
  },
};

/** The result may be read wrongly, or the time may not be what it looks like. */
function isDoubtful({ model }: AnalysisContext, call: NamedCall): boolean {
  return (saysTime(call) && mayBeMisread(call)) || mayBeWrongUnit(model, call);
}

function misreadResults(context: AnalysisContext, fn: FunctionModel): readonly RuleFinding[] {
  return [...timedWaits(context, fn)].flatMap((wait) =>
    misreadings(context, fn, wait).map((misreading) => report(wait.call, misreading)),
  );
}

function timedWaits(context: AnalysisContext, fn: FunctionModel): ReadonlySet<SleepEvent> {
  if (!context.callsOf(fn).some(saysTime)) return new Set();
  const events = [...eventsOf(context.graphOf(fn))];
  return new Set(events.filter((event) => event.kind === 'sleep' && saysTime(event.call)) as SleepEvent[]);
}

/** Whether the result speaks of time. */
function saysTime({ api }: Pick<Call, 'api'>): boolean {
  return /time-left|hrtimeout|string/.test(api?.result ?? '') && api?.action !== 'delay';
}

function report({ name, nameRange }: Call, { what, range, other, suggestions }: Misreading): RuleFinding {
  return {
    confidence: what === 'unsigned' || what === 'dead' ? 'medium' : 'high',
    range,
    message: MESSAGES[what](name, other),
    related: [{ message: 'the wait', range: nameRange }],
    suggestions,
  };
}

const MESSAGES: Readonly<Record<Misreading['what'], (name: string, other: string) => string>> = {
  'never-negative': (name) =>
    `The result of ${name}() is never negative: it is 0 when the time ran out, which passes here for success; test for 0.`,
  dead: (name) =>
    `The result of ${name}() is never negative, so this never holds: no signal ends that wait; drop the test, or wait interruptibly.`,
  'never-equal': (name, other) =>
    `The result of ${name}() is never ${other}, so this never holds; ${outcomes(name)}.`,
  inverted: (name) =>
    `The result of ${name}() is read the wrong way round: success is answered as a timeout; ${outcomes(name)}.`,
  unsigned: (name, other) =>
    `The result of ${name}() is negative after a signal, but '${other}' is unsigned and never less than 0; declare it long.`,
  'always-true': (name) =>
    `${name}() returns a string, which is always true; compare it with 'ok', 'not-equal' or 'timed-out'.`,
  'not-awaited': (name) =>
    `${name}() returns an object with 'async' and 'value', never a string; await its value and compare that.`,
};

function outcomes(name: string): string {
  if (name.startsWith('Atomics.')) return "it is 'ok', 'not-equal' or 'timed-out'";
  if (/^[a-z]+[A-Z]/.test(name)) {
    return /Hrtimeout/.test(name)
      ? '0n is out of time, else the ns left'
      : '0 is out of time, else the ms left';
  }
  return /hrtimeout/.test(name)
    ? '0 is success, -ETIME out of time'
    : '0 is out of time, else the jiffies left';
}

function reportUnit({ name }: Call, { operand, wanted, given }: WrongUnit): RuleFinding {
  const { range, text } = operand;
  return {
    confidence: given === 'number' ? 'medium' : 'high',
    range,
    message:
      given === 'number'
        ? `${text} jiffies are between ${text} and ${longest(text)} ms, depending on how the kernel is configured; give ${name}() msecs_to_jiffies(…) or a part of HZ.`
        : `${name}() takes ${UNIT_NAMES[wanted]}, and '${text}' is ${UNIT_NAMES[given]}; convert it.`,
    related: [],
    suggestions: conversions(range, text, given, wanted),
  };
}

/** HZ is 1000 at most and 100 at least. */
function longest(text: string): string {
  const value = Number(text);
  return Number.isNaN(value) ? 'ten times as many' : String(value * 10);
}

const UNIT_NAMES: Readonly<Record<WrongUnit['wanted'], string>> = {
  jiffies: 'jiffies',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  s: 'seconds',
  ktime: 'a ktime_t (nanoseconds)',
};

function conversions(
  range: Range,
  text: string,
  given: WrongUnit['given'],
  wanted: WrongUnit['wanted'],
): readonly Suggestion[] {
  const made = CONVERSIONS[`${given} ${wanted}`]?.(text);
  return made ? [{ message: `Give ${made}.`, edits: [{ range, text: made }] }] : [];
}

const CONVERSIONS: Readonly<Record<string, (text: string) => string>> = {
  'number jiffies': (text) => `msecs_to_jiffies(${text})`,
  'ms jiffies': (text) => `msecs_to_jiffies(${text})`,
  'us jiffies': (text) => `usecs_to_jiffies(${text})`,
  's jiffies': (text) => `${text} * HZ`,
  'ms ktime': (text) => `ms_to_ktime(${text})`,
  's ms': (text) => `${text} * 1_000`,
  'us ms': (text) => `${text} / 1_000`,
  'ms ns': (text) => (text.startsWith('BigInt(') ? `${text} * 1_000_000n` : `BigInt(${text}) * 1_000_000n`),
  'us ns': (text) => (text.startsWith('BigInt(') ? `${text} * 1_000n` : `BigInt(${text}) * 1_000n`),
};
