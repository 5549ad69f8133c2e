import { expect, it } from 'vitest';
import { TASK_KILLABLE, WaitEntry, WaitQueue, prepareToWait, spawn, waitEvent, wakeUp } from 'waitq';
import { waitEventExclusive, waitEventKillable } from 'waitq';
import { inspectHook } from 'waitq/inspect';
import type { QueueSnapshot } from 'waitq/inspect';
import { settle } from './turns.js';

function snapshotOf(queue: WaitQueue): QueueSnapshot | undefined {
  const all = JSON.parse(JSON.stringify(inspectHook()?.snapshot())) as { queues: QueueSnapshot[] };
  return all.queues.find(({ name }) => name === queue.name);
}

it('shows who waits, in wake order', async () => {
  const queue = new WaitQueue('shown');
  const box = { full: false };
  void waitEventExclusive(queue, () => box.full);
  const task = spawn('reader', (self) => waitEventKillable(queue, () => box.full, { task: self }));
  const entry = new WaitEntry();
  prepareToWait(queue, entry, TASK_KILLABLE);
  const waiters = snapshotOf(queue)?.waiters;
  expect(waiters).toMatchObject([
    { task: '', state: 'killable', exclusive: false, sleeping: true },
    { task: 'reader', state: 'killable', exclusive: false, sleeping: true, condition: '() => box.full' },
    { task: '', state: 'uninterruptible', exclusive: true, sleeping: true, condition: '() => box.full' },
  ]);
  expect(waiters?.[0]).not.toHaveProperty('condition');
  expect(inspectHook()?.conditionOf(waiters![1]!.id)?.()).toBe(false);
  expect(inspectHook()?.conditionOf(waiters![0]!.id)).toBeUndefined();
  expect(inspectHook()?.conditionOf(-1)).toBeUndefined();
  box.full = true;
  wakeUp(queue);
  await task.done;
  expect(snapshotOf(queue)?.waiters).toEqual([]);
});

it('keeps ids and counts snapshots', async () => {
  const queue = new WaitQueue('kept');
  void waitEvent(queue, () => false);
  const [first, second] = [inspectHook()!.snapshot(), inspectHook()!.snapshot()];
  expect(second.sequence).toBe(first.sequence + 1);
  expect(first.version).toBe(1);
  expect(Math.abs(first.at - Date.now())).toBeLessThan(10_000);
  expect(second.queues.at(-1)?.waiters[0]?.id).toBe(first.queues.at(-1)?.waiters[0]?.id);
  wakeUp(queue);
  await settle();
  expect(snapshotOf(queue)?.waiters[0]?.id).toBe(first.queues.at(-1)?.waiters[0]?.id);
});
