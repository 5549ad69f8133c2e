import type { AnalysisContext } from '../../context.js';
import type { ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import { reachability, type Edge, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';

/** A wait on a word after which the same is asked again, and a no is taken for the end of all waiting. */
export interface GivenUpWait {
  readonly sleep: SleepEvent;
  /** The test before the sleep; the one after it asks the same. */
  readonly tested: TestEvent;
  readonly testedAgain: TestEvent;
  /** The change of the word that takes the failed test for its last. */
  readonly act: ProtocolEvent;
}

interface State {
  /** Tests passed before the sleep, by their text, with the value that led on. */
  readonly asked: ReadonlyMap<string, Asked>;
  readonly lastTest: TestEvent | null;
  readonly slept: SleepEvent | null;
  readonly again: { readonly before: TestEvent; readonly after: TestEvent } | null;
}

interface Asked {
  readonly test: TestEvent;
  readonly value: boolean;
}

const START: State = { asked: new Map(), lastTest: null, slept: null, again: null };

/**
 * Finds waits of `Atomics` that a stray notify ends for good: the code asks once more for what it waits for, and where
 * there is still nothing changes the word as if the other side were gone, rather than wait again.
 */
export function findGivenUpWaits(context: AnalysisContext, fn: FunctionModel): readonly GivenUpWait[] {
  const graph = context.graphOf(fn);
  const single = singleSleeps(graph);
  if (single.size === 0) return [];
  const found = new Map<SleepEvent, GivenUpWait>();
  const isComplete = walkPaths<State>(graph, {
    start: START,
    key: stateKey,
    onEvent: (state, event) => next(state, event, single, found),
    onEdge: answered,
  });
  return isComplete ? [...found.values()] : [];
}

/** The sleeps on a word that stand in no loop. */
function singleSleeps(graph: Graph): ReadonlySet<ProtocolEvent> {
  const reach = reachability(graph);
  return new Set(
    graph.blocks.flatMap(({ id, events }) => {
      const sleeps = events.filter((event) => event.kind === 'sleep' && event.how === 'compare-sleep');
      return sleeps.length > 0 && !reach(id).has(id) ? sleeps : [];
    }),
  );
}

function next(
  state: State,
  event: ProtocolEvent,
  single: ReadonlySet<ProtocolEvent>,
  found: Map<SleepEvent, GivenUpWait>,
): State | null {
  if (event.kind === 'test') return { ...state, lastTest: event };
  if (event.kind === 'sleep')
    return state.slept || !single.has(event) ? null : { ...state, slept: event, lastTest: null };
  const { slept, again } = state;
  if (!slept || !again || found.has(slept) || !changesWord(event, slept)) return state;
  found.set(slept, { sleep: slept, tested: again.before, testedAgain: again.after, act: event });
  return null;
}

/** Remembers the answers before the sleep; after it, the same answer goes on, and another one is what was waited for. */
function answered(state: State, { assume }: Edge): State | null {
  const { lastTest, slept, asked } = state;
  if (!lastTest || !assume) return state;
  const rest = { ...state, lastTest: null };
  if (!slept) {
    const answer = { test: lastTest, value: assume.value };
    return { ...rest, asked: new Map(asked).set(assume.text, answer) };
  }
  const before = asked.get(assume.text);
  // A test of anything else may be the one that tells.
  if (!before) return isOfResult(lastTest, slept) ? rest : null;
  return before.value === assume.value ? { ...rest, again: { before: before.test, after: lastTest } } : null;
}

/** `result === 'timed-out'`: says how the wait ended, not whether there is something. */
function isOfResult(test: TestEvent, { call }: SleepEvent): boolean {
  return call.use === 'assigned' && /['"](timed-out|not-equal|ok)['"]/.test(test.text);
}

function changesWord(event: ProtocolEvent, { call }: SleepEvent): boolean {
  const word = call.args[0]?.place?.text;
  return event.kind === 'update' && word !== undefined && event.place.text.startsWith(`${word}[`);
}

function stateKey({ asked, lastTest, slept, again }: State): string {
  const answers = [...asked].map(([text, { value }]) => `${value}${text}`).sort();
  return [slept?.range[0], lastTest?.range[0], again?.after.range[0], ...answers].join(';');
}
