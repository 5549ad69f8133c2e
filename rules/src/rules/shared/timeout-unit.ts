import type { ApiEntry } from '../../api/entry.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { conversionOf, isConstantName, numberOf } from '../../protocol/constant-units.js';
import type { FileModel, FunctionModel, NamedCall } from '../../protocol/model.js';

type Unit = NonNullable<ApiEntry['timeout']>['unit'];

/** A timeout that is given in another unit than the wait takes. */
export interface WrongUnit {
  readonly operand: Operand;
  readonly wanted: Unit;
  /** `number`: a bare number of jiffies, whose length differs from kernel to kernel. */
  readonly given: Unit | 'number';
}

/** Judges by what the argument's own text, name and conversions say; undefined when they say nothing. */
export function wrongUnit(context: AnalysisContext, fn: FunctionModel, call: Call): WrongUnit | undefined {
  const spec = call.api?.timeout;
  const operand = spec && call.args[spec.arg];
  if (!operand) return undefined;
  const given = givenUnit(context, fn, call, operand);
  return given === undefined || given === spec.unit ? undefined : { operand, wanted: spec.unit, given };
}

/** C: false when the argument's text alone says that the unit is right. */
export function mayBeWrongUnit(model: FileModel, { api: { timeout, action }, args }: NamedCall): boolean {
  if (!timeout) return false;
  const given = args();
  if (given === undefined) return true;
  const written = given[timeout.arg];
  if (written === undefined) return false;
  const text = /^\(([^()]*)\)$/.exec(written)?.[1]!.trim() ?? written;
  const name = /^[A-Za-z_](?:\w|->|\.)*$/.test(text) ? /\w+$/.exec(text)?.[0] : undefined;
  if (name) {
    const isNamed = (ending: RegExp): boolean => ending.test(name) || ending.test(name.toLowerCase());
    const isOther = UNITS.some(([ending, unit]) => unit !== timeout.unit && isNamed(ending));
    if (isOther || timeout.unit !== 'jiffies') return isOther;
    return unitByUse(model, name) !== undefined || isBareTime(model, name);
  }
  if (timeout.unit !== 'jiffies') return !/^\d+\w*$/.test(text);
  if (/^\d+$/.test(text)) return Number(text) > fewest(action);
  return !/^[mu]secs_to_jiffies\s*\(|^[^(]*\bHZ\b[^(]*$/.test(text);
}

function givenUnit(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
  operand: Operand,
): WrongUnit['given'] | undefined {
  const wanted = call.api!.timeout!.unit;
  if (wanted === 'jiffies' && isBareNumber(operand, fewest(call.api!.action))) return 'number';
  const converted = convertedTo(operand);
  if (converted) return wanted === 'jiffies' || wanted === 'ktime' ? converted : undefined;
  const byUse =
    wanted === 'jiffies' && operand.form === 'place' ? unitByUse(context.model, operand.text) : undefined;
  const named = unitOfName(operand, context.model) ?? byUse;
  if (named === undefined && wanted === 'jiffies' && isBareTime(context.model, operand.text)) return 'number';
  if (named === undefined || isConverted(context, fn, operand)) return undefined;
  // a ktime_t is a number of nanoseconds
  return wanted === 'ktime' && named === 'ns' ? undefined : named;
}

/** As a wait's time 0 and 1 are idioms: do not sleep, sleep one tick. A pause of a few ticks is meant as one. */
function fewest(action: ApiEntry['action']): number {
  return action === 'wait' ? 1 : FEW;
}

const FEW = 10;

function isBareNumber({ constant, text }: Operand, most: number): boolean {
  if (typeof constant === 'number') return constant > most;
  return /^\d+[UL]*(\s*\*\s*\d+[UL]*)+$/i.test(text);
}

/** What the function that makes the argument gives. */
function convertedTo({ form, calls }: Operand): Unit | undefined {
  const name = form === 'call' ? (calls.at(-1)?.name ?? '') : '';
  if (/^[mun]?secs?_to_jiffies/.test(name)) return 'jiffies';
  return /^(ktime_set|[mun]s_to_ktime|ktime_(add|sub)\w*)$/.test(name) ? 'ktime' : undefined;
}

/** The unit that a variable's name ends in: `timeout_ms`, `delayNs`. `BigInt(x)` is `x`. */
function unitOfName(operand: Operand, model: FileModel): Unit | undefined {
  const wrapped = /^BigInt\(([\w$.]+)\)$/.exec(operand.text)?.[1];
  const path = wrapped ?? (operand.form === 'place' ? operand.place?.text : undefined);
  const name = path && /[\w$]+$/.exec(path)?.[0];
  if (!name) return undefined;
  const isMacro = model.language === 'c' && /^[A-Z0-9_]+$/.test(name);
  if (isMacro && !isDefinedAsNumber(model, name)) return undefined;
  return UNITS.find(([ending]) => ending.test(isMacro ? name.toLowerCase() : name))?.[1];
}

/** What a constant holds that is converted elsewhere in the file: `msecs_to_jiffies(RESET_TIMEOUT)`. */
function unitByUse({ language, text }: FileModel, name: string): Unit | undefined {
  if (language !== 'c' || !isConstantName(name)) return undefined;
  const unit = /([mun])secs_to_jiffies$/.exec(conversionOf(text, name) ?? '')?.[1];
  return unit === undefined ? undefined : (`${unit}s` as Unit);
}

/** A constant that the file or a header of it defines as a bare number, too large to be meant as a few ticks. */
function isBareTime({ language, text, numberElsewhere }: FileModel, name: string): boolean {
  if (language !== 'c' || !/^[A-Z][A-Z\d_]*$/.test(name)) return false;
  return (numberOf(text, name) ?? numberElsewhere?.(name) ?? 0) > FEW;
}

/** A macro of another name than a number's may be made of anything. */
function isDefinedAsNumber({ text, numberElsewhere }: FileModel, name: string): boolean {
  const definition = `^[ \\t]*#[ \\t]*define[ \\t]+${name}[ \\t]+\\(?\\d[\\d *]*[UL]*\\)?[ \\t]*(//|/\\*|$)`;
  return new RegExp(definition, 'm').test(text) || numberElsewhere?.(name) !== undefined;
}

const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/(^|_)(ms|msecs?|millis(econds)?)$|[a-z](Ms|Msecs?|Millis(econds)?)$/, 'ms'],
  [/(^|_)(us|usecs?|micros(econds)?)$|[a-z](Us|Usecs?|Micros(econds)?)$/, 'us'],
  [/(^|_)(ns|nsecs?|nanos(econds)?)$|[a-z](Ns|Nsecs?|Nanos(econds)?)$/, 'ns'],
  [/(^|_)(secs?|seconds)$|[a-z](Secs?|Seconds)$/, 's'],
];

/** Somewhere in the function the variable gets a converted value under its old name. */
function isConverted(context: AnalysisContext, fn: FunctionModel, { place }: Operand): boolean {
  if (!place) return false;
  return [...eventsOf(context.graphOf(fn))].some(
    (event) =>
      event.kind === 'update' &&
      event.place.text === place.text &&
      (event.value === undefined || event.value.calls.length > 0 || /\bHZ\b|[*/]/.test(event.value.text)),
  );
}
