import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import { squeeze } from '../../protocol/build-graph.js';
import type { ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf, type Edge, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { mayOverlap } from '../../protocol/place.js';

/** A sleep that expects another value than the one that led to it. */
export interface ContradictedValue {
  readonly sleep: SleepEvent;
  readonly tested: TestEvent;
}

interface State {
  /** The test that led here and found the word other than the sleep expects it. */
  readonly other: TestEvent | null;
}

/** Finds `if (Atomics.load(words, 0) === 1) Atomics.wait(words, 0, 0)`: the wait answers 'not-equal' and nobody sleeps. */
export function findContradictedValues(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
): readonly ContradictedValue[] {
  const graph = graphOf(fn);
  const sleeps = [...eventsOf(graph)].filter(
    (event): event is SleepEvent => event.kind === 'sleep' && event.how === 'compare-sleep',
  );
  return sleeps.flatMap((sleep) => {
    const tested = contradicts(graph, sleep);
    return tested ? [{ sleep, tested }] : [];
  });
}

/** The last test on every way to the sleep, when each says that the word has another value. */
function contradicts(graph: Graph, sleep: SleepEvent): TestEvent | undefined {
  const word = wordOf(sleep.call);
  const expected = sleep.call.args[2]?.constant;
  if (!word || typeof expected !== 'number') return undefined;
  const found = new Set<TestEvent | null>();
  const isComplete = walkPaths<State>(graph, {
    start: { other: null },
    key: ({ other }) => String(other?.range[0]),
    onEvent(state, event) {
      if (event === sleep) found.add(state.other);
      return writes(event, word.text) ? { other: null } : state;
    },
    onEdge(state, { assume }, block) {
      const test = block.events.at(-1);
      const known = assume && test?.kind === 'test' ? valueAfter(test, assume, word.text) : undefined;
      if (known === undefined || test?.kind !== 'test') return state;
      return { other: known.is === (known.value === expected) ? null : test };
    },
  });
  const [only, ...rest] = found;
  return isComplete && rest.length === 0 && only ? only : undefined;
}

/** Whether the word may have another value behind the event, by this thread's doing or while it slept. */
function writes(event: ProtocolEvent, word: string): boolean {
  if (event.kind === 'sleep' || event.kind === 'opaque') return true;
  if (event.kind === 'update') {
    const root = /^[\w$]+/.exec(word)?.[0] ?? word;
    return event.place.text === word || mayOverlap(event.place, { text: root, root, shared: true });
  }
  // An exchange writes what it has not answered.
  const call = event.kind === 'call' ? event.call : undefined;
  return call?.name.startsWith('Atomics.') === true && call.name !== 'Atomics.load';
}

/** What a comparison of the word with a number says on one of its ways: it is the value, or it is not. */
function valueAfter(
  test: TestEvent,
  assume: NonNullable<Edge['assume']>,
  word: string,
): { readonly value: number; readonly is: boolean } | undefined {
  if (!looksAt(test, word)) return undefined;
  const [, left, operator, number] = COMPARED.exec(squeeze(test.text)) ?? [];
  if (left === undefined) return assume.value ? { value: 0, is: false } : { value: 0, is: true };
  // `=== 0` is taken off what is assumed: its text is the word, and holds where the word is not 0.
  if (assume.text === left) return { value: 0, is: !assume.value };
  return { value: Number(number), is: assume.value === operator!.startsWith('=') };
}

const COMPARED = /^(.+?\]|Atomics\.load\(.+\))(===?|!==?)(-?\d+)$/;

/** Nothing but the word, or the word and a number. */
function looksAt({ text, calls, reads }: TestEvent, word: string): boolean {
  const [, left = squeeze(text)] = COMPARED.exec(squeeze(text)) ?? [];
  if (calls.length === 0) return left === word && reads.length > 0;
  const [call] = calls;
  return (
    calls.length === 1 && left.startsWith('Atomics.load(') && wordOf(call!)?.text === word && /\)$/.test(left)
  );
}
