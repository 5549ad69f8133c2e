import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import type { Structure } from '../../protocol/structure.js';
import { walkStructure } from '../../protocol/walk-structure.js';
import { wordOf } from './promise-wait.js';

/** A `catch` in a promise's executor that keeps an exception to itself, so that nothing settles the promise. */
export interface SwallowedThrow {
  /** The word `catch`. */
  readonly range: Range;
  /** What may throw before anything is under way. */
  readonly throws: Range;
}

/** Finds `new Promise((resolve) => { try { start(); resolve(); } catch (error) { log(error); } })`. */
export function findSwallowedThrows({ model, callsOf }: AnalysisContext): readonly SwallowedThrow[] {
  if (!/\bcatch\b/.test(model.text)) return [];
  return model.functions.flatMap((maker) =>
    callsOf(maker).flatMap(({ name, target }) => {
      const executor = name === 'Promise' && target !== undefined ? model.functions[target] : undefined;
      const found = executor && !executor.isAsync && swallowedIn(model.text, executor);
      return found ? [found] : [];
    }),
  );
}

/** The first thing the executor does is to try all that could settle the promise, and it only logs what is thrown. */
function swallowedIn(text: string, { body, range, parameters }: FunctionModel): SwallowedThrow | undefined {
  const settlers = parameters.slice(0, 2).filter((name) => /^[\w$]+$/.test(name));
  const first = steps(body).find((step) => step.kind === 'try' || rangesIn(step).length > 0);
  if (first?.kind !== 'try' || !first.handler || first.finalizer || !isQuiet(first.handler)) return undefined;
  const ends = rangesIn(first.body).map(([, end]) => end);
  const end = Math.max(range[0], ...ends);
  const at = text.slice(end, range[1]).search(/\bcatch\b/) + end;
  const isUsed = (part: string): boolean => settlers.some((name) => wordOf(name).test(part));
  if (at < end || isUsed(text.slice(at, range[1]))) return undefined;
  const uses = settlers.flatMap((name) =>
    [...text.slice(...range).matchAll(wordOf(name))].slice(1).map(({ index }) => range[0] + index),
  );
  const throws = [...walkStructure(first.body)].find(
    (step) => step.kind === 'call' && step.call.range[0] < Math.min(...uses) && mayThrow(step.call.name),
  );
  return uses.length > 0 && throws?.kind === 'call'
    ? { range: [at, at + 'catch'.length], throws: throws.call.nameRange }
    : undefined;
}

function steps(body: Structure): readonly Structure[] {
  return body.kind === 'sequence' ? body.body.flatMap(steps) : [body];
}

function rangesIn(body: Structure): readonly Range[] {
  return [...walkStructure(body)].flatMap((step) =>
    step.kind === 'call' ? [step.call.range] : step.kind === 'event' ? [step.event.range] : [],
  );
}

/** Nothing but logs. */
function isQuiet(handler: Structure): boolean {
  return [...walkStructure(handler)].every(
    (step) =>
      step.kind === 'sequence' ||
      // The variable that is given the exception.
      (step.kind === 'event' && step.event.kind === 'update' && !step.event.place.shared) ||
      (step.kind === 'call' && /^(?:console\.|(?:\w+\.)*log)/.test(step.call.name)),
  );
}

/** Listening, starting a timer and logging fail for nobody. */
function mayThrow(name: string): boolean {
  return !/(?:^|\.)(?:on|once|off|add\w*Listener|then|catch|push|setTimeout|setInterval|log|debug|info|warn|error)$/.test(
    name,
  );
}
