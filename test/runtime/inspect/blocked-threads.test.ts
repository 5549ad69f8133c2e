import { expect, it } from 'vitest';
import type { Client } from 'waitq/inspect/client';
import { runningPrograms } from 'waitq/inspect/client';
import type { LockSnapshot, QueueSnapshot } from 'waitq/inspect';
import { connected, connectedTo, freshFolder, start, until } from './program.js';
import type { Running } from './program.js';
import { join } from 'node:path';

/** Makes a queue and a lock that no other thread ever gets, and blocks in the same turn. */
const BLOCKED = `
  import { SharedLock, SharedWaitQueue, waitEventSync } from 'waitq/threads';
  const lock = SharedLock.create({ name: 'own lock' });
  const queue = SharedWaitQueue.create({ name: 'own queue' });
  lock.acquireSync();
  waitEventSync(queue, () => globalThis.never === 1);
`;

/** `main` is what the main thread has of Waitq. */
const program = (main: string, worker = BLOCKED): string => `
  import { Worker } from 'node:worker_threads';
  ${main}
  setInterval(() => {}, 1000);
  globalThis.begin = () => new Worker(${JSON.stringify(worker)}, { eval: true });
`;

const MAIN_HAS_A_QUEUE = "import { WaitQueue } from 'waitq'; globalThis.kept = new WaitQueue('main');";

it('the main thread shows the queues that only a blocked worker knows', async () => {
  const client = await connected(start(`${program(MAIN_HAS_A_QUEUE)} begin();`));
  const { waiters } = await queueOf(
    client,
    'own queue',
    (queue) => queue.waiters[0]?.condition !== undefined,
  );
  expect(waiters).toMatchObject([
    {
      phase: 'asleep',
      threadId: 1,
      condition: '() => globalThis.never === 1',
      notEvaluable: 'its thread is asleep',
    },
  ]);
  expect(await locksOf(client)).toMatchObject([{ name: 'own lock', holder: 'thread 1', shared: true }]);
});

it('those made after somebody attached come as deltas, and go with their thread', async () => {
  const source = `${program(MAIN_HAS_A_QUEUE)}
    let worker;
    process.on('SIGHUP', () => (worker = begin()));
    process.on('SIGWINCH', () => (worker.terminate(), setInterval(gc, 100)));`;
  const running = start(source);
  const client = await connected(running);
  const seen: QueueSnapshot[] = [];
  const gone: number[] = [];
  client.onDelta((delta) => void (seen.push(...delta.queues), gone.push(...delta.gone)));
  await client.request('waitq/subscribe', { intervalMs: 20 });
  running.child.kill('SIGHUP');
  const { id } = await until(() =>
    seen.find(({ name, waiters: [one] }) => name === 'own queue' && one?.condition),
  );
  running.child.kill('SIGWINCH');
  await until(() => (gone.includes(id) ? true : undefined));
});

it('a worker is inspected as its main thread is, if that only imports the switch', async () => {
  const runtime = freshFolder();
  const running = start(
    `${program("import 'waitq/inspect/on';")} begin();`,
    { WAITQ_INSPECT: '', XDG_RUNTIME_DIR: runtime },
    join(runtime, 'waitq'),
  );
  const client = await connected(running);
  const { waiters } = await queueOf(
    client,
    'own queue',
    (queue) => queue.waiters[0]?.condition !== undefined,
  );
  expect(waiters).toMatchObject([{ phase: 'asleep', threadId: 1 }]);
});

it('where the main thread has nothing of Waitq, a thread of its own answers for those that block', async () => {
  const running = start(`${program('')} begin(); begin();`);
  const client = await keeperOf(running);
  expect(client.hello.program).toMatchObject({ name: 'shared queues', pid: running.child.pid });
  const blocked = await until(async () => {
    const { queues } = await client.request('waitq/snapshot');
    return queues.filter(({ waiters: [one] }) => one?.condition !== undefined).length === 2
      ? queues
      : undefined;
  });
  expect(blocked.map(({ name }) => name)).toEqual(['own queue', 'own queue']);
  expect(new Set(blocked.flatMap(({ waiters }) => waiters.map(({ threadId }) => threadId))).size).toBe(2);
  expect(await locksOf(client)).toMatchObject([{ name: 'own lock' }, { name: 'own lock' }]);
  const keepers = (await runningPrograms(running.folder)).filter(
    ({ program: { name } }) => name === 'shared queues',
  );
  expect(keepers).toHaveLength(1);
});

/** One worker makes a queue; from SIGWINCH on one that runs and one that blocks wait on it; SIGHUP ends the first. */
const SUCCESSION = `
import { Worker } from 'node:worker_threads';
const code = (run) => \`
  import { parentPort, workerData } from 'node:worker_threads';
  import { SharedWaitQueue, waitEvent, waitEventSync } from 'waitq/threads';
  \${run}
\`;
const begin = (run, workerData) => new Worker(code(run), { eval: true, workerData });
const first = begin("const queue = SharedWaitQueue.create({ name: 'left behind' }); parentPort.postMessage(queue.handle); setInterval(() => queue.name, 1000);");
const made = new Promise((resolve) => first.once('message', resolve));
process.on('SIGWINCH', async () => {
  const handle = await made;
  begin("void waitEvent(SharedWaitQueue.attach(workerData), () => false);", handle);
  begin("waitEventSync(SharedWaitQueue.attach(workerData), () => false);", handle);
});
process.on('SIGHUP', () => first.terminate());
`;

it(
  'when the thread ends that started the one that answers, another takes over',
  { timeout: 90_000 },
  async () => {
    const running = start(SUCCESSION);
    const keeper = await keeperOf(running);
    const { program } = keeper.hello;
    running.child.kill('SIGWINCH'); // not before: who is faster would be the first to answer
    await queueOf(keeper, 'left behind', ({ waiters }) => waiters.length === 2);
    running.child.kill('SIGHUP');
    await keeper.closed;
    const next = await keeperOf(running, program.threadId);
    const { waiters } = await queueOf(next, 'left behind', (queue) => queue.waiters.length === 2);
    expect(waiters.map(({ threadId }) => threadId)).not.toContain(program.threadId);
    expect(next.hello.program).toMatchObject({ pid: running.child.pid, name: 'shared queues' });
  },
);

it('a main thread that is inspected only later learns what blocked threads have told before', async () => {
  const later = `import('waitq').then(({ WaitQueue }) => (globalThis.kept = new WaitQueue('late')));`;
  const running = start(`${program('')} begin(); process.on('SIGHUP', () => { ${later} });`);
  await queueOf(await keeperOf(running), 'own queue', ({ waiters }) => waiters.length === 1);
  running.child.kill('SIGHUP');
  const main = await until(async () =>
    (await runningPrograms(running.folder)).find(({ program: { threadId } }) => threadId === 0),
  );
  const client = await connectedTo(main);
  const { waiters } = await queueOf(client, 'own queue', (queue) => queue.waiters.length === 1);
  expect(waiters).toMatchObject([{ phase: 'asleep' }]);
});

it('a program that is not inspected starts no thread and opens no channel', async () => {
  const worker = `
    import { BroadcastChannel } from 'node:worker_threads';
    import { writeSync } from 'node:fs';
    import { SharedWaitQueue } from 'waitq/threads';
    process.on('worker', () => writeSync(1, 'a thread '));
    globalThis.BroadcastChannel = class { constructor() { writeSync(1, 'a channel '); } };
    SharedWaitQueue.create();
    writeSync(1, 'done');
    process.exit();`;
  const running = start(`${program('', worker)} begin();`, { WAITQ_INSPECT: '0' });
  await until(() => (running.output.stdout.includes('done') ? true : undefined));
  expect(running.output.stdout).toBe('done');
});

function queueOf(
  client: Client,
  wanted: string,
  isReady: (queue: QueueSnapshot) => boolean,
): Promise<QueueSnapshot> {
  return until(async () => {
    const { queues } = await client.request('waitq/snapshot');
    return queues.find((queue) => queue.name === wanted && isReady(queue));
  });
}

async function locksOf(client: Client): Promise<readonly LockSnapshot[]> {
  return (await client.request('waitq/snapshot')).locks ?? [];
}

/** `other`: not the one in this thread. */
async function keeperOf({ folder }: Running, other?: number): Promise<Client> {
  const keeper = await until(async () =>
    (await runningPrograms(folder)).find(
      ({ program: { name, threadId } }) => name === 'shared queues' && threadId !== other,
    ),
  );
  return connectedTo(keeper);
}
