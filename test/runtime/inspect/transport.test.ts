import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Delta } from 'waitq/inspect';
import { errorCodes } from 'waitq/inspect';
import { connect, runningPrograms } from 'waitq/inspect/client';
import { connected, freshFolder, listed, start, until } from './program.js';

const PROGRAM = `
import { WaitQueue, spawn, waitEvent, wakeUp } from 'waitq';
const queue = new WaitQueue('mail');
let mail = 0;
spawn('reader', (task) => waitEvent(queue, () => mail > 0, { task }));
void waitEvent(queue, () => mail > 0 && mail-- > 0);
const alive = setInterval(() => {}, 1000);
process.on('SIGINT', () => clearInterval(alive));
process.on('SIGUSR2', () => { mail = 1; });
process.on('SIGHUP', () => { mail = 2; wakeUp(queue); });
`;

it('tells who sleeps on what, since when and where', async () => {
  const running = start(PROGRAM);
  const client = await connected(running);
  expect(client.hello.program).toMatchObject({ pid: running.child.pid, threadId: 0, writable: false });
  const { queues, recordingSince } = await client.request('waitq/snapshot', { places: true });
  expect(queues).toMatchObject([{ name: 'mail', kind: 'full', counters: { waits: 2, wakeUps: 0 } }]);
  const reader = queues[0]!.waiters[1];
  expect(reader).toMatchObject({
    task: 'reader',
    phase: 'asleep',
    condition: '() => mail > 0',
    place: { line: 5, column: 44 },
  });
  expect(reader!.site).toMatch(/:5:27$/);
  expect(queues[0]!.location).toMatchObject({ line: 3 });
  expect(reader!.since).toBeGreaterThanOrEqual(recordingSince!);
  expect(Math.abs(Date.now() - reader!.since!)).toBeLessThan(60_000);
});

it('sends what changes, so that a client knows each state without asking', async () => {
  const running = start(PROGRAM);
  const client = await connected(running);
  const deltas: Delta[] = [];
  client.onDelta((delta) => deltas.push(delta));
  const { sequence } = await client.request('waitq/subscribe', { intervalMs: 20 });
  running.child.kill('SIGHUP');
  const last = await until(() => deltas.find(({ queues }) => queues[0]?.counters?.finished === 2));
  expect(last.queues[0]).toMatchObject({ waiters: [], counters: { wakeUps: 1, woken: 2, finished: 2 } });
  const events = deltas.flatMap((delta) => delta.events);
  expect(events.map(({ kind }) => kind)).toEqual([
    'wake',
    'woken',
    'woken',
    'resume',
    'test',
    'finish',
    'resume',
    'test',
    'finish',
  ]);
  expect(events[0]).toMatchObject({ kind: 'wake', found: 2 });
  expect(deltas.map(({ dropped }) => dropped)).toEqual(deltas.map(() => 0));
  expect([sequence, ...deltas.map((delta) => delta.sequence)].slice(0, -1)).toEqual(
    deltas.map(({ from }) => from),
  );
  running.child.kill('SIGINT');
  await client.closed; // the program ends although it was watched
  expect(await running.ended).toBe(0);
});

it('evaluates a condition only when asked, and never one that may change something', async () => {
  const running = start(PROGRAM);
  const client = await connected(running);
  const [taker, reader] = (await client.request('waitq/snapshot')).queues[0]!.waiters;
  expect(await client.request('waitq/evaluate', { waiter: reader!.id })).toEqual({
    waiter: reader!.id,
    value: false,
    sleeping: true,
  });
  running.child.kill('SIGUSR2');
  await until(async () =>
    (await client.request('waitq/evaluate', { waiter: reader!.id })).value ? true : undefined,
  );
  expect(await client.request('waitq/lints')).toEqual([]);
  expect(await client.request('waitq/lints', { evaluate: true })).toMatchObject([
    { kind: 'lost-wake-up', waiter: reader!.id },
  ]);
  const refused = client.request('waitq/evaluate', { waiter: taker!.id });
  await expect(refused).rejects.toMatchObject({ code: errorCodes['side-effects'] });
  const forced = client.request('waitq/evaluate', { waiter: taker!.id, force: true });
  await expect(forced).rejects.toMatchObject({ code: errorCodes['read-only'] });
  await expect(client.request('waitq/evaluate', { waiter: 999 })).rejects.toMatchObject({
    code: errorCodes['not-found'],
  });
});

it('a condition with a toString of its own neither harms the program nor deceives who asks', async () => {
  const running = start(`
    import { WaitQueue, waitEvent } from 'waitq';
    const queue = new WaitQueue('mail');
    let taken = 0;
    const throws = Object.assign(() => false, { toString() { throw new Error('mine'); } });
    const lies = Object.assign(() => taken++ > 5, { toString: () => '() => ready' });
    setInterval(() => {}, 1000);
    process.on('SIGHUP', () => [throws, lies].forEach((condition) => void waitEvent(queue, condition)));`);
  const client = await connected(running);
  await client.request('waitq/subscribe', { intervalMs: 20 });
  await client.request('waitq/record/start', { evaluate: true });
  running.child.kill('SIGHUP');
  const [lying, throwing] = await until(async () => {
    const { waiters } = (await client.request('waitq/snapshot')).queues[0]!;
    return waiters.length === 2 ? waiters : undefined;
  });
  expect([lying!.condition, throwing!.condition]).toEqual(['() => taken++ > 5', '() => false']);
  await expect(client.request('waitq/evaluate', { waiter: lying!.id })).rejects.toMatchObject({
    code: errorCodes['side-effects'],
  });
  expect((await client.request('waitq/record/stop')).findings).toEqual([]);
});

it.each(['waitq/wake', 'waitq/signal'] as const)('%s needs the consent of the program', async (method) => {
  const client = await connected(start(PROGRAM));
  const params = { queue: 1, waiter: 1, signal: 'SIGTERM' } as const;
  await expect(client.request(method, params)).rejects.toMatchObject({ code: errorCodes['read-only'] });
});

it('wakes and signals with the consent of the program', async () => {
  const running = start(PROGRAM, { WAITQ_INSPECT_WRITE: '1' });
  const client = await connected(running);
  expect(client.hello.program.writable).toBe(true);
  const [queue] = (await client.request('waitq/snapshot')).queues;
  expect(await client.request('waitq/wake', { queue: queue!.id })).toEqual({ found: 2 });
  const after = await client.request('waitq/snapshot');
  expect(after.queues[0]).toMatchObject({ counters: { wakeUps: 1, woken: 2, spurious: 2 } });
  const taker = after.queues[0]!.waiters.find(({ task }) => task === '')!;
  const unnamed = client.request('waitq/signal', { waiter: taker.id, signal: 'SIGTERM' });
  await expect(unnamed).rejects.toMatchObject({ code: errorCodes['not-found'] });
  running.child.kill('SIGUSR2');
  const forced = await until(async () => {
    const answer = await client.request('waitq/evaluate', { waiter: taker.id, force: true });
    return answer.value ? answer : undefined;
  });
  expect(forced).toMatchObject({ value: true, sleeping: true });
});

it('a signal ends a wait that lets it through', async () => {
  const running = start(
    `import { WaitQueue, spawn, waitEventInterruptible } from 'waitq';
     const queue = new WaitQueue('mail');
     const alive = setInterval(() => {}, 1000);
     spawn('reader', (task) => waitEventInterruptible(queue, () => false, { task })).done.catch((error) => {
       console.log(error.code);
     });
     process.on('SIGINT', () => clearInterval(alive));`,
    { WAITQ_INSPECT_WRITE: '1' },
  );
  const client = await connected(running);
  const [waiter] = (await client.request('waitq/snapshot')).queues[0]!.waiters;
  expect(await client.request('waitq/signal', { waiter: waiter!.id, signal: 'SIGTERM' })).toEqual({
    taken: true,
  });
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(running.output.stdout).toBe('ERESTARTSYS\n');
});

it('says which argument is wrong, and which request there is not', async () => {
  const client = await connected(start(PROGRAM));
  await expect(client.request('waitq/wake', { queue: 'x' as never })).rejects.toThrow(
    'queue must be a whole number from 0 on, got "x"',
  );
  await expect(client.request('waitq/nonsense' as 'waitq/lints')).rejects.toThrow(
    'There is no request waitq/nonsense',
  );
  await expect(client.request('waitq/hello', { protocol: 99 })).rejects.toThrow(
    'The program speaks version 1 of the protocol, the client 99',
  );
});

it('is switched on by nothing that other programs would inherit and choke on', () => {
  const root = join(import.meta.dirname, '../../..');
  for (const folder of ['runtime/src', 'runtime/bin', 'extension/src']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    for (const { parentPath, name } of files.filter((file) => file.isFile())) {
      expect(readFileSync(join(parentPath, name), 'utf8'), name).not.toContain('NODE_OPTIONS');
    }
  }
});

it('lies in a folder that only its user can open, and is gone when the program is', async () => {
  const running = start(PROGRAM);
  const [endpoint] = await listed(running);
  expect(statSync(running.folder).mode & 0o777).toBe(0o700);
  expect(statSync(endpoint!.path).mode & 0o777).toBe(0o600);
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(readdirSync(running.folder)).toEqual([]);
});

it('programs that were killed leave the list, and so does what they left behind', async () => {
  const running = start(PROGRAM);
  const [endpoint] = await listed(running);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(existsSync(endpoint!.path)).toBe(true);
  expect(await runningPrograms(running.folder)).toEqual([]);
  expect(readdirSync(running.folder)).toEqual([]);
  await expect(connect(endpoint!.path)).rejects.toThrow(/ENOENT/);
});

it('what threads leave behind that blocked before they were heard of goes with their process', async () => {
  const running = start(`
    import { Worker } from 'node:worker_threads';
    import { SharedWaitQueue } from 'waitq/threads';
    const queue = SharedWaitQueue.create();
    new Worker(\`import { workerData } from 'node:worker_threads';
      import { SharedWaitQueue, waitEventSync } from 'waitq/threads';
      waitEventSync(SharedWaitQueue.attach(workerData), () => false);\`, { eval: true, workerData: queue.handle });`);
  const socket = join(running.folder, `${running.child.pid}-1.sock`);
  await listed(running);
  while (!existsSync(socket)) await runningPrograms(running.folder);
  expect(await runningPrograms(running.folder)).toHaveLength(1);
  expect(existsSync(socket)).toBe(true); // its thread may yet come to it
  running.child.kill('SIGKILL');
  await running.ended;
  expect(await runningPrograms(running.folder)).toEqual([]);
  expect(readdirSync(running.folder)).toEqual([]);
});

it('a file that leads elsewhere is not followed', async () => {
  const folder = freshFolder();
  const precious = join(folder, 'thesis.tex');
  writeFileSync(precious, 'chapter 1');
  const program = { pid: 1, threadId: 0, name: 'x', startedAt: 0 };
  writeFileSync(join(folder, '1-0.json'), JSON.stringify({ path: precious, program }));
  expect(await runningPrograms(folder)).toEqual([]);
  expect(existsSync(precious)).toBe(true);
});

it('does not listen in a folder that others may open, and says so', async () => {
  const folder = freshFolder();
  chmodSync(folder, 0o755);
  const running = start(`import { WaitQueue } from 'waitq'; new WaitQueue();`, {}, folder);
  expect(await running.ended).toBe(0);
  expect(running.output.stderr).toBe(
    `waitq: this program can't be watched: others may open ${folder}: chmod 700 it\n`,
  );
  writeFileSync(join(folder, '1-0.json'), '{}');
  await expect(runningPrograms(folder)).rejects.toThrow(/others may open/);
});

it('does not listen behind a symbolic link', async () => {
  const link = join(freshFolder(), 'link');
  symlinkSync(freshFolder(), link);
  const running = start(`import { WaitQueue } from 'waitq'; new WaitQueue();`, {}, link);
  expect(await running.ended).toBe(0);
  expect(running.output.stderr).toContain('is no directory');
});

it.each([
  ['WAITQ_INSPECT=0', { WAITQ_INSPECT: '0' }],
  ['without WAITQ_INSPECT', { WAITQ_INSPECT: '' }],
])('%s nothing is watched', async (_name, env) => {
  const source = `import { WaitQueue } from 'waitq'; new WaitQueue();
    console.log(typeof globalThis[Symbol.for('waitq.inspect')].deltas);`;
  const running = start(source, { ...env, XDG_RUNTIME_DIR: freshFolder() });
  expect(await running.ended).toBe(0);
  expect(running.output).toEqual({ stdout: 'undefined\n', stderr: '' });
});

it("import 'waitq/inspect/on' watches without an environment", async () => {
  const runtime = freshFolder();
  const running = start(
    `import 'waitq/inspect/on'; ${PROGRAM}`,
    { WAITQ_INSPECT: '', XDG_RUNTIME_DIR: runtime },
    join(runtime, 'waitq'),
  );
  const client = await connected(running);
  expect((await client.request('waitq/snapshot')).queues).toHaveLength(1);
});

it('neither the socket nor a client keeps a program alive', async () => {
  const running = start(`
    import { WaitQueue, waitEvent } from 'waitq';
    const queue = new WaitQueue('never');
    void waitEvent(queue, () => false);
    const alive = setInterval(() => {}, 1000);
    process.on('SIGUSR2', () => clearInterval(alive));`);
  const client = await connected(running);
  await client.request('waitq/subscribe', {});
  await client.request('waitq/record/start');
  running.child.kill('SIGUSR2');
  expect(await running.ended).toBe(0);
  await client.closed;
  await expect(client.request('waitq/snapshot')).rejects.toThrow('The program has ended');
});
