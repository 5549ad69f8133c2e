import { describe, expect, test } from 'vitest';
import type { Task } from 'waitq';
import { kill, spawn, TASK_INTERRUPTIBLE, waitEvent, wakeUp, wakeUpProcess, WaitQueue } from 'waitq';
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
