import { describe, expect, test } from 'vitest';
import type { Task } from 'waitq';
import {
  finishWait,
  kill,
  prepareToWait,
  spawn,
  TASK_INTERRUPTIBLE,
  TASK_UNINTERRUPTIBLE,
  WaitEntry,
  waitEvent,
  wakeUp,
  wakeUpProcess,
  WaitQueue,
} from 'waitq';
import { isOver, OtherWaits } from '../../runtime/src/other-waits.js';
import { createWaiter } from '../../runtime/src/waiter.js';

const queue = new WaitQueue('several');

function waiter() {
  return createWaiter(queue as never, () => false, TASK_INTERRUPTIBLE, undefined);
}

describe('a task that sleeps in several waits', () => {
  test('is interrupted in each by a signal', async () => {
    const waits = (task: Task) =>
      Promise.allSettled(
        [1, 2, 3].map(() => waitEvent(queue, () => false, { task, state: TASK_INTERRUPTIBLE })),
      );
    const task = spawn('several', waits);
    kill(task, 'SIGINT');
    expect(
      (await task.done).map((end) => end.status === 'rejected' && (end.reason as { code: string }).code),
    ).toEqual(Array(3).fill('ERESTARTSYS'));
  });

  test('looks again in each that is not over when it is woken itself', async () => {
    const ready = [false, false, false];
    const task = spawn('several', (task) =>
      Promise.all(ready.map((_, i) => waitEvent(queue, () => ready[i], { task }))),
    );
    ready[1] = true;
    wakeUp(queue);
    await null;
    ready.fill(true);
    expect(wakeUpProcess(task)).toBe(true);
    await task.done;
    expect(wakeUpProcess(task)).toBe(false);
  });
});

describe('a task that sleeps alone on a queue looks again when it is woken itself', () => {
  const [a, b] = [new WaitQueue('a'), new WaitQueue('b')];
  /** Waits of a task on both queues, and which of them look again when it is woken. */
  async function woken(meanwhile: (task: Task, tested: string[]) => unknown): Promise<string[]> {
    const tested: string[] = [];
    let over = false;
    const task = spawn('alone', async (task) => {
      const wait = (queue: WaitQueue): Promise<void> =>
        waitEvent(queue, () => tested.push(queue.name) > 0 && over, { task });
      const first = wait(a);
      await meanwhile(task, tested);
      const second = wait(b);
      await null;
      await null;
      tested.length = 0;
      expect(wakeUpProcess(task)).toBe(true);
      await null;
      await null;
      await null;
      const found = [...tested].sort();
      over = true;
      wakeUp(a);
      wakeUp(b);
      await Promise.all([first, second]);
      return found;
    });
    return task.done;
  }

  test('also when it waits on another queue besides', async () => {
    expect(await woken(() => undefined)).toEqual(['a', 'b']);
  });

  test('also when others have joined it there since', async () => {
    let over = false;
    const others: Promise<void>[] = [];
    const join = (): void => {
      others.push(
        waitEvent(a, () => over),
        waitEvent(a, () => over),
      );
    };
    expect(await woken(join)).toEqual(['a', 'b']);
    over = true;
    wakeUp(a);
    await Promise.all(others);
  });

  test('also when an entry has joined it there since', async () => {
    const entry = new WaitEntry();
    expect(await woken(() => prepareToWait(a, entry, TASK_UNINTERRUPTIBLE))).toEqual(['a', 'b']);
    finishWait(a, entry);
  });

  test('also when it went to sleep there anew after it had gone to another', async () => {
    const busy = new WaitQueue('busy');
    let once = true;
    void waitEvent(busy, () => !once); // goes first, so that the other is not woken at once
    const found = await woken(() => {
      wakeUp(busy);
      wakeUp(a);
    });
    expect(found).toEqual(['a', 'b']);
    once = false;
    wakeUp(busy);
  });
});

test('waits that are over are given up, those that are not are kept in order', () => {
  const others = new OtherWaits();
  const kept = [waiter(), waiter()];
  for (const wait of kept) others.add(wait);
  const over = Array.from({ length: 1000 }, () => {
    const wait = waiter();
    others.add(wait);
    wait.flags = 0;
    return wait;
  });
  expect(over.every(isOver)).toBe(true);
  expect(others.all()).toEqual(kept);
  expect(others.room).toBeLessThan(20);
});
