import { execFileSync } from 'node:child_process';
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

const PROGRAM = `
import { WaitQueue, waitEvent, WaitEntry, prepareToWait } from 'waitq';
const hook = () => globalThis[Symbol.for('waitq.inspect')];
const before = hook() === undefined;
const queue = new WaitQueue();
void waitEvent(queue, () => false);
prepareToWait(queue, new WaitEntry());
for (let i = 0; i < 1000; i++) new WaitQueue('gone');
await new Promise((resolve) => setTimeout(resolve, 1));
gc();
const { queues } = hook().snapshot();
console.log(JSON.stringify({ before, queues }));
`;

function run(env: Record<string, string>, ...flags: string[]) {
  const args = ['--expose-gc', ...flags, '--input-type=module', '--eval', PROGRAM];
  const options = { encoding: 'utf8', env: { ...process.env, ...env }, stdio: 'pipe' } as const;
  return JSON.parse(execFileSync(process.execPath, args, options)) as {
    before: boolean;
    queues: QueueSnapshot[];
  };
}

it('is installed by the first queue and holds no queue alive', () => {
  const { before, queues } = run({});
  expect(before).toBe(true);
  expect(queues).toHaveLength(1);
  expect(queues[0]?.name).toBe('queue 1');
});

it('knows when and where a wait began only if somebody watches', () => {
  const [unwatched] = run({}).queues[0]!.waiters;
  expect(unwatched).not.toHaveProperty('since');
  expect(unwatched).not.toHaveProperty('site');
  for (const [env, flag] of [
    [{ WAITQ_INSPECT: '1' }, '--no-warnings'],
    [{ WAITQ_REPORT: '1' }, '--no-warnings'],
    [{}, '--inspect=0'],
  ] as const) {
    const waiters = run(env, flag).queues[0]!.waiters;
    for (const [waiter, line] of [
      [waiters[0], 7],
      [waiters[1], 6],
    ] as const) {
      expect(Math.abs(waiter!.since! - Date.now())).toBeLessThan(60_000);
      expect(waiter!.site).toMatch(new RegExp(`eval1\\]:${line}:\\d+$`));
    }
  }
});
