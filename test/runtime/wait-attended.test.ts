import { beforeAll, describe, expect, it } from 'vitest';
import { kill, spawn, waitEvent, waitEventInterruptible, wakeUp, WaitQueue, wqHasSleeper } from 'waitq';

describe('in a program that has tasks', () => {
  beforeAll(() => spawn('first', () => undefined).done);

  it.each([
    ['a plain wait', (queue: WaitQueue) => waitEvent(queue, () => false)],
    ['a wait with options', (queue: WaitQueue) => waitEvent(queue, () => false, { timeoutMs: 5 })],
    ['a named wait', (queue: WaitQueue) => waitEventInterruptible(queue, () => false)],
  ])('%s refuses what is no queue', async (_, wait) => {
    await expect(wait({ ...new WaitQueue('door') } as WaitQueue)).rejects.toThrow(/a WaitQueue, no copy/);
    await expect(wait(undefined as never)).rejects.toThrow(/got undefined/);
  });

  it('whoever waits outside of them is nobody, and is woken like them', async () => {
    const queue = new WaitQueue('door');
    let open = false;
    const outside = waitEvent(queue, () => open);
    const inside = spawn('inside', (task) => waitEvent(queue, () => open, { task }));
    open = true;
    wakeUp(queue);
    await Promise.all([outside, inside.done]);
    expect(wqHasSleeper(queue)).toBe(false);
  });

  it('a signal ends the waits of its task only, and none that it can not interrupt', async () => {
    const queue = new WaitQueue('door');
    let open = false;
    const outside = waitEventInterruptible(queue, () => open);
    const passed = spawn('passed', (task) => waitEventInterruptible(queue, () => open, { task }));
    const deaf = spawn('deaf', (task) => waitEvent(queue, () => open, { task }));
    kill(passed, 'SIGTERM');
    kill(deaf, 'SIGTERM');
    await expect(passed.done).rejects.toThrow("task 'passed' got SIGTERM");
    expect(wqHasSleeper(queue)).toBe(true);
    open = true;
    wakeUp(queue);
    await Promise.all([outside, deaf.done]);
  });
});
