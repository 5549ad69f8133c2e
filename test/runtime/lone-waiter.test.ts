import { describe, expect, it } from 'vitest';
import {
  kill,
  spawn,
  waitEvent,
  waitEventInterruptible,
  waitQueueActive,
  wakeUp,
  wakeUpAll,
  wakeUpInterruptible,
  WaitQueue,
  wqHasSingleSleeper,
} from 'waitq';
import { registry } from '../../runtime/src/inspect/registry.js';

/** False the first time it is tested; then it does something, and says what comes of that. */
function secondTest(act: () => boolean): () => boolean {
  let tests = 0;
  return () => ++tests > 1 && act();
}

function look(): void {
  for (const queue of registry().queues()) queue.view();
}

describe('whoever sleeps alone on a queue', () => {
  it('is a sleeper like all others', async () => {
    const queue = new WaitQueue('alone');
    let isOver = false;
    const wait = waitEvent(queue, () => isOver);
    expect([waitQueueActive(queue), wqHasSingleSleeper(queue)]).toEqual([true, true]);
    const shown = () =>
      registry()
        .queues()
        .find((one) => one === queue)!
        .view().waiters;
    expect(shown()).toMatchObject([{ queue }]);
    expect(shown()[0]).toBe(shown()[0]);
    wakeUp(queue);
    expect(waitQueueActive(queue)).toBe(false); // up, and about to test
    isOver = true;
    await wait;
  });

  it('sleeps on when the condition is still false, and is woken again', async () => {
    const queue = new WaitQueue();
    let tests = 0;
    const wait = waitEvent(queue, () => ++tests > 4);
    for (let i = 0; i < 2; i++) {
      wakeUp(queue);
      await Promise.resolve();
      await Promise.resolve();
    }
    await wait;
    expect(tests).toBe(5);
  });

  it('is not woken in a state that the wake-up is not for', async () => {
    const queue = new WaitQueue();
    let isOver = false;
    const wait = waitEvent(queue, () => isOver);
    isOver = true;
    wakeUpInterruptible(queue);
    expect(waitQueueActive(queue)).toBe(true);
    wakeUp(queue);
    await wait;
  });

  it('is woken with those who join it, in the order of the queue', async () => {
    const queue = new WaitQueue();
    const order: number[] = [];
    let isOver = false;
    const waits = [1, 2, 3].map((n) => waitEvent(queue, () => isOver && order.push(n)));
    expect(wqHasSingleSleeper(queue)).toBe(false);
    isOver = true;
    wakeUp(queue);
    await Promise.all(waits);
    expect(order).toEqual([3, 2, 1]);
  });

  it.each([
    ['wakes the queue', wakeUpAll],
    ['looks who sleeps', look],
    ['waits itself', (queue: WaitQueue) => void waitEvent(queue, () => true)],
    [
      'lets another wait',
      (queue: WaitQueue) =>
        void waitEvent(
          queue,
          secondTest(() => true),
        ),
    ],
  ])('goes on as always when its test %s', async (_, act) => {
    for (const answer of [true, false]) {
      const queue = new WaitQueue();
      let isOver = false;
      const wait = waitEvent(
        queue,
        secondTest(() => {
          if (!isOver) act(queue);
          return isOver || answer;
        }),
      );
      isOver = true;
      wakeUp(queue);
      await wait;
      expect(waitQueueActive(queue)).toBe(false);
    }
  });

  it('leaves when a test throws: the first, the second, the one of its waker', async () => {
    for (const nth of [1, 2, 3]) {
      const queue = new WaitQueue();
      let tests = 0;
      const wait = waitEvent(queue, () => {
        if (++tests === nth) throw new Error(`test ${nth}`);
        return false;
      });
      wakeUp(queue);
      await expect(wait).rejects.toThrow(`test ${nth}`);
      expect(waitQueueActive(queue)).toBe(false);
    }
  });

  it.each([
    ['looked who sleeps', look],
    ['woke the queue', wakeUpAll],
  ])('leaves when a test throws after it %s', async (_, act) => {
    const queue = new WaitQueue();
    const condition = secondTest(() => {
      act(queue);
      throw new Error('second');
    });
    await expect(waitEvent(queue, condition)).rejects.toThrow('second');
    expect(waitQueueActive(queue)).toBe(false);
  });

  it('is found by the signals of its task, there and where else that waits', async () => {
    const [here, there] = [new WaitQueue('here'), new WaitQueue('there')];
    const task = spawn('two', (task) =>
      Promise.allSettled([here, there].map((queue) => waitEventInterruptible(queue, () => false, { task }))),
    );
    kill(task, 'SIGTERM');
    expect((await task.done).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([here, there].some(waitQueueActive)).toBe(false);
  });
});
