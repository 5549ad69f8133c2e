import { describe, expect, it } from 'vitest';
import { WaitQueue, waitEvent, waitEventTimeout, waitQueueActive, wakeUp, wakeUpAll } from 'waitq';
import { SimpleWaitQueue } from 'waitq/swait';
import { settle, watch } from './turns.js';

describe('waitEvent', () => {
  it('does not sleep when the condition holds already', async () => {
    const queue = new WaitQueue();
    const wait = waitEvent(queue, () => true);
    expect(waitQueueActive(queue)).toBe(false);
    expect(await wait).toBeUndefined();
  });

  it('sleeps until a wake-up finds the condition true', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const wait = watch(waitEvent(queue, () => ready));
    await settle();
    expect(wait.outcome).toBe('pending');
    ready = true;
    await settle();
    expect(wait.outcome).toBe('pending'); // nobody woke the queue
    wakeUp(queue);
    await settle();
    expect(wait.outcome).toEqual({ value: undefined });
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('goes back to sleep when it is woken and the condition is false', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const wait = watch(waitEvent(queue, () => ready));
    wakeUp(queue);
    await settle();
    expect(wait.outcome).toBe('pending');
    expect(waitQueueActive(queue)).toBe(true);
    ready = true;
    wakeUp(queue);
    await settle();
    expect(wait.outcome).toEqual({ value: undefined });
  });

  it('tests once before it registers and once after', () => {
    const queue = new WaitQueue();
    const active: boolean[] = [];
    void waitEvent(queue, () => void active.push(waitQueueActive(queue)));
    expect(active).toEqual([false, true]);
  });

  it('loses no wake-up that comes before the update in the same piece of code', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const wait = watch(waitEvent(queue, () => ready));
    wakeUp(queue);
    ready = true;
    await settle();
    expect(wait.outcome).toEqual({ value: undefined });
  });

  it('loses no wake-up that its own condition causes', async () => {
    const queue = new WaitQueue();
    let tests = 0;
    const wait = watch(
      waitEvent(queue, () => {
        tests++;
        if (tests === 2) wakeUp(queue); // the state is set by then: it must not sleep
        return tests === 3;
      }),
    );
    await settle();
    expect(wait.outcome).toEqual({ value: undefined });
    expect(tests).toBe(3);
  });

  it('lets the first of two woken take what there is before the second tests', async () => {
    const queue = new WaitQueue();
    const items: string[] = [];
    const taken: (string | undefined)[] = [];
    const consumer = async (): Promise<void> => {
      await waitEvent(queue, () => items.length > 0);
      taken.push(items.shift());
    };
    void consumer();
    void consumer();
    items.push('one');
    wakeUpAll(queue);
    await settle();
    expect(taken).toEqual(['one']);
    items.push('two');
    wakeUpAll(queue);
    await settle();
    expect(taken).toEqual(['one', 'two']);
  });

  it('takes in the condition exactly once', async () => {
    const queue = new WaitQueue();
    let free = 0;
    let got = 0;
    for (let i = 0; i < 5; i++) void waitEvent(queue, () => free > 0 && free-- > 0).then(() => got++);
    free = 3;
    wakeUpAll(queue);
    await settle();
    expect([got, free]).toEqual([3, 0]);
  });

  it('rejects and leaves the queue when the condition throws, at each test', async () => {
    const broken = new Error('broken');
    for (const throwing of [1, 2, 3]) {
      const queue = new WaitQueue();
      let tests = 0;
      const wait = watch(
        waitEvent(queue, () => {
          if (++tests === throwing) throw broken;
          return false;
        }),
      );
      wakeUp(queue);
      await settle();
      expect(wait.outcome).toEqual({ error: broken });
      expect(waitQueueActive(queue)).toBe(false);
    }
  });

  it('rejects a condition that returns a promise, and says why', async () => {
    const queue = new WaitQueue();
    await expect(waitEvent(queue, async () => false)).rejects.toThrow(/no async condition.*Promise/);
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('rejects a value in place of a condition', async () => {
    const ready = false;
    await expect(waitEvent(new WaitQueue(), ready as never)).rejects.toThrow(TypeError);
  });

  it('refuses a copy of a queue and anything else that is none', async () => {
    const queue = new WaitQueue('door');
    await expect(waitEvent({ ...queue } as WaitQueue, () => false)).rejects.toThrow(/a WaitQueue, no copy/);
    await expect(waitEvent(structuredClone(queue), () => false)).rejects.toThrow(/a WaitQueue, no copy/);
    await expect(waitEvent(undefined as never, () => false)).rejects.toThrow(/got undefined/);
    expect(() => wakeUp({ ...queue } as WaitQueue)).toThrow(/a WaitQueue, no copy/);
    const simple = new SimpleWaitQueue() as never;
    await expect(waitEvent(simple, () => false)).rejects.toThrow(/a WaitQueue, no copy/);
    expect(() => wakeUp(simple)).toThrow(/a WaitQueue, no copy/);
  });

  it.each([[{}], ['reader'], [7], [0], [false]])('refuses a task that is none: %j', async (task) => {
    const queue = new WaitQueue('door');
    const wait = (condition: () => boolean): Promise<unknown> =>
      waitEvent(queue, condition, { task } as never);
    await expect(wait(() => false)).rejects.toThrow(new TypeError(`Expected a Task, got ${String(task)}`));
    await expect(wait(() => true)).rejects.toThrow(TypeError);
    await expect(waitEventTimeout(queue, () => false, 5, { task } as never)).rejects.toThrow('a Task');
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('survives any number of waiters and wake-ups in any order', async () => {
    const queue = new WaitQueue();
    let ready = 0;
    let ended = 0;
    const waits = Array.from({ length: 5000 }, (_, i) =>
      waitEvent(queue, () => ready > i).then(() => ended++),
    );
    for (ready = 0; ready < 5000; ready += 500) {
      wakeUpAll(queue);
      await settle();
      expect(ended).toBe(ready);
    }
    wakeUpAll(queue);
    await Promise.all(waits);
    expect(waitQueueActive(queue)).toBe(false);
  });
});
