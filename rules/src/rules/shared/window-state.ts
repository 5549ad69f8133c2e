import { squeeze } from '../../protocol/build-graph.js';
import type { RegisterEvent, TestEvent, UpdateEvent } from '../../protocol/events.js';
import { isConditionCall } from './call-kinds.js';
import type { Reading } from './decisive-test.js';

/** A test on the way, with what is known of it since. */
export interface Tested {
  readonly event: TestEvent;
  /** What the test looks at; of a local, what it was made from. */
  readonly looksAt: Reading;
  readonly block: number;
  readonly polarity: boolean | null;
  /** Locks held from the test on without a break. */
  readonly locks: ReadonlySet<string>;
  /** JavaScript: other tasks may have run since. */
  readonly yielded: boolean;
}

/** What is known on a way to a sleep. */
export interface State {
  readonly held: ReadonlySet<string>;
  /** The last tests since the last sleep, newest last. */
  readonly tests: readonly Tested[];
  /** Locals whose value was read from shared memory or returned by a call, and what it was made from. */
  readonly derived: ReadonlyMap<string, Reading>;
  readonly queued: RegisterEvent | null;
  /** A signal is pending: an interruptible sleep is none. */
  readonly signalled: boolean;
  /** Set between registration and sleep; `window` are the tests that a wake-up may fall behind. */
  readonly armed: { readonly by: RegisterEvent; readonly window: readonly Tested[] } | null;
}

/** The last test was decided: its value leads on. */
export function withPolarity(
  state: State,
  assume: { readonly text: string; readonly value: boolean } | undefined,
): State {
  const tested = state.tests.at(-1);
  if (!assume || !tested || tested.polarity !== null || !squeeze(tested.event.text).startsWith(assume.text))
    return state;
  const isNegated =
    squeeze(tested.event.text) !== assume.text &&
    /(===?)(0|NULL|null|false|undefined)$/.test(squeeze(tested.event.text));
  return {
    ...state,
    tests: [...state.tests.slice(0, -1), { ...tested, polarity: assume.value !== isNegated }],
  };
}

/** The edge says whether a signal is pending. */
export function withSignal(
  state: State,
  assume: { readonly text: string; readonly value: boolean } | undefined,
): State {
  return assume && SIGNAL_TEST.test(assume.text) ? { ...state, signalled: assume.value } : state;
}

const SIGNAL_TEST = /^(task_)?(signal_pending|sigpending)\(current\)$/;

/** A lock given back covers no test any more. */
export function unlocked(state: State, lock: string): State {
  const held = without(state.held, lock);
  return {
    ...state,
    held,
    tests: state.tests.map((tested) => ({ ...tested, locks: without(tested.locks, lock) })),
  };
}

/** A local variable got another value. */
export function updated(state: State, { place, value }: UpdateEvent): State {
  if (place.shared) return state;
  const isDerived =
    value !== undefined &&
    (value.calls.some(isConditionCall) ||
      value.reads.some((read) => read.shared || state.derived.has(read.root)));
  if (!isDerived && !state.derived.has(place.root)) return state;
  const derived = new Map(state.derived);
  if (isDerived) derived.set(place.root, originOf(state, value));
  else derived.delete(place.root);
  return { ...state, derived };
}

/** What a value is made from, and what the locals in it were made from; not what they point to. */
export function originOf({ derived }: State, value: Reading): Reading {
  return joined([value, ...value.reads.flatMap(({ text }) => derived.get(text) ?? [])]);
}

function joined(readings: readonly Reading[]): Reading {
  return {
    reads: readings.flatMap(({ reads }) => reads),
    calls: readings.flatMap(({ calls }) => calls),
  };
}

function without(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  if (!set.has(member)) return set;
  const rest = new Set(set);
  rest.delete(member);
  return rest;
}

/** Equal for states that differ in nothing that matters. */
export function stateKey({ held, tests, derived, queued, signalled, armed }: State): string {
  return [
    signalled,
    [...held].sort().join(),
    tests.map(testedKey).join('+'),
    [...derived.keys()].sort().join(),
    queued?.range[0],
    armed && `${armed.by.range[0]}/${armed.window.map(testedKey).join('+')}`,
  ].join(';');
}

function testedKey(tested: Tested): string {
  let key = testedKeys.get(tested);
  if (key === undefined) {
    const { event, polarity, yielded, locks } = tested;
    key = `${event.range[0]}:${polarity}:${yielded}:${[...locks].sort().join()}`;
    testedKeys.set(tested, key);
  }
  return key;
}

/** A test is part of many states. */
const testedKeys = new WeakMap<Tested, string>();
