import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../../runtime/src/inspect/cli/run.js';
import { textOf, waiterTable } from '../../../runtime/src/inspect/cli/top/columns.js';
import { waiterRows } from '../../../runtime/src/inspect/cli/top/rows.js';
import { announce, inspectFolder, withdraw } from '../../../runtime/src/inspect/endpoint.js';
import type { Channel } from '../../../runtime/src/inspect/json-rpc.js';
import { openChannel } from '../../../runtime/src/inspect/json-rpc.js';
import { programNow } from '../../../runtime/src/inspect/program.js';
import { protocolVersion } from '../../../runtime/src/inspect/protocol.js';
import { startSleepers, startWaitq, until, waitq } from './program.js';
import type { FakeTerminal } from './terminal.js';
import { createTerminal } from './terminal.js';

const nowhere = new URL('file:///nowhere/');

/** `waitq top` at a terminal, until it shows the table. */
async function top(...args: string[]): Promise<{ terminal: FakeTerminal; code: Promise<number> }> {
  const terminal = createTerminal();
  const code = run(['top', ...args], terminal.io, nowhere);
  await terminal.shows(/AGE|WAITING/);
  return { terminal, code };
}

/** The cells under a title, from top to bottom. */
function column(terminal: FakeTerminal, title: string): string[] {
  const lines = terminal.lines();
  const head = lines.findIndex((line) => line.includes(title));
  const from = lines[head]!.indexOf(title);
  const rows = lines.slice(head + 1, lines.indexOf('', head));
  return rows.map((line) => line.slice(from).split(/ {2,}/)[0]!);
}

describe('at a terminal', () => {
  it('shows who sleeps, and leaves the terminal as it was', async () => {
    await startSleepers();
    const { terminal, code } = await top();
    expect(terminal.isRaw && terminal.isAlternate && terminal.isCursorHidden).toBe(true);
    expect(terminal.lines()[0]).toMatch(
      /^sleepers\.mjs \(\d+\) · running .* · 2 queues, 4 waiting, the oldest/,
    );
    expect(column(terminal, 'QUEUE').sort()).toEqual(['mail', 'workers', 'workers', 'workers']);
    expect(terminal.lines().join('\n')).toContain('() => mail.letters > 0');
    terminal.press('q');
    expect(await code).toBe(0);
    await until(() => !terminal.isAlternate && !terminal.isCursorHidden);
    expect(terminal.isRaw).toBe(false);
    expect(terminal.stderr).toBe('');
  });

  it('follows what happens', async () => {
    const sleepers = await startSleepers();
    const { terminal, code } = await top('--interval', '100');
    await sleepers.tell('lose');
    await sleepers.tell('wake');
    await terminal.shows('2 queues, 3 waiting');
    expect(column(terminal, 'QUEUE')).not.toContain('mail');
    terminal.press('\u0003');
    expect(await code).toBe(0);
  });

  it('sorts by column, texts with numbers in them as people do', async () => {
    await startSleepers();
    const { terminal, code } = await top('--sort', 'task');
    expect(column(terminal, 'TASK▼')).toEqual(['reader', 'worker 1', 'worker 2', 'worker 10']);
    terminal.press('r');
    await terminal.shows('TASK▲');
    expect(column(terminal, 'TASK▲')).toEqual(['worker 10', 'worker 2', 'worker 1', 'reader']);
    terminal.press('\u001b[D');
    await terminal.shows('QUEUE▲');
    expect(column(terminal, 'QUEUE▲').at(-1)).toBe('mail');
    terminal.press('q');
    await code;
  });

  it('filters while one types', async () => {
    await startSleepers();
    const { terminal, code } = await top();
    terminal.press('/READx');
    await terminal.shows("nothing has 'READx' in it");
    terminal.press('\u007f');
    await terminal.shows('reader');
    expect(column(terminal, 'TASK')).toEqual(['reader']);
    terminal.press('\r');
    await terminal.shows('filter: READ  q quit');
    terminal.press('\u001b');
    await terminal.shows('worker 2');
    terminal.press('/q');
    await terminal.shows('filter: q█');
    terminal.press('\u0003');
    expect(await code).toBe(0);
  });

  it('turns to the queues and back', async () => {
    await startSleepers();
    const { terminal, code } = await top();
    terminal.press('\t');
    await terminal.shows('WAITING▼');
    expect(column(terminal, 'QUEUE')).toEqual(['workers', 'mail']);
    terminal.press('\t');
    await terminal.shows('AGE▼');
    terminal.press('?');
    await terminal.shows('PageDown');
    terminal.press('q');
    await terminal.shows('worker 1');
    terminal.press('q');
    await code;
  });

  it('fits any size, and scrolls', async () => {
    await startSleepers();
    const { terminal, code } = await top('--sort', 'task');
    terminal.resize(40, 6);
    await terminal.shows('1-2 of 4');
    expect(terminal.lines()[0]).toMatch(/^.{39}…$/);
    terminal.press('\u001b[F');
    await terminal.shows('3-4 of 4');
    terminal.press('\u001b[A');
    await terminal.shows('2-3 of 4');
    terminal.resize(120, 30);
    await terminal.shows('() => mail.letters > 9');
    expect(column(terminal, 'TASK▼')).toHaveLength(4);
    terminal.press('q');
    await code;
  });

  it('stands still while paused', async () => {
    const sleepers = await startSleepers();
    const { terminal, code } = await top('--interval', '100');
    terminal.press(' ');
    await terminal.shows('paused');
    await sleepers.tell('lose');
    await sleepers.tell('wake');
    const { stdout } = waitq('top', '--json');
    expect((JSON.parse(stdout) as { queues: { waiters: unknown[] }[] }).queues[0]?.waiters).toEqual([]);
    expect(terminal.lines()[0]).toContain('4 waiting');
    terminal.press(' ');
    await terminal.shows('3 waiting');
    terminal.press('q');
    await code;
  });

  it('says what looks wrong', async () => {
    const sleepers = await startSleepers();
    await sleepers.tell('lose');
    const { terminal, code } = await top('--evaluate');
    await terminal.shows(/^! lost-wake-up: .*mail/);
    terminal.press('q');
    await code;
  });

  it('obeys no command that the program put into its names', async () => {
    const sleepers = await startSleepers();
    await sleepers.tell('escape');
    const { terminal, code } = await top('--sort', 'queue');
    await terminal.shows(/red queue/);
    terminal.press('q');
    await code;
    const { stdout } = waitq('top', '--filter', 'red');
    expect(stdout).toContain('red queue');
    expect(stdout).not.toContain('\u001b');
  });

  it('says that the program has ended', async () => {
    const sleepers = await startSleepers();
    const { terminal, code } = await top();
    await sleepers.end();
    expect(await code).toBe(1);
    expect(terminal.stderr).toBe(`waitq: sleepers.mjs (${sleepers.pid}) has ended\n`);
    await until(() => !terminal.isAlternate);
    expect(terminal.isRaw).toBe(false);
  });
});

/** A program that answers what it is asked and can let its client go. */
async function startHost(): Promise<{ name: string; letGo(reason: string): void }> {
  const program = { ...programNow(), name: 'host.mjs' };
  const endpoint = { program, path: join(inspectFolder(), `${program.pid}-${program.threadId}.sock`) };
  const snapshot = { version: 1, sequence: 1, at: Date.now(), queues: [] };
  const answers: Readonly<Record<string, unknown>> = {
    'waitq/hello': { protocol: protocolVersion, program, limits: {} },
    'waitq/subscribe': snapshot,
    'waitq/lints': [],
  };
  const channels = new Set<Channel>();
  const server = createServer((socket) => {
    const onRequest = (method: string): unknown => answers[method];
    const ignore = (): void => {};
    channels.add(openChannel(socket, socket, { onRequest, onNotification: ignore, onError: ignore }));
  });
  await new Promise<void>((resolve) => server.listen(endpoint.path, resolve));
  announce(inspectFolder(), endpoint);
  onTestFinished(() => (withdraw(inspectFolder(), endpoint), void server.close()));
  return {
    name: `host.mjs (${program.pid})`,
    letGo: (reason) => channels.forEach((channel) => void channel.notify('waitq/goodbye', { reason })),
  };
}

it('says why the program has let it go', async () => {
  const host = await startHost();
  const { terminal, code } = await top();
  host.letGo('more than 100 requests a second');
  expect(await code).toBe(1);
  expect(terminal.stderr).toBe(
    `waitq: ${host.name} has closed the connection: more than 100 requests a second\n`,
  );
});

describe('piped', () => {
  it('prints both tables once', async () => {
    const { pid } = await startSleepers();
    const { status, stdout, stderr } = waitq('top');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    const [title, queues, waiters] = stdout.split('\n\n');
    expect(title).toContain(`sleepers.mjs (${pid})`);
    expect(queues).toMatch(/^QUEUE +KIND +WAITING▼/);
    expect(queues).toMatch(/^workers +full +3 /m);
    expect(waiters).toMatch(
      /^ *\S+ +mail +reader +asleep +uninterruptible .*\(\) => mail\.letters > 0 +\/.*sleepers\.mjs:\d+:\d+$/m,
    );
  });

  it('prints what looks wrong, and what shows it', async () => {
    const sleepers = await startSleepers();
    await sleepers.tell('lose');
    const { stdout } = waitq('top', '--evaluate');
    expect(stdout).toMatch(
      /^! lost-wake-up: .*'mail'.*\n {4}reader: went to sleep at \S+sleepers\.mjs:\d+:\d+\n {4}its condition is true: /m,
    );
  });

  it('prints a snapshot as JSON', async () => {
    const { pid } = await startSleepers();
    const { status, stdout } = waitq('top', `${pid}`, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      program: { pid, name: 'sleepers.mjs' },
      queues: [{ name: 'mail', waiters: [{ task: 'reader', phase: 'asleep' }] }, { name: 'workers' }],
      findings: expect.any(Array) as unknown,
    });
  });

  it('waits for a program to start', async () => {
    const child = startWaitq('top', 'sleepers', '--wait', '--json');
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const closed = once(child, 'close'); // by then all it has written is here
    const { pid } = await startSleepers();
    expect(await closed).toEqual([0, null]);
    expect(JSON.parse(output)).toMatchObject({ program: { pid } });
  });
});

describe('which program', () => {
  it('is told by number or name, and asked for where several could be meant', async () => {
    const [one, two] = [await startSleepers(), await startSleepers()];
    const several = waitq('top');
    expect(several.status).toBe(1);
    expect(several.stdout).toBe('');
    expect(several.stderr).toContain('say which program');
    expect(several.stderr).toMatch(
      new RegExp(`^ *${one.pid} +sleepers.mjs[^]*^ *${two.pid} +sleepers.mjs`, 'm'),
    );
    expect(waitq('top', 'sleepers.mjs').status).toBe(1);
    expect(waitq('top', `${two.pid}`).stdout).toContain(`sleepers.mjs (${two.pid})`);
    expect(waitq('top', `${one.pid}/0`).stdout).toContain(`sleepers.mjs (${one.pid})`);
    const unknown = waitq('top', 'nobody');
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain("no program is called 'nobody'. There are:");
  });

  it('is none, and how to change that is said', () => {
    const { status, stderr } = waitq('top');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^waitq: no program can be watched\. Start one with WAITQ_INSPECT=1/);
  });
});

it('where threads share the queue, a waiter goes by its thread, too', () => {
  const asleep = { state: 'idle', exclusive: false, sleeping: true, phase: 'asleep' } as const;
  const waiters = [
    { ...asleep, id: 1, task: 'reader', threadId: 3 },
    { ...asleep, id: 2, task: '', threadId: 0 },
    { ...asleep, id: 3, task: 'alone' },
  ];
  const queues = [{ id: 1, name: 'mail', kind: 'shared', waiters }] as const;
  const { columns, rows } = waiterTable(waiterRows({ version: 1, sequence: 1, at: 0, queues }, 0));
  const task = columns.find(({ key }) => key === 'task')!;
  expect(rows.map((row) => textOf(task, row))).toEqual(['reader (thread 3)', 'thread 0', 'alone']);
});
