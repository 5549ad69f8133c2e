import { describe, expect, it } from 'vitest';
import {
  TASK_INTERRUPTIBLE,
  TASK_RUNNING,
  TASK_UNINTERRUPTIBLE,
  WaitEntry,
  WaitQueue,
  addWaitQueue,
  finishWait,
  prepareToWait,
  prepareToWaitExclusive,
  removeWaitQueue,
  schedule,
  scheduleTimeout,
  scheduleTimeoutIdle,
  scheduleTimeoutInterruptible,
  scheduleTimeoutKillable,
  scheduleTimeoutUninterruptible,
  waitQueueActive,
  waitWoken,
  wakeUp,
  wakeUpAll,
  wakeUpInterruptible,
  wokenWakeFunction,
} from 'waitq';
import { expectLeft, settle, watch } from './turns.js';

describe('prepareToWait, schedule, finishWait', () => {
  it('are a wait that tests between registering and sleeping', async () => {
    const queue = new WaitQueue();
    let ready = false;
    const wait = watch(
      (async () => {
        const entry = new WaitEntry();
        try {
          for (;;) {
            prepareToWait(queue, entry, TASK_INTERRUPTIBLE);
            if (ready) return;
            await schedule(entry);
          }
        } finally {
          finishWait(queue, entry);
        }
      })(),
    );
    wakeUp(queue); // in vain: it tests again, and registers again
    await settle();
    expect(waitQueueActive(queue)).toBe(true);
    ready = true;
    wakeUp(queue);
    await settle();
    expect(wait.outcome).toEqual({ value: undefined });
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('lose no wake-up that comes between registering and sleeping', async () => {
    const queue = new WaitQueue();
    const entry = new WaitEntry();
    prepareToWait(queue, entry);
    wakeUp(queue);
    const slept = watch(schedule(entry));
    await settle();
    expect(slept.outcome).toEqual({ value: undefined });
  });

  it('let a sleeper that was woken before sleep again after registering anew', async () => {
    const queue = new WaitQueue();
    const entry = new WaitEntry();
    prepareToWait(queue, entry);
    wakeUp(queue);
    prepareToWait(queue, entry);
    const slept = watch(schedule(entry));
    await settle();
    expect(slept.outcome).toBe('pending');
    wakeUp(queue);
    await settle();
    expect(slept.outcome).toEqual({ value: undefined });
  });

  it('take only wake-ups for the state they are in', async () => {
    const queue = new WaitQueue();
    const entry = new WaitEntry();
    prepareToWait(queue, entry, TASK_UNINTERRUPTIBLE);
    const slept = watch(schedule(entry));
    wakeUpInterruptible(queue);
    await settle();
    expect(slept.outcome).toBe('pending');
  });

  it('let others run when the sleeper is running already', async () => {
    const entry = new WaitEntry();
    let others = false;
    setTimeout(() => (others = true), 0);
    for (let turns = 0; !others && turns < 100_000; turns++) await schedule(entry);
    expect(others).toBe(true);
  });

  it('keep an entry that is queued where it is', () => {
    const queue = new WaitQueue();
    const order: string[] = [];
    const entry = (name: string) => new WaitEntry({ wake: () => (order.push(name), 0) });
    const [a, b] = [entry('a'), entry('b')];
    expect(prepareToWaitExclusive(queue, a)).toBe(true);
    expect(prepareToWaitExclusive(queue, b)).toBe(false);
    expect(prepareToWaitExclusive(queue, a)).toBe(false);
    wakeUp(queue);
    expect(order).toEqual(['a', 'b']);
  });

  it('refuse an entry of another queue, and take it off that one when finishing', () => {
    const [one, other] = [new WaitQueue('one'), new WaitQueue('other')];
    const entry = new WaitEntry();
    prepareToWait(one, entry);
    expect(() => prepareToWait(other, entry)).toThrow(/waits on queue 'one' already, not on 'other'/);
    expect(() => addWaitQueue(one, entry)).toThrow(/already/);
    expect(() => finishWait(other, entry)).toThrow(/waits on queue 'one', not on 'other'/);
    expect(waitQueueActive(one)).toBe(false);
    finishWait(other, entry); // idempotent, whatever the queue
    finishWait(one, entry);
  });
});

describe('autoremove', () => {
  it('takes an entry off that was woken; without it the entry stays until it is removed', async () => {
    const queue = new WaitQueue();
    const stays = new WaitEntry({ autoremove: false });
    const leaves = new WaitEntry();
    prepareToWait(queue, stays);
    wakeUp(queue);
    expect(waitQueueActive(queue)).toBe(true);
    removeWaitQueue(queue, stays);
    removeWaitQueue(queue, stays);
    prepareToWait(queue, leaves);
    wakeUp(queue);
    expect(waitQueueActive(queue)).toBe(false);
  });
});

describe('using', () => {
  it('finishes on every way out', async () => {
    const queue = new WaitQueue();
    const wait = async (how: string): Promise<string> => {
      using entry = new WaitEntry();
      prepareToWait(queue, entry);
      expect(waitQueueActive(queue)).toBe(true);
      if (how === 'throw') throw new Error(how);
      return how;
    };
    expect(await wait('return')).toBe('return');
    expect(waitQueueActive(queue)).toBe(false);
    await expect(wait('throw')).rejects.toThrow('throw');
    expect(waitQueueActive(queue)).toBe(false);
    using unused = new WaitEntry();
    expect(unused.sleeping).toBe(false);
  });
});

describe('scheduleTimeout', () => {
  it('sleeps for the time, or until it is woken', async () => {
    const queue = new WaitQueue();
    const entry = new WaitEntry();
    prepareToWait(queue, entry);
    expect(await scheduleTimeout(entry, 1)).toBe(0);
    prepareToWait(queue, entry);
    const began = performance.now();
    const left = scheduleTimeout(entry, 60_000);
    wakeUp(queue);
    expectLeft(await left, 60_000, began);
    finishWait(queue, entry);
  });

  it.each([
    scheduleTimeoutInterruptible,
    scheduleTimeoutUninterruptible,
    scheduleTimeoutKillable,
    scheduleTimeoutIdle,
  ])('$name sets the state itself', async (sleep) => {
    const entry = new WaitEntry();
    const start = performance.now();
    expect(await sleep(entry, 20)).toBe(0);
    expect(performance.now() - start).toBeGreaterThan(15);
    expect(entry.sleeping).toBe(false);
  });

  it('does not sleep for no time, and refuses what is no time', async () => {
    const entry = new WaitEntry();
    for (const ms of [0, -1]) expect(await scheduleTimeoutIdle(entry, ms)).toBe(0);
    await expect(scheduleTimeoutIdle(entry, NaN)).rejects.toThrow(RangeError);
    await expect(scheduleTimeoutIdle(entry, 1n as never)).rejects.toThrow(TypeError);
  });
});

describe('waitWoken', () => {
  it('does not sleep when a wake-up came since the last call, whatever the state was', async () => {
    const queue = new WaitQueue();
    const entry = new WaitEntry({ wake: wokenWakeFunction });
    addWaitQueue(queue, entry);
    wakeUp(queue); // running: nothing to wake, but noted
    expect(await waitWoken(entry, TASK_INTERRUPTIBLE, 60_000)).toBe(60_000);
    const began = performance.now();
    const again = watch(waitWoken(entry, TASK_INTERRUPTIBLE, 60_000));
    await settle();
    expect(again.outcome).toBe('pending');
    wakeUpAll(queue);
    await settle();
    expectLeft((again.outcome as { value: number }).value, 60_000, began);
    expect(waitQueueActive(queue)).toBe(true); // queued throughout
    removeWaitQueue(queue, entry);
    expect(entry.state).toBe(TASK_RUNNING);
  });
});
