import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runningPrograms } from 'waitq/inspect/client';
import { LiveHub } from '../../../extension/src/live/hub.js';
import { createRecorder } from '../../../extension/src/live/recorder.js';
import { attach } from '../../../extension/src/live/socket-source.js';

const runtime = pathToFileURL(resolve('runtime/dist/index.js')).href;
const sleeper = `
import { WaitQueue, spawn, waitEvent, wakeUp } from '${runtime}';
const tank = { queue: new WaitQueue('tank'), isFull: false };
spawn('pump', (task) => waitEvent(tank.queue, () => tank.isFull, { task }));
process.stdin.on('data', () => {
  tank.isFull = true;
  wakeUp(tank.queue);
  setImmediate(() => console.log('pumped'));
});
`;

let folder: string;
let program: ChildProcess;
let hub: LiveHub;
beforeEach(async () => {
  folder = mkdtempSync(join(os.tmpdir(), 'waitq-'));
  program = spawn(process.execPath, ['--input-type=module', '-e', sleeper], {
    env: { ...process.env, WAITQ_INSPECT: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  hub = new LiveHub();
});
afterEach(() => {
  program.kill();
  rmSync(folder, { recursive: true, force: true });
});

const pathOfProgram = () =>
  vi.waitFor(async () => (await runningPrograms(folder))[0]!.path, { timeout: 60_000 });
const shown = () => hub.model.programs.get('s');
const waiters = () => shown()?.queues[0]?.waiters.map(({ task, phase }) => `${task} ${phase}`);
const wait = { timeout: 60_000 };

test('a running program is followed by what it tells, and its end is seen', async () => {
  const ended = vi.fn();
  const attachment = attach({ id: 's', name: 'pump', path: await pathOfProgram() }, hub, ended);
  expect(shown()).toMatchObject({ name: 'pump', status: 'connecting' });
  await expect.poll(waiters, wait).toEqual(['pump asleep']);
  expect(shown()).toMatchObject({ status: 'live', info: { pid: program.pid } });
  program.stdin!.write('go');
  await expect.poll(waiters, wait).toEqual([]);
  program.kill();
  await expect.poll(() => shown()?.status, wait).toBe('ended');
  expect(ended).toHaveBeenCalledOnce();
  attachment.close();
  expect(ended).toHaveBeenCalledOnce();
});

test('it answers what a person asks about a waiter', async () => {
  const attachment = attach({ id: 's', name: 'pump', path: await pathOfProgram() }, hub, () => undefined);
  await expect.poll(waiters, wait).toEqual(['pump asleep']);
  const { id } = shown()!.queues[0]!.waiters[0]!;
  const source = hub.find('s')!;
  expect(await source.evaluate(id, false)).toMatchObject({ value: false, sleeping: true });
  expect(await source.evaluate(-1, false)).toMatch(/must be a whole number/);
  expect(await source.locate(id)).toMatchObject({ line: 4 });
  attachment.close();
  expect(shown()).toMatchObject({ status: 'ended' });
});

test('a recording has what the program did until it was stopped, and until when', async () => {
  const attachment = attach({ id: 's', name: 'pump', path: await pathOfProgram() }, hub, () => undefined);
  const recorder = createRecorder(hub, () => undefined);
  await expect.poll(waiters, wait).toEqual(['pump asleep']);
  await recorder.start('s');
  const begun = Date.now();
  const pumped = new Promise((done) => program.stdout!.once('data', done));
  program.stdin!.write('go');
  await pumped;
  const { name, recording } = await recorder.stop('s');
  expect(name).toBe('pump');
  expect(recording.steps.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['wake', 'woken', 'resume', 'test', 'finish']),
  );
  expect(recording.header).toMatchObject({
    dropped: 0,
    before: { queues: [{ waiters: [{ task: 'pump' }] }] },
    after: { queues: [{ waiters: [] }] },
  });
  expect(recording.header.endedAt).toBeGreaterThanOrEqual(begun);
  attachment.close();
});

test('a program that says nothing for long is lost, and found again when it answers', async () => {
  const attachment = attach({ id: 's', name: 'pump', path: await pathOfProgram() }, hub, () => undefined);
  await expect.poll(waiters, wait).toEqual(['pump asleep']);
  program.kill('SIGSTOP');
  await expect
    .poll(shown, wait)
    .toMatchObject({ status: 'lost', problem: expect.stringMatching(/does not answer/) });
  program.kill('SIGCONT');
  await expect.poll(() => shown()?.status, wait).toBe('live');
  expect(shown()?.problem).toBeUndefined();
  attachment.close();
});

test('a program that does not answer at first is lost, too, and found when it does', async () => {
  const path = await pathOfProgram();
  program.kill('SIGSTOP');
  const attachment = attach({ id: 's', name: 'pump', path }, hub, () => undefined);
  expect(shown()).toMatchObject({ status: 'connecting' });
  await expect.poll(shown, wait).toMatchObject({ status: 'lost', problem: 'The program does not answer' });
  program.kill('SIGCONT');
  await expect.poll(waiters, wait).toEqual(['pump asleep']);
  expect(shown()).toMatchObject({ status: 'live' });
  attachment.close();
});

test('a connection that breaks while the program runs is made again; the program has not ended', async () => {
  const real = await pathOfProgram();
  const sockets: Socket[] = [];
  const between = createServer((socket) => {
    sockets.push(socket);
    const onward = connect(real);
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
  });
  const path = join(folder, 'between.sock');
  await new Promise<void>((done) => between.listen(path, done));
  const ended = vi.fn();
  const attachment = attach({ id: 's', name: 'pump', path }, hub, ended);
  await expect.poll(waiters, wait).toEqual(['pump asleep']);
  sockets[0]!.destroy();
  program.stdin!.write('go');
  await expect.poll(waiters, wait).toEqual([]);
  expect(shown()).toMatchObject({ status: 'live' });
  expect(sockets).toHaveLength(2);
  expect(ended).not.toHaveBeenCalled();
  attachment.close();
  between.close();
});

test('where nobody listens, the program is lost, with the reason', async () => {
  const attachment = attach({ id: 's', name: 'gone', path: join(folder, 'none.sock') }, hub, () => undefined);
  await expect
    .poll(() => shown(), wait)
    .toMatchObject({ status: 'lost', problem: expect.stringMatching(/ENOENT/) });
  attachment.close();
});
