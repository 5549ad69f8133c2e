import type { AnalysisContext } from '../../context.js';
import type { Suggestion } from '../../finding.js';
import type { Call, SleepEvent } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { signalFreeFunctions } from './signal-context.js';
import { readTimeout, type Comparison, type TimeoutReading } from './timeout-reading.js';

/** A result of a timed wait that is taken for something else. */
export interface Misreading {
  /**
   * - `never-negative`: tested for less than 0 only, which time left never is;
   * - `dead`: tested for less than 0 as well as for 0;
   * - `never-equal`: compared with a value that it never has;
   * - `inverted`: success and timeout are exchanged;
   * - `unsigned`: a signed result in an unsigned variable, tested for less than 0;
   * - `always-true`, `not-awaited`: what Atomics.wait and Atomics.waitAsync return is taken for a boolean, a string.
   */
  readonly what:
    'never-negative' | 'dead' | 'never-equal' | 'inverted' | 'unsigned' | 'always-true' | 'not-awaited';
  readonly range: Range;
  /** The value or variable that the message names. */
  readonly other: string;
  readonly suggestions: readonly Suggestion[];
}

/** What is read wrongly about one wait of a function. */
export function misreadings(
  context: AnalysisContext,
  fn: FunctionModel,
  wait: SleepEvent,
): readonly Misreading[] {
  const reading = readTimeout(context.graphOf(fn), wait);
  if (!reading) return [];
  if (wait.call.api!.result === 'string') return misreadString(wait.call, reading);
  return [
    ...misreadComparisons(wait.call, reading),
    ...inUnsigned(context, fn, wait.call, reading),
    ...(reading.inverted && wait.how === 'wait'
      ? [{ what: 'inverted' as const, range: reading.inverted, other: '', suggestions: [] }]
      : []),
  ];
}

function misreadComparisons({ api, name }: Call, reading: TimeoutReading): readonly Misreading[] {
  const { comparisons, allComparisons, isHandedOn } = reading;
  const tellsZero = allComparisons.some(tellsZeroApart);
  return comparisons.flatMap((comparison): readonly Misreading[] => {
    const { operator, other, range } = comparison;
    if (operator === '<' && isZero(other) && isNeverNegative(api!.result!) && (tellsZero || !isHandedOn)) {
      const suggestions = tellsZero ? [] : suggestZero(comparison, reading.variable);
      return [{ what: tellsZero ? 'dead' : 'never-negative', range, other, suggestions }];
    }
    return isNever(comparison, api!.result!, name)
      ? [{ what: 'never-equal', range, other, suggestions: [] }]
      : [];
  });
}

function isNeverNegative(result: string): boolean {
  return result === 'time-left' || result === 'promise-time-left';
}

function tellsZeroApart({ operator, other }: Comparison): boolean {
  if (isZero(other)) return operator !== '<' && operator !== '>=';
  return other === '1' && (operator === '<' || operator === '>=');
}

function isZero(text: string): boolean {
  return text === '0' || text === '0n' || text === '0L';
}

/** `left == -ETIMEDOUT`, `left === undefined`, and of nanoseconds `left === 0`. */
function isNever({ operator, other }: Comparison, result: string, name: string): boolean {
  if (!/^[=!]==?$/.test(operator)) return false;
  if (result.startsWith('promise')) {
    if (/^(undefined|null|true|false|['"`].*)$/.test(other)) return true;
    return /Hrtimeout/.test(name)
      ? operator.length === 3 && other === '0'
      : operator.length === 3 && other === '0n';
  }
  if (result === 'hrtimeout') return other === '-ETIMEDOUT';
  return /^-E(TIME|TIMEDOUT)$/.test(other) || (result === 'time-left' && /^-E[A-Z]+$/.test(other));
}

function suggestZero({ range }: Comparison, variable: string | undefined): readonly Suggestion[] {
  if (variable === undefined) return [];
  return [{ message: 'Test for 0.', edits: [{ range, text: `${variable} == 0` }] }];
}

const SIGNED = new Set(['time-left-or-error', 'hrtimeout', 'error']);
const UNSIGNED = /^(const )?(unsigned\b.*|u(8|16|32|64)|__u(8|16|32|64)|uint\d+_t|size_t|uint|ulong)$/;

function inUnsigned(
  context: AnalysisContext,
  fn: FunctionModel,
  { api }: Call,
  { variable, comparisons }: TimeoutReading,
): readonly Misreading[] {
  if (variable === undefined || !SIGNED.has(api!.result!)) return [];
  const { model } = context;
  if (!UNSIGNED.test(model.typeOf?.(model.functions.indexOf(fn), variable) ?? '')) return [];
  const isPlain = ({ operator, other }: Comparison): boolean => /^[!=]=$/.test(operator) && isZero(other);
  // where only 0 is told apart, an error passes for time left
  const comparison = comparisons.every(isPlain)
    ? signalFreeFunctions(model).has(fn.name)
      ? undefined
      : comparisons[0]
    : comparisons.find(({ operator, other }) => /^<=?$/.test(operator) && isZero(other));
  return comparison ? [{ what: 'unsigned', range: comparison.range, other: variable, suggestions: [] }] : [];
}

const OUTCOMES = /^(['"`])(ok|not-equal|timed-out)\1$/;

function misreadString({ api }: Call, { comparisons }: TimeoutReading): readonly Misreading[] {
  return comparisons.flatMap(({ operator, other, range }): readonly Misreading[] => {
    const isText = /^['"`]/.test(other);
    if (api!.awaits) return isText ? [{ what: 'not-awaited', range, other, suggestions: [] }] : [];
    if (operator === '!=' && other === '0') return [{ what: 'always-true', range, other, suggestions: [] }];
    const isOther = isText ? !OUTCOMES.test(other) : /^(true|false|null|undefined|-?\d+)$/.test(other);
    return isOther ? [{ what: 'never-equal', range, other, suggestions: [] }] : [];
  });
}
