import { describe, expect, it } from 'vitest';
import {
  InterruptedError,
  TASK_IDLE,
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_UNINTERRUPTIBLE,
  WaitEntry,
  WaitQueue,
  addWaitQueueExclusive,
  waitEvent,
  waitEventExclusive,
  waitEventInterruptible,
  waitEventInterruptibleExclusive,
  waitEventState,
  waitQueueActive,
  wakeUp,
} from 'waitq';
import { settle, watch } from './turns.js';

describe('an aborted signal', () => {
  it('ends the sleep with an InterruptedError and leaves the queue', async () => {
    const queue = new WaitQueue('pipe');
    const controller = new AbortController();
    const wait = waitEventInterruptible(queue, () => false, { signal: controller.signal });
    const reason = new Error('closed');
    controller.abort(reason);
    const error = await wait.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({ name: 'AbortError', code: 'ERESTARTSYS', cause: reason });
    expect(String(error)).toContain("queue 'pipe'");
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('rejects before sleeping when it is aborted already', async () => {
    const queue = new WaitQueue();
    const signal = AbortSignal.abort();
    await expect(waitEventInterruptible(queue, () => false, { signal })).rejects.toThrow(InterruptedError);
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('loses to a condition that is true', async () => {
    const queue = new WaitQueue();
    await waitEventInterruptible(queue, () => true, { signal: AbortSignal.abort() });
    let ready = false;
    const controller = new AbortController();
    const wait = waitEventInterruptible(queue, () => ready, { signal: controller.signal });
    controller.abort();
    ready = true; // nobody woke it for this, but it looks once more before it goes
    await wait;
  });

  it('makes waitEvent interruptible, and takes no uninterruptible or idle state beside it', async () => {
    const queue = new WaitQueue();
    const { signal } = new AbortController();
    for (const state of [TASK_UNINTERRUPTIBLE, TASK_IDLE]) {
      await expect(waitEvent(queue, () => true, { signal, state })).rejects.toThrow(TypeError);
      await expect(waitEventState(queue, () => true, state, { signal })).rejects.toThrow(TypeError);
    }
    await expect(waitEventExclusive(queue, () => true, { signal } as object)).rejects.toThrow(TypeError);
    for (const state of [TASK_INTERRUPTIBLE, TASK_KILLABLE, undefined]) {
      const controller = new AbortController();
      const wait = waitEvent(queue, () => false, {
        signal: controller.signal,
        ...(state === undefined ? {} : { state }),
      });
      controller.abort();
      await expect(wait).rejects.toThrow(InterruptedError);
    }
  });

  it('interrupts all who wait with it', async () => {
    const queue = new WaitQueue();
    const controller = new AbortController();
    const { signal } = controller;
    const waits = Array.from({ length: 20 }, () => waitEventInterruptible(queue, () => false, { signal }));
    controller.abort();
    const results = await Promise.allSettled(waits);
    expect(results.map(({ status }) => status)).toEqual(waits.map(() => 'rejected'));
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('keeps no listener once the wait is over', async () => {
    const queue = new WaitQueue();
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: unknown[]) => (
      listeners.add(args[1]),
      add(...(args as Parameters<typeof add>))
    );
    signal.removeEventListener = (...args: unknown[]) => (
      listeners.delete(args[1]),
      remove(...(args as Parameters<typeof remove>))
    );
    let ready = false;
    const wait = waitEventInterruptible(queue, () => ready, { signal });
    const others = Array.from({ length: 20 }, () => waitEventInterruptible(queue, () => ready, { signal }));
    expect(listeners.size).toBe(1); // Node warns of a leak from the eleventh on
    ready = true;
    wakeUp(queue);
    await Promise.all([wait, ...others]);
    expect(listeners.size).toBe(0);
  });
});

describe('an exclusive waiter that is woken and interrupted at once', () => {
  it('takes what it was woken for if it is there', async () => {
    const queue = new WaitQueue();
    const controller = new AbortController();
    let free = 0;
    const first = watch(
      waitEventInterruptibleExclusive(queue, () => free > 0 && free-- > 0, { signal: controller.signal }),
    );
    const second = watch(waitEventExclusive(queue, () => free > 0 && free-- > 0));
    free = 1;
    wakeUp(queue);
    controller.abort();
    await settle();
    expect(first.outcome).toEqual({ value: undefined });
    expect(second.outcome).toBe('pending');
  });

  it('hands the wake-up on if not', async () => {
    const queue = new WaitQueue();
    const controller = new AbortController();
    let ready = false;
    const first = watch(waitEventInterruptibleExclusive(queue, () => false, { signal: controller.signal }));
    const second = watch(waitEventExclusive(queue, () => ready));
    ready = true;
    wakeUp(queue);
    controller.abort();
    await settle();
    expect(first.outcome).toMatchObject({ error: { code: 'ERESTARTSYS' } });
    expect(second.outcome).toEqual({ value: undefined });
  });

  it('hands it on to exclusive waiters only', async () => {
    const queue = new WaitQueue();
    const controller = new AbortController();
    const { signal } = controller;
    let asked = 0;
    const wait = waitEventInterruptibleExclusive(queue, () => false, { signal });
    wakeUp(queue);
    controller.abort();
    void waitEvent(queue, () => asked++ > 1);
    await expect(wait).rejects.toThrow(InterruptedError);
    expect(asked).toBe(2); // before it slept, and once registered
    expect(waitQueueActive(queue)).toBe(true);
  });

  it('hands the wake-up on when its condition throws', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const first = watch(
      waitEventExclusive(queue, () => {
        if (ready) throw new Error('broken');
      }),
    );
    const second = watch(waitEventExclusive(queue, () => ready));
    ready = true;
    wakeUp(queue);
    await settle();
    expect(first.outcome).toMatchObject({ error: { message: 'broken' } });
    expect(second.outcome).toEqual({ value: undefined });
  });

  it('rejects as it would where a wake function throws that it hands the wake-up to, whose error the waker gets', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const first = watch(
      waitEventExclusive(queue, () => {
        if (ready) throw new Error('broken');
      }),
    );
    const entry = new WaitEntry({
      wake() {
        throw new Error('wake function');
      },
    });
    addWaitQueueExclusive(queue, entry);
    const last = watch(waitEventExclusive(queue, () => ready));
    ready = true;
    expect(() => wakeUp(queue)).toThrow('wake function');
    await settle();
    expect(first.outcome).toMatchObject({ error: { message: 'broken' } });
    entry[Symbol.dispose]();
    wakeUp(queue);
    await settle();
    expect(last.outcome).toEqual({ value: undefined });
  });

  it('hands nothing on when it found nothing and had gone back to sleep before', async () => {
    const queue = new WaitQueue();
    const controller = new AbortController();
    const { signal } = controller;
    let tests = 0;
    const first = watch(waitEventInterruptibleExclusive(queue, () => false, { signal }));
    void waitEventExclusive(queue, () => ++tests < 0);
    wakeUp(queue);
    await settle();
    const before = tests;
    controller.abort();
    await settle();
    expect(first.outcome).toMatchObject({ error: { code: 'ERESTARTSYS' } });
    expect(tests).toBe(before);
  });

  it('is passed over by a wake-up that comes after the interruption', async () => {
    const queue = new WaitQueue();
    const controller = new AbortController();
    let free = 0;
    const take = () => free > 0 && free-- > 0;
    const first = watch(waitEventInterruptibleExclusive(queue, () => false, { signal: controller.signal }));
    const second = watch(waitEventExclusive(queue, take));
    controller.abort();
    free = 1;
    wakeUp(queue);
    await settle();
    expect(first.outcome).toMatchObject({ error: { code: 'ERESTARTSYS' } });
    expect(second.outcome).toEqual({ value: undefined });
  });
});
