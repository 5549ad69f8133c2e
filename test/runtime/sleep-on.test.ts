import { expect, it } from 'vitest';
import {
  WaitQueue,
  interruptibleSleepOn,
  interruptibleSleepOnTimeout,
  sleepOn,
  sleepOnTimeout,
  waitQueueActive,
  wakeUp,
  wakeUpInterruptible,
} from 'waitq';
import { expectLeft, settle, watch } from './turns.js';

it('sleepOn sleeps until the next wake-up and tests nothing', async () => {
  const queue = new WaitQueue();
  wakeUp(queue); // lost: nobody is asleep yet
  const sleep = watch(sleepOn(queue));
  await settle();
  expect(sleep.outcome).toBe('pending');
  wakeUp(queue);
  await settle();
  expect(sleep.outcome).toEqual({ value: undefined });
  expect(waitQueueActive(queue)).toBe(false);
});

it('interruptibleSleepOn is woken by wakeUpInterruptible, sleepOn is not', async () => {
  const queue = new WaitQueue();
  const deep = watch(sleepOn(queue));
  const light = watch(interruptibleSleepOn(queue));
  wakeUpInterruptible(queue);
  await settle();
  expect([deep.outcome, light.outcome]).toEqual(['pending', { value: undefined }]);
  wakeUp(queue);
});

it.each([sleepOnTimeout, interruptibleSleepOnTimeout])('$name resolves to the time left', async (sleep) => {
  const queue = new WaitQueue();
  expect(await sleep(queue, 1)).toBe(0);
  expect(waitQueueActive(queue)).toBe(false);
  const began = performance.now();
  const left = sleep(queue, 60_000);
  wakeUp(queue);
  expectLeft(await left, 60_000, began);
});
