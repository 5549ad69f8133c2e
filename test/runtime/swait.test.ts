import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  InterruptedError,
  SimpleWaitQueue,
  SimpleWaiter,
  swaitActive,
  swaitEvent,
  swaitEventIdle,
  swaitEventIdleTimeout,
  swaitEventInterruptible,
  swaitEventInterruptibleTimeout,
  swaitEventTimeout,
  swaitFinish,
  swaitPrepare,
  swaitPrepareExclusive,
  swakeUp,
  swakeUpAll,
  swakeUpLocked,
  swakeUpOne,
} from 'waitq/swait';
import { inspectHook } from 'waitq/inspect';
import { settle, watch } from './turns.js';

describe.each([swaitEvent, swaitEventIdle, swaitEventInterruptible])('$name', (wait) => {
  it.each([swakeUp, swakeUpOne, swakeUpLocked])(
    'is woken first in, first out, one at a time by $name',
    async (wake) => {
      const queue = new SimpleWaitQueue();
      const order: number[] = [];
      let ready = false;
      for (const i of [1, 2, 3]) void wait(queue, () => ready).then(() => order.push(i));
      ready = true;
      await settle();
      expect(order).toEqual([]);
      for (const expected of [[1], [1, 2], [1, 2, 3]]) {
        expect(wake(queue)).toBe(true);
        await settle();
        expect(order).toEqual(expected);
      }
      expect(wake(queue)).toBe(false);
      expect(swaitActive(queue)).toBe(false);
    },
  );

  it('goes to the end of the queue when its condition is still false', async () => {
    const queue = new SimpleWaitQueue();
    const order: number[] = [];
    const ready = { 1: false, 2: false };
    for (const i of [1, 2] as const) void wait(queue, () => ready[i]).then(() => order.push(i));
    swakeUp(queue);
    await settle();
    ready[1] = ready[2] = true;
    swakeUp(queue);
    await settle();
    expect(order).toEqual([2]);
  });

  it('does not sleep when the condition holds, and rejects when it throws or is async', async () => {
    const queue = new SimpleWaitQueue();
    await wait(queue, () => true);
    const broken = new Error('broken');
    let tests = 0;
    const thrown = wait(queue, () => {
      if (++tests === 3) throw broken;
    });
    swakeUp(queue);
    await expect(thrown).rejects.toBe(broken);
    await expect(wait(queue, async () => false)).rejects.toThrow(/no async condition/);
    expect(swaitActive(queue)).toBe(false);
  });
});

it('swakeUpAll wakes everybody once', async () => {
  const queue = new SimpleWaitQueue();
  let tests = 0;
  for (let i = 0; i < 3; i++) void swaitEvent(queue, () => void tests++);
  expect(tests).toBe(6);
  expect(swakeUpAll(queue)).toBe(3);
  await settle();
  expect(tests).toBe(9);
  expect(swaitActive(queue)).toBe(true);
});

describe('swaitPrepare, sleep, swaitFinish', () => {
  it.each([swaitPrepare, swaitPrepareExclusive])('lose no wake-up in between: %o', async (prepare) => {
    const queue = new SimpleWaitQueue();
    const waiter = new SimpleWaiter();
    prepare(queue, waiter);
    swakeUp(queue);
    await waiter.sleep();
    prepare(queue, waiter);
    const slept = watch(waiter.sleep());
    await settle();
    expect(slept.outcome).toBe('pending');
    swakeUp(queue);
    await settle();
    expect(slept.outcome).toEqual({ value: undefined });
    swaitFinish(queue, waiter);
    swaitFinish(queue, waiter);
  });

  it('refuse a waiter of another queue', () => {
    const [one, other] = [new SimpleWaitQueue('one'), new SimpleWaitQueue('other')];
    using waiter = new SimpleWaiter();
    swaitPrepare(one, waiter);
    expect(() => swaitPrepare(other, waiter)).toThrow(/'one', not on 'other'/);
    expect(() => swaitFinish(other, waiter)).toThrow(/'one', not on 'other'/);
    expect(swaitActive(one)).toBe(false);
  });

  it('show in the live view', () => {
    const queue = new SimpleWaitQueue('simple');
    const never = (): boolean => false;
    void swaitEventIdle(queue, never);
    const shown = inspectHook()!
      .snapshot()
      .queues.find(({ name }) => name === 'simple');
    expect(shown).toMatchObject({ kind: 'simple', waiters: [{ state: 'idle', sleeping: true }] });
    expect(inspectHook()!.conditionOf(shown!.waiters[0]!.id)).toBe(never);
  });
});

describe('an aborted signal', () => {
  it('interrupts; a true condition beats it', async () => {
    const queue = new SimpleWaitQueue('door');
    const controller = new AbortController();
    const { signal } = controller;
    const wait = swaitEventInterruptible(queue, () => false, { signal });
    controller.abort('why');
    await expect(wait).rejects.toMatchObject({ code: 'ERESTARTSYS', cause: 'why' });
    await expect(swaitEventInterruptible(queue, () => false, { signal })).rejects.toThrow(InterruptedError);
    await swaitEventInterruptible(queue, () => true, { signal });
    expect(swaitActive(queue)).toBe(false);
  });

  it('does not swallow a wake-up that came at once', async () => {
    const queue = new SimpleWaitQueue();
    const controller = new AbortController();
    let ready = false;
    const first = watch(swaitEventInterruptible(queue, () => false, { signal: controller.signal }));
    const second = watch(swaitEvent(queue, () => ready));
    ready = true;
    swakeUp(queue);
    controller.abort();
    await settle();
    expect(first.outcome).toMatchObject({ error: { code: 'ERESTARTSYS' } });
    expect(second.outcome).toEqual({ value: undefined });
  });
});

describe('time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([swaitEventTimeout, swaitEventIdleTimeout, swaitEventInterruptibleTimeout])(
    '$name resolves to the milliseconds left',
    async (wait) => {
      const queue = new SimpleWaitQueue();
      let ready = false;
      const out = watch(wait(queue, () => false, 10));
      const left = wait(queue, () => ready, 100);
      await vi.advanceTimersByTimeAsync(10);
      expect(out.outcome).toEqual({ value: 0 });
      ready = true;
      swakeUp(queue);
      expect(await left).toBe(90);
      expect(vi.getTimerCount()).toBe(0);
      expect(swaitActive(queue)).toBe(false);
      expect(await wait(queue, () => false, 0)).toBe(0);
      expect(await wait(queue, () => true, -1)).toBe(1);
      expect(await wait(queue, () => true, Infinity)).toBe(Infinity);
      await expect(wait(queue, () => true, NaN)).rejects.toThrow(RangeError);
      await expect(wait(queue, () => true, 1n as never)).rejects.toThrow(TypeError);
    },
  );
});
