import { HEADER, HIGH_WATER, MAX_SLOTS, regionBytes } from '../../../runtime/src/threads/layout.js';
import { Memory } from '../../../runtime/src/threads/memory.js';
import type { Platform, SharedOperations } from '../../../runtime/src/threads/platform.js';

/** One thread of a program: runs the real code on `memory`, whose every shared operation is a step. */
export type Actor = (memory: Memory, shared: Shared) => void;

/** The program's own shared variables, by number. */
export interface Shared {
  load(variable: number): number;
  store(variable: number, value: number): void;
  add(variable: number, value: number): number;
  compareExchange(variable: number, expected: number, value: number): number;
}

export interface Program {
  readonly actors: readonly Actor[];
  readonly slots: number;
  /** This actor may die before any of its steps; `reaper` runs after that. */
  readonly mortal?: number;
  readonly reaper?: Actor;
  /** How often an actor that could go on may be stopped for another. Default: any number of times. */
  readonly preemptions?: number;
  /** Called where no actor can go on; what it returns is wrong with it. */
  readonly verdict: (end: End) => string | undefined;
}

export interface End {
  readonly variable: (variable: number) => number;
  /** Of each actor. */
  readonly asleep: readonly boolean[];
  readonly dead: boolean;
  readonly memory: Memory;
}

/** A fault and the steps that lead there: who moved, in order. */
export interface Outcome {
  readonly fault: string | undefined;
  readonly schedule: readonly string[];
  readonly states: number;
  readonly ends: number;
}

const VARIABLES = 4;
const PAUSE = Symbol('pause');

/** Where an actor is: the results of all its operations so far, which say everything about it. */
interface Progress {
  readonly log: readonly unknown[];
  /** Stands for the log in keys. */
  readonly id: number;
  readonly status: 'ready' | 'asleep' | 'done' | 'dead' | 'unborn';
  /** Asleep: on which word, and whether with a time. */
  readonly index: number;
  readonly timed: boolean;
}

interface State {
  readonly bytes: Int32Array;
  readonly progress: readonly Progress[];
  readonly last: Step | undefined;
  /** Who moved last, and how many more times one that could go on may have to stand back for another. */
  readonly current: number;
  readonly preemptions: number;
}

interface Step {
  readonly what: string;
  readonly before: Step | undefined;
}

const READY: Progress = { log: [], id: 0, status: 'ready', index: 0, timed: false };

/**
 * Tries every order in which the actors' operations can follow one another. An actor is not a coroutine but is
 * run again from its beginning for each step, with the results of its earlier operations handed to it; two
 * orders that lead to the same memory and the same results are followed once. Plain reads and writes go with the
 * atomic operation that follows them.
 */
export function explore(program: Program, maxStates = 200_000): Outcome {
  const actors = program.reaper ? [...program.actors, program.reaper] : program.actors;
  const bytes = regionBytes(program.slots) + VARIABLES * 4;
  const buffer = new SharedArrayBuffer(bytes);
  const words = new Int32Array(buffer);
  words[MAX_SLOTS] = program.slots;
  words[HIGH_WATER] = HEADER;
  const variables = new Int32Array(buffer, regionBytes(program.slots), VARIABLES);
  const start: State = {
    bytes: words.slice(),
    progress: actors.map((_, i) => (i === program.actors.length ? { ...READY, status: 'unborn' } : READY)),
    last: undefined,
    current: -1,
    preemptions: program.preemptions ?? Infinity,
  };
  const ids = new Map<string, number>();
  const seen = new Set<string>();
  const stack = [start];
  let ends = 0;
  const result = (fault?: string, last?: Step): Outcome => ({
    fault,
    schedule: stepsTo(last),
    states: seen.size,
    ends,
  });
  while (stack.length > 0) {
    const state = stack.pop()!;
    const key = keyOf(state);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > maxStates) return result(`more than ${maxStates} states`);
    const next = successors(state);
    if (next.length > 0) {
      stack.push(...next);
      continue;
    }
    ends++;
    words.set(state.bytes);
    const fault = program.verdict({
      variable: (i) => variables[i]!,
      asleep: state.progress.map(({ status }) => status === 'asleep'),
      dead: state.progress.some(({ status }) => status === 'dead'),
      memory: new Memory(buffer, 0, 'end'),
    });
    if (fault) return result(fault, state.last);
  }
  return result();

  function successors(state: State): State[] {
    const next: State[] = [];
    const { current } = state;
    const goesOn = state.progress[current]?.status === 'ready';
    state.progress.forEach((progress, i) => {
      const preemptions = state.preemptions - (goesOn && i !== current ? 1 : 0);
      if (preemptions >= 0) {
        const from = { ...state, current: i, preemptions };
        if (progress.status === 'ready') next.push(step(from, i));
        if (progress.status === 'asleep' && progress.timed) next.push(expire(from, i));
      }
      if (i === program.mortal && (progress.status === 'ready' || progress.status === 'asleep')) {
        next.push(die(state, i));
      }
    });
    return next;
  }

  function expire(state: State, i: number): State {
    return change(state, i, answered(state.progress[i]!, 'timed-out'), `${i} times out`);
  }

  function die(state: State, i: number): State {
    const dead = change(state, i, { ...READY, status: 'dead' }, `${i} dies`);
    return change(dead, actors.length - 1, READY, 'reaper starts');
  }

  function answered({ log, id }: Progress, ...results: readonly unknown[]): Progress {
    return { ...READY, log: [...log, ...results], id: results.reduce(idOf, id) as number };
  }

  /** The id of a log with one more result. */
  function idOf(id: unknown, result: unknown): number {
    const key = `${String(id)},${String(result)}`;
    const known = ids.get(key) ?? ids.size + 1;
    ids.set(key, known);
    return known;
  }

  /** Runs actor `i` from its beginning to just behind its next operation. */
  function step(state: State, i: number): State {
    words.set(state.bytes);
    const before = state.progress[i]!;
    const { log } = before;
    const results: unknown[] = [];
    const notified: number[] = [];
    let at = 0;
    let what = 'ends';
    let after: Progress | undefined;
    let expired = false;
    let moved = false;
    const operate: Operate = (name, array, index, run) => {
      if (at < log.length) {
        expired ||= log[at] === 'timed-out';
        return log[at++] as ReturnType<typeof run>;
      }
      if (moved) throw PAUSE;
      const result = run();
      moved = name !== 'get' && name !== 'set';
      if (after) throw PAUSE;
      what = `${name} ${array === variables ? `variable ${index}` : index} → ${String(result)}`;
      results.push(result);
      return result;
    };
    const atomics = {
      ...wrap(operate, ['add', 'compareExchange', 'exchange', 'load', 'or', 'store'], Atomics),
      get: (array: Int32Array, index: number) => operate('get', array, index, () => array[index]!),
      set: (array: Int32Array, index: number, value: number) =>
        operate('set', array, index, () => void (array[index] = value)),
      notify: (array: Int32Array, index: number) =>
        operate('notify', array, index, () => notified.push(index)),
      wait: (array: Int32Array, index: number, value: number, ms = Infinity) =>
        operate('wait', array, index, () => {
          if (array[index] !== value) return 'not-equal';
          what = `sleeps on ${index}`;
          after = { ...answered(before, ...results), status: 'asleep', index, timed: ms < Infinity };
          return 'ok';
        }),
    } as unknown as SharedOperations;
    const platform: Platform = { atomics, now: () => 5, monotonic: () => (expired ? 1e9 : 0) };
    const shared: Shared = {
      load: (v) => atomics.load(variables, v),
      store: (v, value) => void atomics.store(variables, v, value),
      add: (v, value) => atomics.add(variables, v, value),
      compareExchange: (v, expected, value) => atomics.compareExchange(variables, v, expected, value),
    };
    let status: Progress['status'] = 'ready';
    try {
      actors[i]!(new Memory(buffer, 0, 'q', platform), shared);
      status = 'done';
    } catch (error) {
      if (error !== PAUSE) throw error;
    }
    after ??= { ...answered(before, ...results), status };
    const next = change({ ...state, bytes: words.slice() }, i, after, `${i} ${what}`);
    return notified.reduce(wakeSleepers, next);
  }

  function wakeSleepers(state: State, index: number): State {
    const progress = state.progress.map((p) =>
      p.status === 'asleep' && p.index === index ? answered(p, 'ok') : p,
    );
    return { ...state, progress };
  }
}

function change(state: State, i: number, progress: Progress, what: string): State {
  return { ...state, progress: state.progress.with(i, progress), last: { what, before: state.last } };
}

function stepsTo(last: Step | undefined): string[] {
  const steps: string[] = [];
  for (let step = last; step; step = step.before) steps.unshift(step.what);
  return steps;
}

function keyOf({ bytes, progress, current, preemptions }: State): string {
  const memory = String.fromCharCode(...new Uint16Array(bytes.buffer));
  return `${memory}${current},${preemptions}${progress.map(({ status, id }) => status[1]! + id).join()}`;
}

type Operate = <Result>(name: string, array: Int32Array, index: number, run: () => Result) => Result;

function wrap(operate: Operate, names: readonly string[], real: object): object {
  const functions = real as Readonly<Record<string, (array: Int32Array, ...rest: number[]) => number>>;
  return Object.fromEntries(
    names.map((name) => [
      name,
      (array: Int32Array, index: number, ...rest: number[]) =>
        operate(name, array, index, () => functions[name]!(array, index, ...rest)),
    ]),
  );
}
