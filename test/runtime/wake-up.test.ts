import { describe, expect, it } from 'vitest';
import {
  TASK_INTERRUPTIBLE,
  TASK_NORMAL,
  TASK_UNINTERRUPTIBLE,
  WaitEntry,
  WaitQueue,
  addWaitQueue,
  addWaitQueueExclusive,
  addWaitQueuePriority,
  autoremoveWakeFunction,
  defaultWakeFunction,
  finishWait,
  prepareToWait,
  waitEvent,
  waitEventExclusive,
  waitEventIdle,
  waitEventIdleExclusive,
  waitEventInterruptible,
  waitEventInterruptibleExclusive,
  waitEventKillable,
  waitEventKillableExclusive,
  waitQueueActive,
  wakeUp,
  wakeUpAll,
  wakeUpInterruptible,
  wakeUpInterruptibleAll,
  wakeUpInterruptibleNr,
  wakeUpInterruptibleSync,
  wokenWakeFunction,
  wakeUpKey,
  wakeUpNr,
  wakeUpSync,
  wqHasSingleSleeper,
  wqHasSleeper,
} from 'waitq';
import { settle } from './turns.js';

/** Waiters that note their names when they go on; each tests a flag of its own, true when `go` is. */
function sleepers(queue: WaitQueue) {
  const order: string[] = [];
  const all = { go: false };
  const as =
    (wait: (queue: WaitQueue, condition: () => unknown) => Promise<void>) =>
    (name: string): void =>
      void wait(queue, () => all.go).then(() => order.push(name));
  return {
    order,
    all,
    shared: as(waitEvent),
    exclusive: as(waitEventExclusive),
    interruptible: as(waitEventInterruptible),
    interruptibleExclusive: as(waitEventInterruptibleExclusive),
    killable: as(waitEventKillable),
    idle: as(waitEventIdle),
  };
}

describe('wakeUp', () => {
  it('wakes all non-exclusive waiters, newest first, and one exclusive one, oldest first', async () => {
    const queue = new WaitQueue();
    const { order, all, shared, exclusive } = sleepers(queue);
    exclusive('x1');
    shared('n1');
    exclusive('x2');
    shared('n2');
    all.go = true;
    expect(wakeUp(queue)).toBe(1);
    await settle();
    expect(order).toEqual(['n2', 'n1', 'x1']);
    expect(wqHasSingleSleeper(queue)).toBe(true);
    expect(wakeUp(queue)).toBe(1);
    await settle();
    expect(order).toEqual(['n2', 'n1', 'x1', 'x2']);
    expect(wakeUp(queue)).toBe(0);
  });

  it('wakes up to nr exclusive ones, all with 0', async () => {
    const queue = new WaitQueue();
    const { order, all, shared, exclusive } = sleepers(queue);
    for (const name of ['x1', 'x2', 'x3', 'x4']) exclusive(name);
    shared('n');
    all.go = true;
    expect(wakeUpNr(queue, 2)).toBe(2);
    await settle();
    expect(order).toEqual(['n', 'x1', 'x2']);
    expect(wakeUpNr(queue, 0)).toBe(2);
    await settle();
    expect(order).toEqual(['n', 'x1', 'x2', 'x3', 'x4']);
  });

  it.each([-1, 1.5, NaN, Infinity])('refuses %s as the number to wake', (nr) => {
    expect(() => wakeUpNr(new WaitQueue(), nr)).toThrow(RangeError);
    expect(() => wakeUpInterruptibleNr(new WaitQueue(), nr)).toThrow(RangeError);
  });

  it('wakes killable and idle sleepers too', async () => {
    const queue = new WaitQueue();
    const { order, all, killable, idle } = sleepers(queue);
    killable('k');
    idle('i');
    all.go = true;
    wakeUp(queue);
    await settle();
    expect(order).toEqual(['i', 'k']);
  });

  it('sends an exclusive waiter whose condition is still false to the tail', async () => {
    const queue = new WaitQueue();
    const order: string[] = [];
    const go = { x1: false, x2: false };
    void waitEventExclusive(queue, () => go.x1).then(() => order.push('x1'));
    void waitEventExclusive(queue, () => go.x2).then(() => order.push('x2'));
    wakeUp(queue); // x1: false, goes behind x2
    await settle();
    go.x1 = go.x2 = true;
    wakeUp(queue);
    await settle();
    expect(order).toEqual(['x2']);
  });
});

describe('wakeUpInterruptible', () => {
  it('passes over everybody who is not interruptible', async () => {
    const queue = new WaitQueue();
    const { order, all, shared, exclusive, killable, idle, interruptible, interruptibleExclusive } =
      sleepers(queue);
    shared('n');
    killable('k');
    idle('d');
    interruptible('i');
    exclusive('x');
    interruptibleExclusive('ix1');
    interruptibleExclusive('ix2');
    all.go = true;
    expect(wakeUpInterruptible(queue)).toBe(1);
    await settle();
    expect(order).toEqual(['i', 'ix1']);
    expect(wakeUpInterruptibleAll(queue)).toBe(1);
    await settle();
    expect(order).toEqual(['i', 'ix1', 'ix2']);
    wakeUpAll(queue);
    await settle();
    expect(order).toEqual(['i', 'ix1', 'ix2', 'd', 'k', 'n', 'x']);
  });
});

describe('wake functions', () => {
  it('are called in queue order with mode, sync and key; those without success do not count', () => {
    const queue = new WaitQueue();
    const calls: unknown[] = [];
    const note = (name: string, result: boolean | number) =>
      new WaitEntry({
        wake: (_entry, mode, sync, key) => {
          calls.push([name, mode, sync, key]);
          return result;
        },
      });
    addWaitQueueExclusive(queue, note('x1', 0));
    addWaitQueueExclusive(queue, note('x2', 1));
    addWaitQueueExclusive(queue, note('x3', 1));
    addWaitQueue(queue, note('n', true));
    addWaitQueuePriority(queue, note('p1', false));
    addWaitQueuePriority(queue, note('p2', false));
    expect(wakeUpKey(queue, 'key')).toBe(1);
    expect(calls).toEqual(['p1', 'p2', 'n', 'x1', 'x2'].map((name) => [name, 3, false, 'key']));
    calls.length = 0;
    wakeUpSync(queue);
    expect(calls[0]).toEqual(['p1', 3, true, undefined]);
  });

  it('end the wake-up with a negative result', () => {
    const queue = new WaitQueue();
    const called: string[] = [];
    const entry = (name: string, result: number) =>
      new WaitEntry({ wake: () => (called.push(name), result) });
    addWaitQueueExclusive(queue, entry('a', 0));
    addWaitQueueExclusive(queue, entry('b', -1));
    addWaitQueueExclusive(queue, entry('c', 1));
    expect(wakeUpAll(queue)).toBe(0);
    expect(called).toEqual(['a', 'b']);
  });

  it('may take any entry off the queue while it is walked', () => {
    const queue = new WaitQueue();
    const called: string[] = [];
    const entries = ['a', 'b', 'c', 'd'].map((name) => new WaitEntry({ wake: () => wake(name) }));
    for (const entry of entries) addWaitQueueExclusive(queue, entry);
    function wake(name: string): number {
      called.push(name);
      if (name === 'a') for (const entry of [entries[0]!, entries[1]!]) entry[Symbol.dispose]();
      if (name === 'c') for (const entry of [entries[3]!]) entry[Symbol.dispose]();
      return 0;
    }
    wakeUpAll(queue);
    expect(called).toEqual(['a', 'c']);
    expect(wqHasSingleSleeper(queue)).toBe(true);
  });

  it('must not wake the queue they are called from, and a throw leaves the queue usable', async () => {
    const queue = new WaitQueue('q');
    const entry = new WaitEntry({ wake: () => wakeUp(queue) > 0 });
    let ready = false;
    const wait = waitEvent(queue, () => ready);
    addWaitQueueExclusive(queue, entry);
    ready = true;
    expect(() => wakeUp(queue)).toThrow(/wake function of queue 'q'/);
    await wait; // it was woken before
    entry[Symbol.dispose]();
    expect(wakeUp(queue)).toBe(0);
  });
});

describe('the wake functions there are', () => {
  it.each([
    [defaultWakeFunction, true],
    [wokenWakeFunction, true],
    [autoremoveWakeFunction, false],
  ] as const)('%o wakes a sleeper whose state the mode includes; still queued: %s', (wake, stays) => {
    const queue = new WaitQueue();
    const entry = new WaitEntry({ wake });
    prepareToWait(queue, entry, TASK_UNINTERRUPTIBLE);
    wakeUpInterruptibleSync(queue);
    expect([entry.sleeping, waitQueueActive(queue)]).toEqual([true, true]);
    wakeUp(queue);
    expect([entry.sleeping, waitQueueActive(queue)]).toEqual([false, stays]);
    finishWait(queue, entry);
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('get the mode and the hint of wakeUpInterruptibleSync', () => {
    const queue = new WaitQueue();
    const calls: unknown[] = [];
    const entry = new WaitEntry({ wake: (_entry, mode, sync) => calls.push([mode, sync]) });
    addWaitQueue(queue, entry);
    wakeUpInterruptibleSync(queue);
    wakeUp(queue);
    expect(calls).toEqual([
      [TASK_INTERRUPTIBLE, true],
      [TASK_NORMAL, false],
    ]);
  });
});

describe('waitEventKillableExclusive and waitEventIdleExclusive', () => {
  it('are woken one at a time, first come, first served', async () => {
    const queue = new WaitQueue();
    const order: string[] = [];
    let ready = false;
    void waitEventKillableExclusive(queue, () => ready).then(() => order.push('killable'));
    void waitEventIdleExclusive(queue, () => ready).then(() => order.push('idle'));
    ready = true;
    expect(wakeUp(queue)).toBe(1);
    await settle();
    expect(order).toEqual(['killable']);
    wakeUp(queue);
    await settle();
    expect(order).toEqual(['killable', 'idle']);
  });
});

describe('who waits', () => {
  it('is told by waitQueueActive, wqHasSleeper and wqHasSingleSleeper', async () => {
    const queue = new WaitQueue();
    const seen = () => [waitQueueActive(queue), wqHasSleeper(queue), wqHasSingleSleeper(queue)];
    let ready = false;
    expect(seen()).toEqual([false, false, false]);
    void waitEvent(queue, () => ready);
    expect(seen()).toEqual([true, true, true]);
    void waitEvent(queue, () => ready);
    expect(seen()).toEqual([true, true, false]);
    ready = true;
    wakeUp(queue);
    await settle();
    expect(seen()).toEqual([false, false, false]);
  });
});
