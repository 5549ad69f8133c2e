import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { QueueSnapshot } from 'waitq/inspect';

const PROGRAM = `
import { WaitQueue, waitEvent, WaitEntry, prepareToWait, waitEventInterruptibleLocked } from 'waitq';
const hook = () => globalThis[Symbol.for('waitq.inspect')];
const before = hook() === undefined;
const queue = new WaitQueue();
void waitEvent(queue, () => false);
prepareToWait(queue, new WaitEntry());
await queue.lock.acquire(); void waitEventInterruptibleLocked(queue, () => false);
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
      [waiters[2], 8],
    ] as const) {
      expect(Math.abs(waiter!.since! - Date.now())).toBeLessThan(60_000);
      expect(waiter!.site).toMatch(new RegExp(`eval1\\]:${line}:\\d+$`));
    }
  }
});
