import type { AnalysisContext } from '../context.js';
import { testForEver } from '../explain/frozen-condition.js';
import type { RelatedPlace, Suggestion } from '../finding.js';
import { declarationOf } from '../protocol/declarations.js';
import type { Call, Operand } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import type { Declaration, FunctionModel } from '../protocol/model.js';
import type { Place } from '../protocol/place.js';
import type { Rule, RuleFinding } from '../rule.js';
import { conditionOf } from './shared/condition-argument.js';
import { isPlainValue } from './shared/plain-value.js';

export const noStaleCondition: Rule = {
  meta: {
    name: 'no-stale-condition',
    description: 'disallow conditions that cannot change while they are waited for',
    languages: ['js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const [owner, fn] of context.model.functions.entries()) {
      for (const call of context.callsOf(fn)) {
        const condition = conditionOf(call);
        if (!condition) continue;
        const finding =
          condition.form === 'function'
            ? ofFunction(context, owner, call, condition)
            : ofValue(context, owner, call, condition);
        if (finding) yield finding;
      }
    }
  },
};

/** A value is read once, before the wait begins. */
function ofValue(
  context: AnalysisContext,
  owner: number,
  call: Call,
  condition: Operand,
): RuleFinding | undefined {
  if (!isPlainValue(context, owner, condition)) return undefined;
  const copied = copyBehind(context, owner, condition);
  const text = copied?.value?.text ?? condition.text;
  return {
    confidence: 'high',
    range: condition.range,
    message: `${call.name}() is given a value, read once before the wait, where it calls a function each time it looks; pass a function: () => ${text}.`,
    related: relatedTo(copied),
    suggestions: isWorthReading(condition, copied)
      ? [{ message: `Wait for () => ${text}.`, edits: [{ range: condition.range, text: `() => ${text}` }] }]
      : [],
    interleaving: testForEver(context, call, condition.text),
  };
}

/** A literal, and a copy of a copy, stay as they are however often they are read. */
function isWorthReading(condition: Operand, copied: Declaration | undefined): boolean {
  const { reads, calls } = copied?.value ?? condition;
  return calls.length > 0 || reads.some(({ shared }) => shared);
}

/** A function that reads nothing but copies made before gives the same answer for ever. */
function ofFunction(
  context: AnalysisContext,
  owner: number,
  call: Call,
  condition: Operand,
): RuleFinding | undefined {
  const { returned } = condition;
  if (!returned || condition.place || condition.isAsync || returned.calls.length > 0) return undefined;
  if (LOOKS_INSIDE.test(returned.text) || CREATES.has(returned.form)) return undefined;
  if (returned.reads.length === 0)
    return isEndlessOnPurpose(call, returned) ? undefined : ofLiteral(context, call, condition);
  const fn = context.model.functions[owner]!;
  if (!returned.reads.every((place) => isFixed(context, fn, call, place))) return undefined;
  return ofCopies(context, owner, call, condition, returned);
}

/** Operators that look into an object rather than at the variable. */
const LOOKS_INSIDE = /\bin\b|\.\.\.|`/;
const CREATES: ReadonlySet<Operand['form']> = new Set(['function', 'new', 'copy']);

/** `() => false` with a time or an abort signal is a pause. */
function isEndlessOnPurpose({ api, args }: Call, { constant }: Operand): boolean {
  return constant === false && (api?.timeout !== undefined || args.length > (api?.condition ?? 0) + 1);
}

function ofLiteral(context: AnalysisContext, call: Call, condition: Operand): RuleFinding | undefined {
  const { constant, text } = condition.returned!;
  if (constant === undefined) return undefined;
  const result = constant ? 'does not wait at all' : 'never ends';
  return {
    confidence: 'high',
    range: condition.range,
    message: `The condition of ${call.name}() is always ${text}, so that the wait ${result}; read what the waker changes.`,
    related: [],
    suggestions: [],
    ...(!constant && { interleaving: testForEver(context, call, text) }),
  };
}

/** A variable of this function that nobody else writes, and that this function leaves alone while it sleeps. */
function isFixed(context: AnalysisContext, fn: FunctionModel, call: Call, place: Place): boolean {
  if (place.shared || place.text !== place.root || place.text === 'this') return false;
  if (call.awaited) return true;
  return ![...eventsOf(context.graphOf(fn))].some(
    (event) => event.kind === 'update' && event.place.root === place.root && event.range[0] > call.range[0],
  );
}

function ofCopies(
  context: AnalysisContext,
  owner: number,
  call: Call,
  condition: Operand,
  { reads, text }: Operand,
): RuleFinding {
  const names = [...new Set(reads.map((place) => `'${place.text}'`))].join(', ');
  const copied = reads.flatMap((place) => declared(context, owner, place) ?? []);
  const [first] = copied;
  const since =
    first && first.storage !== 'parameter' ? ` in line ${context.lines.lineAt(first.range[0])}` : '';
  return {
    confidence: 'high',
    range: condition.range,
    message: `The condition of ${call.name}() can't change: ${text} reads only ${names}, set before the wait${since} and written by nobody since; read it at its source.`,
    related: copied.flatMap((declaration) => relatedTo(declaration)),
    suggestions: suggestSource(context, condition, first, copied.length),
    interleaving: testForEver(context, call, text),
  };
}

function declared(context: AnalysisContext, owner: number, place: Place): Declaration | undefined {
  const operand: Operand = {
    range: [0, 0],
    text: place.text,
    form: 'place',
    place,
    reads: [place],
    calls: [],
  };
  return declarationOf(context.model, operand, owner);
}

function copyBehind(context: AnalysisContext, owner: number, operand: Operand): Declaration | undefined {
  const { place } = operand;
  if (operand.form !== 'place' || !place || place.shared) return undefined;
  const found = declared(context, owner, place);
  return found?.storage === 'stack' && found.value?.form === 'place' ? found : undefined;
}

function relatedTo(declaration: Declaration | undefined): readonly RelatedPlace[] {
  return declaration ? [{ message: 'copied here', range: declaration.range }] : [];
}

/** The one copy is replaced by what it was copied from. */
function suggestSource(
  { model }: AnalysisContext,
  { range }: Operand,
  copy: Declaration | undefined,
  copies: number,
): readonly Suggestion[] {
  const source = copy?.value;
  if (copies !== 1 || source?.form !== 'place' || !source.place?.shared) return [];
  const name = new RegExp(`(?<![\\w$.])${copy!.name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  const text = model.text.slice(...range).replace(name, () => source.text);
  return [{ message: `Read ${source.text} each time.`, edits: [{ range, text }] }];
}
