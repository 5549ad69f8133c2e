import { describe, expect, it } from 'vitest';
import {
  SharedTask,
  SharedWaitQueue,
  WaitEntry,
  finishWait,
  interruptibleSleepOn,
  interruptibleSleepOnTimeout,
  kill,
  prepareToWait,
  prepareToWaitEvent,
  prepareToWaitExclusive,
  schedule,
  scheduleSync,
  scheduleTimeout,
  scheduleTimeoutSync,
  sharedWaiters,
  sleepOn,
  sleepOnSync,
  sleepOnTimeout,
  sleepOnTimeoutSync,
  wakeUp,
  wakeUpInterruptibleAll,
  wakeUpInterruptibleNr,
} from 'waitq/threads';
import { exit, inLine, inNode, inWorker, sharedCells } from './pool.js';

const INTERRUPTIBLE = 1;

describe('by hand', () => {
  it('a wake-up between registering and sleeping is not lost', async () => {
    const queue = SharedWaitQueue.create();
    const entry = new WaitEntry();
    prepareToWait(queue, entry);
    wakeUp(queue);
    if (inNode) scheduleSync(entry);
    await schedule(entry);
    finishWait(queue, entry);
    expect(sharedWaiters(queue)).toEqual([]);
  });

  it('an exclusive entry that finishes without sleeping again hands its wake-up on', () => {
    const queue = SharedWaitQueue.create();
    const [first, second] = [new WaitEntry(), new WaitEntry()];
    prepareToWaitExclusive(queue, first);
    prepareToWaitExclusive(queue, second);
    expect(wakeUp(queue)).toBe(1);
    expect(sharedWaiters(queue).map(({ woken }) => woken)).toEqual([true, false]);
    finishWait(queue, first);
    expect(sharedWaiters(queue)).toMatchObject([{ woken: true }]);
    second[Symbol.dispose]();
    finishWait(queue, second);
    expect(sharedWaiters(queue)).toEqual([]);
  });

  it('sleeps for a time', async () => {
    const queue = SharedWaitQueue.create();
    const entry = new WaitEntry();
    prepareToWait(queue, entry);
    if (inNode) expect(scheduleTimeoutSync(entry, 1.5)).toBe(0);
    if (inNode) expect(scheduleTimeoutSync(entry, 0)).toBe(0);
    expect(await scheduleTimeout(entry, 2)).toBe(0);
    prepareToWait(queue, entry, INTERRUPTIBLE);
    const sleeping = scheduleTimeout(entry, 10_000);
    expect(wakeUpInterruptibleNr(queue, 1)).toBe(0);
    expect(await sleeping).toBeGreaterThan(1000);
    finishWait(queue, entry);
  });

  it('a pending signal takes the entry off the queue and ends its sleep', async () => {
    const queue = SharedWaitQueue.create();
    const task = SharedTask.create('t', [queue]);
    const entry = new WaitEntry({ task });
    expect(prepareToWaitEvent(queue, entry, INTERRUPTIBLE)).toBeUndefined();
    const sleeping = schedule(entry);
    kill(task, 'SIGHUP');
    await sleeping;
    expect(prepareToWaitEvent(queue, entry, INTERRUPTIBLE)).toMatchObject({ code: 'ERESTARTSYS' });
    expect(sharedWaiters(queue)).toEqual([]);
  });

  it('says what is wrong', async () => {
    const [queue, other] = [SharedWaitQueue.create({ name: 'q' }), SharedWaitQueue.create({ name: 'other' })];
    const entry = new WaitEntry();
    await expect(schedule(entry)).rejects.toThrow(/call prepareToWait/);
    expect(() => scheduleSync(entry)).toThrow(/call prepareToWait/);
    prepareToWait(queue, entry);
    expect(() => prepareToWait(other, entry)).toThrow("waits on queue 'q' already");
    expect(() => finishWait(other, entry)).toThrow("waits on queue 'q', not on 'other'");
    expect(sharedWaiters(queue)).toEqual([]);
  });
});

describe('sleepOn', () => {
  it('sleeps until the next wake-up', async () => {
    const queue = SharedWaitQueue.create();
    const task = SharedTask.create('t', [queue]);
    const sleepers = [sleepOn(queue), interruptibleSleepOn(queue)];
    const signalled = interruptibleSleepOn(queue, { task });
    kill(task, 'SIGTERM');
    await signalled;
    wakeUp(queue);
    await Promise.all(sleepers);
    expect(await sleepOnTimeout(queue, 1)).toBe(0);
    expect(await interruptibleSleepOnTimeout(queue, 1)).toBe(0);
    if (inNode) expect(sleepOnTimeoutSync(queue, 1)).toBe(0);
    expect(wakeUpInterruptibleAll(queue)).toBe(0);
  });

  it('blocks a thread until the next wake-up', async () => {
    const queue = SharedWaitQueue.create();
    void sleepOnSync;
    const worker = inWorker('api.sleepOnSync(queues.queue);', sharedCells(), { queue: queue.handle });
    await inLine(queue, 1);
    wakeUp(queue);
    expect(await exit(worker)).toBe(0);
  });
});
