import { squeeze } from './build-graph.js';
import type { Call, Operand, UpdateEvent } from './events.js';
import type { Assumption, Graph } from './graph.js';
import { mayOverlap, type Place } from './place.js';

interface Fact {
  readonly value: boolean;
  readonly reads: readonly Place[];
}

/** What is known about conditions on a path: `noblock` is false, `ret` is true (not zero). Immutable. */
export type Facts = ReadonlyMap<string, Fact>;

export const noFacts: Facts = new Map();

/**
 * Conditions worth remembering, because another branch of the same function asks again: flags that say "registered",
 * `if (!noblock)` around both prepare and finish. Conditions that call something or that a loop waits for change by
 * themselves and are left out.
 */
export function correlatedTexts(graph: Graph): ReadonlySet<string> {
  let texts = correlated.get(graph);
  if (!texts) correlated.set(graph, (texts = findCorrelated(graph)));
  return texts;
}

/** Several rules walk the same graph. */
const correlated = new WeakMap<Graph, ReadonlySet<string>>();

function findCorrelated(graph: Graph): ReadonlySet<string> {
  const uses = new Map<string, number>();
  for (const block of graph.blocks) {
    const texts = new Set(
      block.edges.flatMap(({ assume }) => (assume && !assume.calls ? [assume.text] : [])),
    );
    for (const text of texts) uses.set(text, (uses.get(text) ?? 0) + (block.isLoopHead ? 0 : 1));
  }
  const assigned = new Set<string>();
  for (const block of graph.blocks) {
    for (const event of block.events) if (event.kind === 'update') assigned.add(event.place.text);
  }
  return new Set([...uses].filter(([text, count]) => count > 1 || assigned.has(text)).map(([text]) => text));
}

/** The facts after an edge was taken, or null when the edge contradicts them. */
export function assume(facts: Facts, assumption: Assumption, tracked: ReadonlySet<string>): Facts | null {
  const known = facts.get(assumption.text);
  if (known) return known.value === assumption.value ? facts : null;
  if (!tracked.has(assumption.text)) return facts;
  return new Map(facts).set(assumption.text, { value: assumption.value, reads: assumption.reads });
}

/** The facts after a place was written. */
export function forget({ place, value }: UpdateEvent, facts: Facts, tracked: ReadonlySet<string>): Facts {
  const isTracked = tracked.has(place.text);
  if (!isTracked && facts.size === 0) return facts; // most places, on most paths
  const truth = isTracked && value ? (truthOf(value) ?? facts.get(squeeze(value.text))?.value) : undefined;
  const isTouched = ({ reads }: Fact): boolean => reads.some((read) => mayOverlap(place, read));
  if (truth === undefined && !some(facts.values(), isTouched)) return facts;
  const kept = [...facts].filter(([, fact]) => !isTouched(fact));
  if (truth !== undefined) kept.push([place.text, { value: truth, reads: [place] }]);
  return new Map(kept);
}

function some<T>(values: Iterable<T>, test: (value: T) => boolean): boolean {
  for (const value of values) if (test(value)) return true;
  return false;
}

/** The facts after a call is known to have returned zero or not zero. */
export function learnResult(facts: Facts, call: Call, value: boolean): Facts {
  return new Map(facts).set(callText(call), { value, reads: [] });
}

/** A key under which equal facts are found again. */
export function factsKey(facts: Facts): string {
  if (facts.size === 0) return '';
  return [...facts]
    .map(([text, { value }]) => `${value ? '+' : '-'}${text}`)
    .sort()
    .join('\n');
}

function callText({ name, args }: Call): string {
  return squeeze(`${name}(${args.map((arg) => arg.text).join(',')})`);
}

function truthOf({ constant, text }: Operand): boolean | undefined {
  if (constant === null || text === 'NULL') return false;
  if (typeof constant === 'number' || typeof constant === 'boolean') return Boolean(constant);
  return /^-E[A-Z0-9]+$/.test(squeeze(text)) ? true : undefined;
}
