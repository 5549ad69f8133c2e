import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  SharedTask,
  SharedWaitQueue,
  kill,
  sharedCounters,
  waitEvent,
  waitEventInterruptible,
  waitEventTimeout,
  wakeUp,
} from '../../../runtime/src/threads/index.js';
import { HEADER } from '../../../runtime/src/threads/layout.js';
import { platform } from '../../../runtime/src/threads/platform.js';
import { inWorker, message, sharedCells, tested, until } from './pool.js';

// That waitAsync does not keep Node alive is tested in alive.test.ts: it takes a program of its own.

afterEach(() => {
  vi.restoreAllMocks();
});

/** The words of a queue; HEADER is the index of its first waiter's. */
const wordsOf = (queue: SharedWaitQueue): Int32Array => new Int32Array(queue.handle.buffer);

describe('Atomics.waitAsync answers async: false at once when the word has changed', () => {
  it('as it says', () => {
    expect(Atomics.waitAsync(sharedCells(), 0, 1)).toEqual({ async: false, value: 'not-equal' });
  });

  it('a waiter that was woken just before it sleeps goes on', async () => {
    const queue = SharedWaitQueue.create();
    const waitAsync = vi.spyOn(platform.atomics, 'waitAsync');
    let ready = false;
    const before = (): void => {
      ready = true;
      wakeUp(queue);
    };
    await waitEvent(queue, () => ready, { before });
    expect(waitAsync.mock.results.map(({ value }) => value)).toEqual([{ async: false, value: 'not-equal' }]);
  });
});

describe('Atomics.notify wakes whatever the value', () => {
  it('a waiter that sleeps without blocking tests again and sleeps on', async () => {
    const queue = SharedWaitQueue.create();
    let [looks, ready] = [0, false];
    const waiting = waitEvent(queue, () => (looks++, ready));
    const before = looks;
    expect(Atomics.notify(wordsOf(queue), HEADER)).toBe(1);
    await until(() => looks > before);
    expect(Atomics.notify(wordsOf(queue), HEADER)).toBe(1);
    ready = true;
    expect(wakeUp(queue)).toBe(0);
    await waiting;
    expect(sharedCounters(queue)).toMatchObject({ woken: 1, spurious: 0 });
  });

  it('so does a blocked one', async () => {
    const [queue, cells] = [SharedWaitQueue.create(), sharedCells()];
    const body = `
      api.waitEventSync(queues.queue, () => (Atomics.add(cells, 1, 1), Atomics.load(cells, 0) === 1));
      tell('ready');`;
    const told = message(inWorker(body, cells, { queue: queue.handle }));
    await until(() => Atomics.notify(wordsOf(queue), HEADER) === 1);
    await tested(cells, 1, 3);
    await until(() => Atomics.notify(wordsOf(queue), HEADER) === 1);
    await tested(cells, 1, 4);
    Atomics.store(cells, 0, 1);
    wakeUp(queue);
    expect(await told).toBe('ready');
    expect(sharedCounters(queue)).toMatchObject({ woken: 1, spurious: 0 });
  });
});

describe('Atomics.waitAsync cannot be cancelled: a wait leaves no promise behind that would take a wake-up', () => {
  const queue = SharedWaitQueue.create();
  const nobodySleeps = (): void => expect(Atomics.notify(wordsOf(queue), HEADER)).toBe(0);

  it('when its time runs out', async () => {
    expect(await waitEventTimeout(queue, () => false, 1)).toBe(0);
    nobodySleeps();
  });

  it('when it is aborted', async () => {
    const abort = new AbortController();
    const waiting = waitEvent(queue, () => false, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ERESTARTSYS' });
    nobodySleeps();
  });

  it('when a signal ends it', async () => {
    const task = SharedTask.create('t', [queue]);
    const waiting = waitEventInterruptible(queue, () => false, { task });
    kill(task, 'SIGTERM');
    await expect(waiting).rejects.toMatchObject({ cause: 'SIGTERM' });
    nobodySleeps();
  });
});
