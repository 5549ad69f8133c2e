import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  WaitQueue,
  waitEvent,
  waitEventExclusive,
  waitEventHrtimeout,
  waitEventIdleExclusiveTimeout,
  waitEventIdleTimeout,
  waitEventInterruptibleHrtimeout,
  waitEventInterruptibleTimeout,
  waitEventKillableTimeout,
  waitEventTimeout,
  waitQueueActive,
  wakeUp,
} from 'waitq';
import { watch } from './turns.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const DAY = 24 * 3600 * 1000;

describe.each([
  waitEventTimeout,
  waitEventInterruptibleTimeout,
  waitEventKillableTimeout,
  waitEventIdleTimeout,
  waitEventIdleExclusiveTimeout,
])('$name', (wait) => {
  it('resolves to 0 when the time is over, off the queue', async () => {
    const queue = new WaitQueue();
    const waiting = watch(wait(queue, () => false, 100));
    await vi.advanceTimersByTimeAsync(99);
    expect(waiting.outcome).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.outcome).toEqual({ value: 0 });
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('resolves to the time left when the condition comes true, and stops its timer', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const waiting = wait(queue, () => ready, 100);
    await vi.advanceTimersByTimeAsync(30);
    ready = true;
    wakeUp(queue);
    expect(await waiting).toBe(70);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('resolves to 1 when the condition is true at the end of the time, though nobody said so', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const waiting = wait(queue, () => ready, 100);
    ready = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(await waiting).toBe(1);
  });

  it('has one timer, however often it was woken for nothing, and leaves none behind', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const waiting = wait(queue, () => ready, 100);
    for (let i = 0; i < 3; i++) {
      wakeUp(queue);
      await vi.advanceTimersByTimeAsync(10);
      expect(vi.getTimerCount()).toBe(1);
    }
    ready = true;
    wakeUp(queue);
    expect(await waiting).toBe(70);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -1, -Infinity])('tests and does not sleep with %s', async (ms) => {
    const queue = new WaitQueue();
    expect(await wait(queue, () => false, ms)).toBe(0);
    expect(await wait(queue, () => true, ms)).toBe(1);
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('sleeps without end with Infinity, and has all of it left', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const waiting = watch(wait(queue, () => ready, Infinity));
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000 * DAY);
    expect(waiting.outcome).toBe('pending');
    ready = true;
    wakeUp(queue);
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.outcome).toEqual({ value: Infinity });
  });

  it('takes more than the 2^31 ms of a timer', async () => {
    const queue = new WaitQueue();
    const waiting = watch(wait(queue, () => false, 60 * DAY));
    await vi.advanceTimersByTimeAsync(60 * DAY - 1);
    expect(waiting.outcome).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.outcome).toEqual({ value: 0 });
  });

  it('rejects NaN and what is no number', async () => {
    const queue = new WaitQueue();
    await expect(wait(queue, () => true, NaN)).rejects.toThrow(RangeError);
    await expect(wait(queue, () => true, 5n as never)).rejects.toThrow(/Number as time, got 5/);
    await expect(wait(queue, () => true, '5' as never)).rejects.toThrow(TypeError);
  });
});

describe.each([waitEventHrtimeout, waitEventInterruptibleHrtimeout])('$name', (wait) => {
  it('counts in nanoseconds', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const out = watch(wait(queue, () => false, 2_500_000n));
    await vi.advanceTimersByTimeAsync(2);
    expect(out.outcome).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(out.outcome).toEqual({ value: 0n });
    const waiting = wait(queue, () => ready, 10_000_000n);
    await vi.advanceTimersByTimeAsync(4);
    ready = true;
    wakeUp(queue);
    expect(await waiting).toBe(6_000_000n);
  });

  it('tests and does not sleep with 0n and below, and takes no number', async () => {
    const queue = new WaitQueue();
    for (const ns of [0n, -5n]) {
      expect(await wait(queue, () => false, ns)).toBe(0n);
      expect(await wait(queue, () => true, ns)).toBe(1n);
    }
    await expect(wait(queue, () => true, 5 as never)).rejects.toThrow(/BigInt as time, got 5/);
  });
});

describe('waitEvent with a time', () => {
  it('resolves to the time left, in the unit of the option', async () => {
    const queue = new WaitQueue();
    const ms: number = await waitEvent(queue, () => true, { timeoutMs: 50 });
    const ns: bigint = await waitEvent(queue, () => true, { timeoutNs: 50n });
    expect([ms, ns]).toEqual([50, 50n]);
    await expect(waitEvent(queue, () => true, { timeoutMs: NaN })).rejects.toThrow(RangeError);
  });
});

describe('an exclusive waiter that is woken as its time ends', () => {
  it('hands the wake-up on if its condition is false', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const first = watch(waitEventIdleExclusiveTimeout(queue, () => false, 100));
    const second = watch(waitEventExclusive(queue, () => ready));
    setTimeout(() => {
      ready = true;
      wakeUp(queue);
      vi.advanceTimersByTime(1); // the end of the time, before the woken has had its turn
    }, 99);
    await vi.advanceTimersByTimeAsync(100);
    expect(first.outcome).toEqual({ value: 0 });
    expect(second.outcome).toEqual({ value: undefined });
  });
});
