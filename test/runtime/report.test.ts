import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const PROGRAM = `
import { WaitQueue, spawn, waitEvent, waitEventExclusive, wakeUp } from 'waitq';
const queue = new WaitQueue('mail');
let mail = 0;
spawn('reader', (task) => waitEvent(queue, () =>
  mail > 0, { task }));
void waitEventExclusive(queue, () => mail > 1);
if (process.env.DELIVER) setTimeout(() => { mail = 2; wakeUp(queue); }, 5);
`;

function run(env: Record<string, string>, head = '', program = PROGRAM) {
  const args = ['--input-type=module', '--eval', head + program];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  return stderr;
}

it.each([
  ['WAITQ_REPORT=1', { WAITQ_REPORT: '1' }, ''],
  ['the import', {}, "import 'waitq/report';"],
])('with %s the sleepers are told when nothing is left to run', (_how, env, head) => {
  const text = run(env, head);
  expect(text).toMatch(/^waitq: 2 waiters are still asleep/);
  expect(text).toMatch(
    / {2}task 'reader' on queue 'mail' \(uninterruptible\) for \d+ ms\n {4}at .*:5:\d+\n {4}until \(\) => mail > 0\n/,
  );
  expect(text).toMatch(
    / {2}a task without a name on queue 'mail' \(uninterruptible, exclusive\) for .*\n {4}at .*:7:\d+/,
  );
});

it('goes by a clock that is not set back', () => {
  const text = run({ WAITQ_REPORT: '1' }, 'const { now } = Date; Date.now = () => now() - 5000;');
  expect(text).toMatch(/task 'reader' on queue 'mail' \(uninterruptible\) for \d+ ms/);
});

it('says nothing when all have been woken, or when not asked', () => {
  expect(run({ WAITQ_REPORT: '1', DELIVER: '1' })).toBe('');
  expect(run({})).toBe('');
});

/** Two threads on one queue; the worker does what is given. */
const sharing = (worker: string, main: string) => `
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SharedWaitQueue, waitEvent, wakeUp } from 'waitq/threads';
const queue = SharedWaitQueue.create({ name: 'mail' });
let mail = 0;
const worker = new Worker(\`
  import { parentPort, workerData } from 'node:worker_threads';
  import { SharedWaitQueue, waitEvent } from 'waitq/threads';
  const queue = SharedWaitQueue.attach(workerData);
  ${worker}
\`, { eval: true, workerData: queue.handle });
${main}
`;

it('a worker that ends tells nothing of those who sleep in other threads, on a queue that they share', () => {
  const main =
    "const letter = waitEvent(queue, () => mail > 0); await once(worker, 'exit'); mail = 1; wakeUp(queue); await letter;";
  expect(run({ WAITQ_REPORT: '1' }, '', sharing('queue.name;', main))).toBe('');
});

it('the main thread tells of a sleeper whose thread was ended, and names the thread', () => {
  const worker = "void waitEvent(queue, () => false); parentPort.postMessage('');";
  const main = "await once(worker, 'message'); await worker.terminate();";
  const text = run({ WAITQ_REPORT: '1' }, '', sharing(worker, main));
  expect(text).toMatch(/^waitq: 1 waiter is still asleep/);
  expect(text).toMatch(/ {2}a task without a name in thread 1 on queue 'mail' \(uninterruptible\) for /);
});
