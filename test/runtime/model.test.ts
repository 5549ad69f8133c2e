import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_UNINTERRUPTIBLE,
  Task,
  WaitEntry,
  WaitQueue,
  addWaitQueue,
  addWaitQueueExclusive,
  addWaitQueuePriority,
  kill,
  removeWaitQueue,
  waitEvent,
  waitEventExclusive,
  wakeUpInterruptibleNr,
  wakeUpNr,
} from 'waitq';
import { inspectHook } from 'waitq/inspect';
import { Model } from './model.js';
import type { ModelEntry, ModelWait } from './model.js';

const STATES = {
  interruptible: TASK_INTERRUPTIBLE,
  killable: TASK_KILLABLE,
  uninterruptible: TASK_UNINTERRUPTIBLE,
};

/** How many random programs; more than in everyday tests with `WAITQ_RUNS`. */
const RUNS = Number((typeof process === 'object' && process.env['WAITQ_RUNS']) || 300);

type Step =
  | { do: 'wait'; kind: ModelWait['kind']; exclusive: boolean; pile: number; ms: number | undefined; by: By }
  | { do: 'add'; where: ModelEntry['where']; result: number }
  | { do: 'remove'; which: number }
  | { do: 'give'; pile: number; tokens: number }
  | { do: 'wake'; mode: 'normal' | 'interruptible'; nr: number; interrupt: number | undefined }
  | { do: 'interrupt'; which: number }
  | { do: 'advance'; ms: number };

/** Whether a wait is interrupted by an abort signal or a signal to its task. */
type By = 'abort' | 'kill';

const which = fc.nat({ max: 12 });
const pile = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      kind: fc.constantFrom('interruptible' as const, 'killable' as const, 'uninterruptible' as const),
      exclusive: fc.boolean(),
      pile,
      ms: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
      by: fc.constantFrom('abort' as const, 'kill' as const),
    }),
  },
  fc.record({
    do: fc.constant('add' as const),
    where: fc.constantFrom('shared' as const, 'exclusive' as const, 'priority' as const),
    result: fc.constantFrom(0, 0, 1, -1),
  }),
  fc.record({ do: fc.constant('remove' as const), which }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('give' as const), pile, tokens: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wake' as const),
      mode: fc.constantFrom('normal' as const, 'interruptible' as const),
      nr: fc.nat({ max: 3 }),
      interrupt: fc.option(which, { nil: undefined }),
    }),
  },
  fc.record({ do: fc.constant('interrupt' as const), which }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 20 }) }),
);

/** The real thing, driven by the same steps and keeping the same log. */
class Real {
  readonly log: string[] = [];
  readonly queue = new WaitQueue('model');
  readonly tokens = [0, 0];
  readonly #entries = new Map<number, WaitEntry>();
  readonly #interrupts = new Map<number, () => void>();
  readonly #ids = new Map<unknown, number>();

  get order(): number[] {
    const queues = inspectHook()!
      .snapshot()
      .queues.filter(({ name }) => name === 'model');
    return (queues.at(-1)?.waiters ?? []).map(
      ({ id, task }) => this.#ids.get(inspectHook()!.conditionOf(id)) ?? Number(task),
    );
  }

  wait(id: number, { kind, exclusive, pile, ms, by }: Step & { do: 'wait' }): void {
    const condition = (): boolean => this.tokens[pile]! > 0 && this.tokens[pile]!-- > 0;
    this.#ids.set(condition, id);
    const controller = new AbortController();
    const task = new Task(String(id));
    const interruptible = kind !== 'uninterruptible';
    this.#interrupts.set(id, () => (by === 'abort' ? controller.abort() : void kill(task, 'SIGKILL')));
    const plain = kind === 'uninterruptible' && ms === undefined && by === 'abort';
    const wait = (): Promise<unknown> =>
      waitEvent(this.queue, condition, {
        state: STATES[kind],
        exclusive,
        ...(ms === undefined ? {} : { timeoutMs: ms }),
        ...(by === 'kill' ? { task } : interruptible ? { signal: controller.signal } : {}),
      });
    // Without options, a wait takes another way through the code.
    const waiting = plain ? (exclusive ? waitEventExclusive : waitEvent)(this.queue, condition) : wait();
    waiting.then(
      (left) =>
        this.log.push(`${id} ${left === undefined ? 'done' : left === 0 ? 'out of time' : `left ${left}`}`),
      () => this.log.push(`${id} interrupted`),
    );
  }

  add(id: number, where: ModelEntry['where'], result: number): void {
    const entry = new WaitEntry({
      task: new Task(String(id)),
      wake: () => (this.log.push(`called ${id}`), result),
    });
    this.#entries.set(id, entry);
    const add = { shared: addWaitQueue, exclusive: addWaitQueueExclusive, priority: addWaitQueuePriority };
    add[where](this.queue, entry);
  }

  remove(id: number): void {
    const entry = this.#entries.get(id);
    if (entry) removeWaitQueue(this.queue, entry);
  }

  interrupt(id: number): void {
    this.#interrupts.get(id)?.();
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  const model = new Model();
  const real = new Real();
  const entries = new Set<number>();
  for (const [id, now] of steps.entries()) {
    if (now.do === 'wait') {
      const deadline = now.ms === undefined ? undefined : model.now + now.ms;
      model.wait({ id, kind: now.kind, exclusive: now.exclusive, pile: now.pile, deadline });
      real.wait(id, now);
    } else if (now.do === 'add') {
      entries.add(id);
      model.add({ id, where: now.where, result: now.result });
      real.add(id, now.where, now.result);
    } else if (now.do === 'remove') {
      if (entries.has(now.which)) model.remove(now.which);
      real.remove(now.which);
    } else if (now.do === 'give') {
      for (const { tokens } of [model, real]) tokens[now.pile]! += now.tokens;
    } else if (now.do === 'wake') {
      const count = model.wake(now.mode, now.nr, now.interrupt);
      expect((now.mode === 'normal' ? wakeUpNr : wakeUpInterruptibleNr)(real.queue, now.nr)).toBe(count);
      if (now.interrupt !== undefined) real.interrupt(now.interrupt);
    } else if (now.do === 'interrupt') {
      model.interrupt(now.which);
      real.interrupt(now.which);
    } else {
      model.advance(now.ms);
      await vi.advanceTimersByTimeAsync(now.ms);
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(shown(real)).toEqual(shown(model));
  }
}

/** Rejections settle some microtasks later than fulfilments, so each kind of event is in order by itself. */
function shown({ log, order, tokens }: Pick<Model, 'log' | 'order' | 'tokens'>) {
  const calls = log.filter((line) => line.startsWith('called'));
  const interrupted = log.filter((line) => line.endsWith('interrupted'));
  const ended = log.filter((line) => !calls.includes(line) && !interrupted.includes(line));
  return { calls, interrupted, ended, order, tokens };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

it('any program of waits, wake-ups, signals, times and wake functions goes as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) => play(steps)),
    { numRuns: RUNS },
  );
}, 600_000);
