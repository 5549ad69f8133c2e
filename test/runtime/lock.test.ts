import { describe, expect, it } from 'vitest';
import {
  Lock,
  WaitQueue,
  waitEvent,
  waitEventCmd,
  waitEventExclusive,
  waitEventExclusiveCmd,
  waitEventInterruptibleExclusiveLocked,
  waitEventInterruptibleLock,
  waitEventInterruptibleLockCmd,
  waitEventInterruptibleLockTimeout,
  waitEventInterruptibleLocked,
  waitEventLock,
  waitEventLockCmd,
  waitEventLockTimeout,
  waitQueueActive,
  wakeUp,
  wakeUpAll,
  wakeUpAllLocked,
  wakeUpLocked,
} from 'waitq';
import { settle, watch } from './turns.js';

const nothing = (): void => {};

describe.each([
  ['waitEventLock', waitEventLock],
  ['waitEventInterruptibleLock', waitEventInterruptibleLock],
  ['waitEventLockCmd', (q: WaitQueue, c: () => unknown, l: Lock) => waitEventLockCmd(q, c, l, nothing)],
  [
    'waitEventInterruptibleLockCmd',
    (q: WaitQueue, c: () => unknown, l: Lock) => waitEventInterruptibleLockCmd(q, c, l, nothing),
  ],
  [
    'waitEventLockTimeout',
    (q: WaitQueue, c: () => unknown, l: Lock) => waitEventLockTimeout(q, c, l, 60_000),
  ],
  [
    'waitEventInterruptibleLockTimeout',
    (q: WaitQueue, c: () => unknown, l: Lock) => waitEventInterruptibleLockTimeout(q, c, l, 60_000),
  ],
  ['waitEvent with lock', (q: WaitQueue, c: () => unknown, lock: Lock) => waitEvent(q, c, { lock })],
] as const)('%s', (_name, wait) => {
  it('holds the lock at each test and on return, and not while asleep', async () => {
    const queue = new WaitQueue();
    const lock = new Lock();
    let ready = false;
    const heldAtTest: boolean[] = [];
    await lock.acquire();
    const waiting = watch(
      wait(
        queue,
        () => {
          heldAtTest.push(lock.held);
          return ready;
        },
        lock,
      ),
    );
    await settle();
    expect(lock.held).toBe(false);
    await lock.acquire(); // the waker's
    ready = true;
    wakeUp(queue);
    await settle();
    expect(waiting.outcome).toBe('pending'); // the waker holds it
    lock.release();
    await settle();
    expect(waiting.outcome).not.toBe('pending');
    expect(lock.held).toBe(true);
    expect(heldAtTest).toEqual([true, true, true]);
  });
});

describe('a wait with a lock', () => {
  it('tests under the lock: what another took meanwhile is seen', async () => {
    const queue = new WaitQueue();
    const lock = new Lock();
    let items = 0;
    await lock.acquire();
    const waiting = watch(waitEventLock(queue, () => items > 0, lock));
    await settle();
    await lock.acquire();
    items++;
    wakeUp(queue);
    await settle();
    items--; // taken again before the lock is free
    lock.release();
    await settle();
    expect(waiting.outcome).toBe('pending');
    expect(lock.held).toBe(false);
  });

  it('holds the lock again when it is interrupted, out of time or thrown out', async () => {
    const queue = new WaitQueue();
    const lock = new Lock();
    const controller = new AbortController();
    await lock.acquire();
    const interrupted = waitEventInterruptibleLock(queue, () => false, lock, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(interrupted).rejects.toThrow(/interrupted/);
    expect(lock.held).toBe(true);
    expect(await waitEventLockTimeout(queue, () => false, lock, 1)).toBe(0);
    expect(lock.held).toBe(true);
    const before = (): never => {
      throw new Error('no');
    };
    await expect(waitEventLockCmd(queue, () => false, lock, before)).rejects.toThrow('no');
    expect(lock.held).toBe(true);
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('loses no wake-up that comes while the lock is being released', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const lock = {
      acquire: nothing,
      release: async (): Promise<void> => {
        ready = true;
        wakeUp(queue);
        await settle();
      },
    };
    await waitEventLock(queue, () => ready, lock);
  });
});

describe.each([
  ['waitEventCmd', waitEventCmd],
  ['waitEventExclusiveCmd', waitEventExclusiveCmd],
  [
    'options',
    (q: WaitQueue, c: () => unknown, before: () => unknown, after: () => unknown) =>
      waitEvent(q, c, { before, after }),
  ],
] as const)('%s', (_name, wait) => {
  it('calls before and after around each sleep only', async () => {
    const queue = new WaitQueue();
    const calls: string[] = [];
    let ready = false;
    const test = (): boolean => (calls.push('test'), ready);
    const waiting = wait(
      queue,
      test,
      () => calls.push('before'),
      () => calls.push('after'),
    );
    await settle();
    wakeUp(queue);
    await settle();
    ready = true;
    wakeUp(queue);
    await waiting;
    expect(calls).toEqual(['test', 'test', 'before', 'after', 'test', 'before', 'after', 'test']);
  });

  it('takes nothing after its end, when it was woken before it slept and its turn came late', async () => {
    const queue = new WaitQueue('q');
    const busy = new WaitQueue('busy');
    let tokens = 0;
    const crowd = Array.from({ length: 20 }, () => waitEvent(busy, () => tokens > 0));
    const before = (): void => {
      tokens = 2;
      wakeUpAll(busy); // their turns come before the waiter's
      wakeUp(queue);
    };
    await waitEventCmd(queue, () => tokens > 0 && tokens-- > 0, before, nothing);
    await Promise.all(crowd);
    await settle();
    expect(tokens).toBe(1);
    expect(waitQueueActive(queue)).toBe(false);
  });
});

describe('the queue’s own lock', () => {
  it.each([waitEventInterruptibleLocked, waitEventInterruptibleExclusiveLocked])(
    '$name holds it at each test, and refuses to wait without',
    async (wait) => {
      const queue = new WaitQueue('q');
      let ready = false;
      await expect(wait(queue, () => true)).rejects.toThrow(/lock of queue 'q' is not held/);
      await queue.lock.acquire();
      const waiting = wait(queue, () => queue.lock.held && ready);
      await settle();
      await queue.lock.acquire();
      ready = true;
      wakeUpLocked(queue);
      queue.lock.release();
      await waiting;
      expect(queue.lock.held).toBe(true);
    },
  );

  it('must be held for wakeUpLocked and wakeUpAllLocked', () => {
    const queue = new WaitQueue('q');
    expect(() => wakeUpLocked(queue)).toThrow(/not held/);
    expect(() => wakeUpAllLocked(queue)).toThrow(/not held/);
  });

  it('queues last, though not exclusive', async () => {
    const queue = new WaitQueue();
    const order: string[] = [];
    let ready = false;
    void waitEventExclusive(queue, () => ready).then(() => order.push('exclusive'));
    await queue.lock.acquire();
    void waitEventInterruptibleLocked(queue, () => ready).then(() => order.push('locked'));
    await settle();
    ready = true;
    await queue.lock.acquire();
    expect(wakeUpLocked(queue)).toBe(1);
    queue.lock.release();
    await settle();
    expect(order).toEqual(['exclusive']); // the walk ended before the locked one
    await queue.lock.acquire();
    expect(wakeUpAllLocked(queue)).toBe(0);
    queue.lock.release();
    await settle();
    expect(order).toEqual(['exclusive', 'locked']);
  });
});

describe('Lock', () => {
  it('is held by one at a time, in the order they came', async () => {
    const lock = new Lock();
    const order: number[] = [];
    expect(lock.tryAcquire()).toBe(true);
    expect(lock.tryAcquire()).toBe(false);
    for (const i of [1, 2]) {
      void lock.acquire().then(() => {
        order.push(i);
        lock.release();
      });
    }
    await settle();
    expect(order).toEqual([]);
    lock.release();
    await settle();
    expect([order, lock.held]).toEqual([[1, 2], false]);
    expect(() => lock.release()).toThrow(/not held/);
  });
});
