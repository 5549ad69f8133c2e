import { describe, expect, it } from 'vitest';
import {
  InterruptedError,
  SpawnedTask,
  TASK_INTERRUPTIBLE,
  TASK_IDLE,
  TASK_KILLABLE,
  TASK_RUNNING,
  TASK_UNINTERRUPTIBLE,
  Task,
  WaitEntry,
  WaitQueue,
  allowSignal,
  currentTask,
  finishWait,
  flushSignals,
  kill,
  prepareToWait,
  prepareToWaitEvent,
  schedule,
  scheduleTimeoutInterruptible,
  setTaskState,
  signalPending,
  spawn,
  stateName,
  waitEvent,
  waitEventIdle,
  waitEventInterruptible,
  waitEventKillable,
  waitQueueActive,
  wakeUp,
  wakeUpProcess,
  wakeUpState,
} from 'waitq';
import { expectLeft, settle, watch } from './turns.js';

const hasAsyncContext = typeof process === 'object';

describe('signals', () => {
  it.each([
    ['SIGTERM', waitEventInterruptible, true],
    ['SIGTERM', waitEventKillable, false],
    ['SIGTERM', waitEvent, false],
    ['SIGKILL', waitEventInterruptible, true],
    ['SIGKILL', waitEventKillable, true],
    ['SIGKILL', waitEvent, false],
    ['SIGKILL', waitEventIdle, false],
  ] as const)('%s to a sleeper in %o: interrupted %s', async (signal, wait, interrupted) => {
    const queue = new WaitQueue('q');
    const task = new Task('worker');
    let ready = false;
    const slept = watch(wait(queue, () => ready, { task }));
    expect(kill(task, signal)).toBe(true);
    expect(signalPending(task)).toBe(true);
    await settle();
    if (interrupted) {
      expect(slept.outcome).toMatchObject({
        error: {
          code: 'ERESTARTSYS',
          cause: signal,
          message: expect.stringContaining("task 'worker'") as string,
        },
      });
      expect(waitQueueActive(queue)).toBe(false);
    } else {
      expect(slept.outcome).toBe('pending');
      ready = true;
      wakeUp(queue);
      await settle();
      expect(slept.outcome).toEqual({ value: undefined });
    }
  });

  it('that are pending end the next interruptible sleep, until they are flushed', async () => {
    const queue = new WaitQueue();
    const task = new Task('worker');
    kill(task, 'SIGINT');
    await expect(waitEventInterruptible(queue, () => false, { task })).rejects.toThrow(InterruptedError);
    await waitEventInterruptible(queue, () => true, { task }); // a true condition wins
    flushSignals(task);
    expect(signalPending(task)).toBe(false);
    const slept = watch(waitEventInterruptible(queue, () => false, { task }));
    await settle();
    expect(slept.outcome).toBe('pending');
  });

  it('are ignored by a task that allows others', () => {
    const task = new Task('daemon');
    allowSignal(task, 'SIGKILL');
    expect(kill(task, 'SIGTERM')).toBe(false);
    expect(signalPending(task)).toBe(false);
    expect(kill(task, 'SIGKILL')).toBe(true);
  });

  it('make prepareToWaitEvent leave the queue and the state alone', () => {
    const queue = new WaitQueue();
    const task = new Task('worker');
    const entry = new WaitEntry({ task });
    expect(prepareToWaitEvent(queue, entry, TASK_INTERRUPTIBLE)).toBeUndefined();
    expect(waitQueueActive(queue)).toBe(true);
    kill(task, 'SIGINT');
    expect(task.state).toBe(TASK_RUNNING);
    expect(prepareToWaitEvent(queue, entry, TASK_INTERRUPTIBLE)).toBeInstanceOf(InterruptedError);
    expect([waitQueueActive(queue), task.state]).toEqual([false, TASK_RUNNING]);
    expect(prepareToWaitEvent(queue, entry, TASK_UNINTERRUPTIBLE)).toBeUndefined();
    finishWait(queue, entry);
  });

  it('end an interruptible schedule, before it begins too', async () => {
    const task = new Task('worker');
    const began = performance.now();
    const left = scheduleTimeoutInterruptible(task, 60_000);
    kill(task, 'SIGINT');
    expectLeft(await left, 60_000, began);
    expectLeft(await scheduleTimeoutInterruptible(task, 60_000), 60_000, began);
  });
});

describe('wakeUpProcess', () => {
  it('wakes a task that set its state before it tested', async () => {
    const task = new Task('worker');
    let ready = false;
    const slept = watch(
      (async () => {
        for (;;) {
          setTaskState(task, TASK_INTERRUPTIBLE);
          if (ready) break;
          await schedule(task);
        }
        setTaskState(task, TASK_RUNNING);
      })(),
    );
    await settle();
    expect(slept.outcome).toBe('pending');
    ready = true;
    expect(wakeUpProcess(task)).toBe(true);
    expect(wakeUpProcess(task)).toBe(false);
    await settle();
    expect(slept.outcome).toEqual({ value: undefined });
  });

  it('is not lost between setting the state and sleeping', async () => {
    const task = new Task('worker');
    setTaskState(task, TASK_UNINTERRUPTIBLE);
    wakeUpProcess(task);
    await schedule(task);
  });

  it('wakes a waitEvent of the task, which tests again and sleeps on', async () => {
    const queue = new WaitQueue();
    const task = new Task('worker');
    let tests = 0;
    void waitEvent(queue, () => void tests++, { task });
    expect(tests).toBe(2);
    expect(wakeUpProcess(task)).toBe(true);
    await settle();
    expect(tests).toBe(3);
    expect(waitQueueActive(queue)).toBe(true);
  });

  it('is woken once by whichever of two queues it is registered on', async () => {
    const task = new Task('poller');
    const [one, other] = [new WaitQueue(), new WaitQueue()];
    const entries = [new WaitEntry({ task }), new WaitEntry({ task })] as const;
    prepareToWait(one, entries[0]);
    prepareToWait(other, entries[1]);
    const slept = watch(schedule(task));
    wakeUp(other);
    await settle();
    expect(slept.outcome).toEqual({ value: undefined });
    finishWait(one, entries[0]);
    finishWait(other, entries[1]);
  });

  it('wakeUpState wakes only a task in one of the states', () => {
    const task = new Task('worker');
    setTaskState(task, TASK_KILLABLE);
    expect(wakeUpState(task, TASK_INTERRUPTIBLE)).toBe(false);
    expect(wakeUpState(task, TASK_KILLABLE)).toBe(true);
  });
});

describe('spawn', () => {
  it('runs the function at once and hands it its task', async () => {
    const task = spawn('adder', async (self) => self.name.length);
    expect(task).toBeInstanceOf(SpawnedTask);
    expect(task).toBeInstanceOf(Task);
    expect(await task.done).toBe(5);
    expect(await spawn('sync', () => 7).done).toBe(7);
    await expect(spawn('thrower', (self) => Promise.reject(new Error(self.name))).done).rejects.toThrow(
      'thrower',
    );
  });

  it.runIf(hasAsyncContext)('lets a function without a parameter find its task', async () => {
    const queue = new WaitQueue('q');
    expect(currentTask()).toBeUndefined();
    const task = spawn('finder', async () => {
      expect(currentTask()?.name).toBe('finder');
      await settle();
      expect(currentTask()?.name).toBe('finder');
      await waitEventInterruptible(queue, () => false);
    });
    await settle();
    await settle();
    kill(task, 'SIGTERM');
    await expect(task.done).rejects.toThrow(/task 'finder' got SIGTERM/);
    expect(currentTask()).toBeUndefined();
  });
});

it('stateName puts a state in words', () => {
  const states = [TASK_RUNNING, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, TASK_KILLABLE, TASK_IDLE];
  expect(states.map(stateName)).toEqual(['running', 'interruptible', 'uninterruptible', 'killable', 'idle']);
});
