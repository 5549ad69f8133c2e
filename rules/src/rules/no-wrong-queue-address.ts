import type { AnalysisContext } from '../context.js';
import { asAddress, asValue } from '../fix/queue-text.js';
import type { Address, ApiEntry, ArgumentSpec } from '../api/entry.js';
import type { Call, Operand } from '../protocol/events.js';
import { mayCall, type Declaration, type FileModel, type NamedCall } from '../protocol/model.js';
import { declarationOf } from '../protocol/declarations.js';
import { declarationsIn, isPlainAddress } from '../protocol/named-arguments.js';
import type { Rule, RuleFinding } from '../rule.js';
import { atomicsAddressFindings } from './shared/atomics-address.js';
import { isFieldOf } from './shared/field-owner.js';
import { mismatchedFinishes } from './shared/mismatched-finish.js';
import { wrongObjectFindings } from './shared/wrong-object.js';

export const noWrongQueueAddress: Rule = {
  meta: {
    name: 'no-wrong-queue-address',
    description: 'disallow waiting on, waking or finishing a queue at the wrong address',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: true,
    hasSuggestions: true,
  },
  *check(context) {
    const { model } = context;
    if (model.language === 'c') {
      yield* stackHeads(context);
      const isDoubtful = (call: NamedCall): boolean => mayBeWrong(model, call);
      for (const [i, fn] of model.functions.entries()) {
        const calls = mayCall(fn, isDoubtful) ? context.callsOf(fn) : [];
        for (const call of calls) yield* checkArguments(context, i, call);
        yield* mismatchedFinishes(context, i);
      }
      return;
    }
    for (const [i, fn] of model.functions.entries()) {
      for (const call of context.callsOf(fn)) yield* wrongObjectFindings(context, i, call);
      yield* mismatchedFinishes(context, i);
    }
    yield* atomicsAddressFindings(context);
  },
};

/** Spares most functions a closer look: their queues are written as the call wants them, whatever they are declared as. */
function mayBeWrong(model: FileModel, call: NamedCall): boolean {
  return argumentsOf(call.api).some(({ what, spec }) => {
    if (spec.address === 'name' || spec.address === 'caller-pointer') return false;
    const text = call.args()?.[spec.arg];
    if (text === undefined) return call.args() === undefined;
    if (isPlainAddress(text)) return spec.address === 'value';
    if (!/^[\w.>\s[\]-]+$/.test(text)) return true;
    const wrong = spec.address === 'value' ? 'pointer' : 'object';
    return (
      what === 'queue' &&
      declarationsIn(model, call, spec)!.some(({ is, shape }) => is === 'queue' && shape === wrong)
    );
  });
}

/** Queue, lock and entry arguments against the way the macro or function wants them. */
function* checkArguments(context: AnalysisContext, owner: number, call: Call): Iterable<RuleFinding> {
  for (const { what, spec } of call.api ? argumentsOf(call.api) : []) {
    const given = call.args[spec.arg];
    const finding = given && checkArgument(context, owner, call, given, spec.address, what);
    if (finding) yield finding;
  }
}

interface Checked {
  readonly what: 'queue' | 'lock';
  readonly spec: ArgumentSpec;
}

function argumentsOf({ action, queue, lock }: ApiEntry): readonly Checked[] {
  if (action === 'declare-queue' || action === 'declare-entry') return [];
  const found: Checked[] = [];
  if (queue) found.push({ what: 'queue', spec: queue });
  if (lock && action === 'wait') found.push({ what: 'lock', spec: lock });
  return found;
}

function checkArgument(
  context: AnalysisContext,
  owner: number,
  call: Call,
  given: Operand,
  wanted: Address,
  what: 'queue' | 'lock',
): RuleFinding | undefined {
  const found = declarationOf(context.model, given, owner);
  const isInSight = found?.storage !== 'field' || isFieldOf(context.model, given, owner, found);
  const declared = isInSight ? found : undefined;
  if (wanted === 'value' && given.form === 'address') return wrongAddress(call, given, declared, what);
  if (what === 'lock' || !declared || declared.is !== 'queue') return undefined;
  if (wanted === 'value' && given.form === 'place' && declared.shape === 'pointer') {
    const message = `${call.name}() takes the queue itself and applies & on its own, but '${given.text}' is a pointer to one; pass '${asValue(given)}'.`;
    return { ...replace(given, asValue(given), message), related: [declaredHere(declared)] };
  }
  if (wanted === 'pointer' && given.form === 'place' && declared.shape === 'object') {
    const message = `${call.name}() takes the queue's address, but '${given.text}' is the queue itself; pass '&${given.text}'.`;
    return { ...replace(given, asAddress(given), message), related: [declaredHere(declared)] };
  }
  return undefined;
}

function wrongAddress(
  call: Call,
  given: Operand,
  declared: Declaration | undefined,
  what: 'queue' | 'lock',
): RuleFinding {
  const bare = asValue(given);
  const right = declared?.shape === 'pointer' ? `*${bare}` : bare;
  return replace(
    given,
    right,
    `${call.name}() is a macro that takes the ${what} itself and applies & on its own; pass '${right}', not '${given.text}'.`,
  );
}

function replace(given: Operand, text: string, message: string): RuleFinding {
  return {
    confidence: 'high',
    range: given.range,
    message,
    related: [],
    fix: [{ range: given.range, text }],
    suggestions: [],
  };
}

function declaredHere(declared: Declaration): { message: string; range: Declaration['range'] } {
  return { message: `'${declared.name}' is declared here.`, range: declared.range };
}

const STACK_MACROS: Readonly<Record<string, string>> = {
  DECLARE_WAIT_QUEUE_HEAD: 'DECLARE_WAIT_QUEUE_HEAD_ONSTACK',
  DECLARE_SWAIT_QUEUE_HEAD: 'DECLARE_SWAIT_QUEUE_HEAD_ONSTACK',
};

/** A head on the stack needs the `_ONSTACK` form: lockdep wants its lock class registered at run time. */
function* stackHeads({ model }: AnalysisContext): Iterable<RuleFinding> {
  for (const { storage, by, range, name } of model.declarations) {
    const right = by && STACK_MACROS[by.name];
    if (storage !== 'stack' || !right) continue;
    const start = model.text.lastIndexOf(by.name, range[0]);
    if (start < 0) continue;
    const macro = [start, start + by.name.length] as const;
    const message = `'${name}' lives on the stack, where ${by.name}() gives lockdep a static class it cannot have; declare it with ${right}().`;
    yield {
      confidence: 'high',
      range: macro,
      message,
      related: [],
      fix: [{ range: macro, text: right }],
      suggestions: [],
    };
  }
}
