import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import { loseInWindow } from '../../explain/lost-wakeup.js';
import type { Call, Operand, ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import { reachability, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Place } from '../../protocol/place.js';
import type { RuleFinding } from '../../rule.js';

interface State {
  /** The last test of shared words since the last sleep, and whether it looked at the word slept on. */
  readonly tested: TestEvent | null;
  readonly testedWord: boolean;
  /** Locals that hold the word's value as loaded: true when loaded after a test and not tested since. */
  readonly stale: ReadonlyMap<string, boolean>;
}

const START: State = { tested: null, testedWord: false, stale: new Map() };

/**
 * `Atomics.wait` compares and sleeps in one step, so it loses nothing if the value it compares with is the one the
 * caller tested. Finds waits whose expected value was loaded again, or only, after the test.
 */
export function* staleExpectedValues(context: AnalysisContext, fn: FunctionModel): Iterable<RuleFinding> {
  const graph = context.graphOf(fn);
  const reach = reachability(graph);
  for (const block of graph.blocks) {
    for (const event of block.events) {
      if (event.kind !== 'sleep' || event.how !== 'compare-sleep') continue;
      const finding = judge(context, graph, event, reach(block.id).has(block.id));
      if (finding) yield finding;
    }
  }
}

function judge(
  context: AnalysisContext,
  graph: Graph,
  sleep: SleepEvent,
  isInLoop: boolean,
): RuleFinding | undefined {
  const expected = sleep.call.args[2];
  const word = wordOf(sleep.call)?.text;
  if (!expected || word === undefined) return undefined;
  const isReload = isLoad(expected, word);
  const local = expected.form === 'place' && !expected.place!.shared ? expected.place!.text : undefined;
  if (!isReload && local === undefined) return undefined;
  const tested = testBeforeValue(graph, sleep, word, isReload, local);
  if (tested) return report(context, sleep, tested, 'high');
  if (local !== undefined && isLoadedAfterUnlock(graph, sleep, word, local))
    return report(context, sleep, undefined, 'medium');
  if (!isReload || isPrivatePause(context, sleep) || (sleep.timed && (isInLoop || isResultDropped(sleep))))
    return undefined;
  return report(context, sleep, undefined, isInLoop ? 'high' : 'medium');
}

/** The test that decided to sleep and whose value is not the expected one. */
function testBeforeValue(
  graph: Graph,
  sleep: SleepEvent,
  word: string,
  isReload: boolean,
  local: string | undefined,
): TestEvent | undefined {
  let found: TestEvent | undefined;
  walkPaths<State>(graph, {
    start: START,
    key: ({ tested, testedWord, stale }) => `${tested?.range[0]}:${testedWord}:${[...stale].join()}`,
    onEvent(state, event) {
      if (event === sleep) {
        const isStale = isReload ? state.testedWord : local !== undefined && state.stale.get(local) === true;
        if (isStale && state.tested) found ??= state.tested;
      }
      return next(state, event, word);
    },
  });
  return found;
}

/**
 * The sequence word of a condition variable, read only when the lock is given up: `unlock(); const s = load(…); wait(…, s);
 * lock()`. A signal in between has changed it already.
 */
function isLoadedAfterUnlock(graph: Graph, sleep: SleepEvent, word: string, local: string): boolean {
  const block = graph.blocks.find(({ events }) => events.includes(sleep));
  const before = block?.events.slice(0, block.events.indexOf(sleep)) ?? [];
  const loaded = before.findLastIndex(
    (event) =>
      event.kind === 'update' && event.place.text === local && event.value && isLoad(event.value, word),
  );
  const unlocked = before.findLastIndex(({ kind }) => kind === 'unlock');
  const isLockedAgain = graph.blocks.some(({ events }) =>
    events.some(({ kind, range }) => kind === 'lock' && range[0] > sleep.range[0]),
  );
  return unlocked >= 0 && loaded > unlocked && isLockedAgain;
}

function next(state: State, event: ProtocolEvent, word: string): State {
  switch (event.kind) {
    case 'sleep':
      return START;
    case 'test':
      return afterTest(state, event, word);
    case 'update': {
      if (event.place.shared) return state;
      const stale = new Map(state.stale);
      if (event.value && isLoad(event.value, word)) stale.set(event.place.text, state.tested !== null);
      else stale.delete(event.place.text);
      return { ...state, stale };
    }
    case 'unlock':
      return { ...state, stale: new Map() };
    default:
      return state;
  }
}

function afterTest(state: State, event: TestEvent, word: string): State {
  const held = event.reads.map(({ text }) => text).filter((text) => state.stale.has(text));
  const direct = event.calls.some((call) => isWordAccess(call, word)) || isRead(event.reads, word);
  const isShared = direct || event.calls.some((call) => call.name.startsWith('Atomics.')) || held.length > 0;
  if (!isShared) return state;
  const stale = new Map(state.stale);
  for (const name of held) stale.set(name, false);
  return { tested: event, testedWord: state.testedWord || direct || held.length > 0, stale };
}

/** `Atomics.load(words, 0)`, or `words[0]`, which reads the same word. */
function isLoad({ calls, reads }: Operand, word: string): boolean {
  return (
    calls.some((call) => call.name === 'Atomics.load' && wordOf(call)?.text === word) || isRead(reads, word)
  );
}

function isRead(reads: readonly Place[], word: string): boolean {
  return reads.some(({ text }) => text === word);
}

function isWordAccess(call: Call, word: string): boolean {
  return call.name.startsWith('Atomics.') && wordOf(call)?.text === word;
}

/** A bounded sleep whose outcome nobody looks at is a pause of a poll, whoever loops. */
function isResultDropped({ call }: SleepEvent): boolean {
  return call.use === 'dropped' || call.use === 'void';
}

/** A sleep on memory made for the purpose: nobody could wake it, and nobody is meant to. */
function isPrivatePause({ model }: AnalysisContext, sleep: SleepEvent): boolean {
  const array = sleep.call.args[0]!;
  const origin = model.declarations.find(({ name }) => name === array.text)?.value ?? array;
  return /^new (Int32|BigInt64)Array\s*\(\s*new SharedArrayBuffer\b/.test(origin.text);
}

function report(
  context: AnalysisContext,
  sleep: SleepEvent,
  tested: TestEvent | undefined,
  confidence: 'high' | 'medium',
): RuleFinding {
  const { call } = sleep;
  const expected = call.args[2]!;
  const slept = `${call.name}(…, ${expected.text})`;
  const when = tested
    ? ` between the test in line ${context.lines.lineAt(tested.range[0])} and this load`
    : ' before this load';
  return {
    confidence,
    range: expected.range,
    message: `An update${when} is not seen: ${call.name}() compares with a value read only now, not with the one that was tested; load once, test that value and pass it.`,
    related: tested ? [{ message: `tested here: ${tested.text}`, range: tested.range }] : [],
    suggestions: [],
    ...(tested && {
      interleaving: loseInWindow(context, {
        tested,
        registered: { range: expected.range, text: `loads ${expected.text} again` },
        slept: { range: sleep.range, text: slept },
      }),
    }),
  };
}
