import { expect, it } from 'vitest';
import {
  SharedTask,
  SharedWaitQueue,
  allowSignal,
  flushSignals,
  kill,
  sharedCounters,
  sharedWaiters,
  signalPending,
  waitEvent,
  waitEventInterruptible,
  waitEventInterruptibleSync,
  waitEventKillable,
  wakeUp,
} from 'waitq/threads';
import { inLine, inNode, inWorker, message, sharedCells } from './pool.js';

function parts() {
  const queue = SharedWaitQueue.create({ name: 'q' });
  return { queue, task: SharedTask.create('reader', [SharedWaitQueue.create(), queue]) };
}

it('a signal ends the sleep of a task in a blocked thread', async () => {
  const { queue, task } = parts();
  const body = `
    try {
      api.waitEventInterruptibleSync(queues.queue, () => false, { task: queues.task });
    } catch (error) {
      tell([error.code, error.cause, error.message]);
    }`;
  const worker = inWorker(body, sharedCells(), { queue: queue.handle, task: task.handle });
  await inLine(queue, 1);
  const told = message(worker);
  expect(kill(task, 'SIGTERM')).toBe(true);
  const why = "The wait on queue 'q' was interrupted: task 'reader' got SIGTERM";
  expect(await told).toEqual(['ERESTARTSYS', 'SIGTERM', why]);
  expect(sharedWaiters(queue)).toEqual([]);
  expect(sharedCounters(queue).interrupted).toBe(1);
});

it('a task in this thread is signalled by another thread', async () => {
  const { queue, task } = parts();
  const waiting = waitEventInterruptible(queue, () => false, { task });
  inWorker(`api.kill(queues.task, 'SIGUSR1');`, sharedCells(), { task: task.handle });
  await expect(waiting).rejects.toMatchObject({ cause: 'SIGUSR1' });
});

it('a killable sleep ends by SIGKILL only, an uninterruptible one by none', async () => {
  const { queue, task } = parts();
  let open = false;
  const killable = waitEventKillable(queue, () => open, { task });
  const deaf = waitEvent(queue, () => open, { task });
  kill(task, 'SIGTERM');
  expect(sharedWaiters(queue).map((waiter) => waiter.inLine)).toEqual([true, true]);
  kill(task, 'SIGKILL');
  await expect(killable).rejects.toMatchObject({ cause: 'SIGKILL' });
  expect(sharedWaiters(queue)).toMatchObject([{ state: 'uninterruptible', inLine: true }]);
  open = true;
  wakeUp(queue);
  await deaf;
});

it('a pending signal ends the next sleep, a true condition beats it, flushing forgets it', async () => {
  const { queue, task } = parts();
  kill(task, 'SIGINT');
  expect(signalPending(SharedTask.attach(structuredClone(task.handle)))).toBe(true);
  await waitEventInterruptible(queue, () => true, { task });
  await expect(waitEventInterruptible(queue, () => false, { task })).rejects.toThrow(/got SIGINT/);
  if (inNode) expect(() => waitEventInterruptibleSync(queue, () => false, { task })).toThrow(/got SIGINT/);
  flushSignals(task);
  expect(signalPending(task)).toBe(false);
});

it('a task that says which signals it takes ignores the others', () => {
  const { task } = parts();
  allowSignal(task, 'SIGTERM');
  expect([kill(task, 'SIGHUP'), kill(task, 'SIGTERM')]).toEqual([false, true]);
  expect(() => kill(task, 'SIGNONSENSE' as never)).toThrow(/Unknown signal SIGNONSENSE/);
});

it('a signalled waiter keeps its place when it goes on, and the wake-up meant for it is not lost', async () => {
  const { queue, task } = parts();
  let tokens = 0;
  const take = (): boolean => tokens > 0 && tokens-- > 0;
  const first = waitEvent(queue, take, { exclusive: true, state: 1, task });
  const second = waitEvent(queue, take, { exclusive: true });
  tokens = 1;
  kill(task, 'SIGTERM'); // roused, so the wake-up passes it over
  expect(wakeUp(queue)).toBe(1);
  const ends = await Promise.allSettled([first, Promise.race([second, inLine(queue, 1)])]);
  expect(tokens).toBe(0);
  const left = ends[0].status === 'rejected' ? 'second' : 'first';
  tokens = left === 'first' ? 1 : 0;
  wakeUp(queue);
  await second;
});
