import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PageHost } from '../../../runtime/src/inspect/cli/inspect/page-host.js';
import type { Endpoint } from '../../../runtime/src/inspect/client.js';
import { connect, runningPrograms } from '../../../runtime/src/inspect/client.js';
import type { ToHost, ToPage } from '../../../runtime/src/inspect/page/messages.js';
import { startSleepers, startWaitq, until, waitq } from './program.js';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** `waitq inspect`, serving. */
async function serve(...args: string[]) {
  const child = startWaitq('inspect', ...args);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await until(() => output.includes('\n'));
  const url = new URL(output.split('\n')[0]!);
  const ask = (path: string, method = 'GET', headers: OutgoingHttpHeaders = {}, body = '') =>
    askAt(new URL(path, url), method, headers, body);
  return { child, url, ask, errors: () => errors };
}

async function askAt(url: URL, method: string, headers: OutgoingHttpHeaders, body: string) {
  const asked = request(url, { method, headers });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

/** A page, as far as the server can tell. */
async function openPage(url: URL) {
  const abort = new AbortController();
  ends.push(() => abort.abort());
  const { body, status } = await fetch(new URL('events', url), { signal: abort.signal });
  expect(status).toBe(200);
  const heard: ToPage[] = [];
  const read = async () => {
    let rest = '';
    for await (const text of body!.pipeThrough(new TextDecoderStream())) {
      const events = (rest + text).split('\n\n');
      rest = events.pop()!;
      const data = events.flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? []);
      heard.push(...data.map((one) => JSON.parse(one) as ToPage));
    }
  };
  void read().catch(() => {});
  const hears = async <Type extends ToPage['type']>(
    type: Type,
    fits: (message: Extract<ToPage, { type: Type }>) => boolean = () => true,
  ) => {
    const isIt = (message: ToPage): message is Extract<ToPage, { type: Type }> =>
      message.type === type && fits(message as Extract<ToPage, { type: Type }>);
    await until(() => heard.some(isIt), `hearing ${type}; heard ${heard.map((one) => one.type).join()}`);
    return heard.find(isIt)!;
  };
  const say = async (message: ToHost) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await askAt(new URL('message', url), 'POST', headers, JSON.stringify(message));
    expect(answer.status).toBe(204);
  };
  return { heard, hears, say, close: () => abort.abort() };
}

describe('the page', () => {
  it('is served with all it needs, and nothing from elsewhere', async () => {
    const { ask, url } = await serve();
    expect(url.hostname).toBe('127.0.0.1');
    const page = await ask('');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part!);
    expect(parts).toEqual(expect.arrayContaining(['page.css', 'page.js']));
    for (const part of parts) expect((await ask(part)).status).toBe(200);
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
    expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });

  it('leads to itself from its address without the slash', async () => {
    const { url } = await serve();
    const answer = await askAt(new URL(url.pathname.slice(0, -1), url), 'GET', {}, '');
    expect(answer).toMatchObject({ status: 308, headers: { location: url.pathname } });
  });

  it('is refused to whoever should not see it', async () => {
    const { ask } = await serve();
    const refused: readonly [path: string, method: string, headers: OutgoingHttpHeaders, status: number][] = [
      ['/not-the-token/', 'GET', {}, 403],
      ['/', 'GET', {}, 403],
      ['/events', 'GET', {}, 403],
      ['', 'GET', { host: 'evil.example' }, 403],
      ['events', 'GET', { origin: 'http://evil.example' }, 403],
      ['events', 'GET', { 'sec-fetch-site': 'cross-site' }, 403],
      ['events', 'GET', { 'sec-fetch-site': 'same-site' }, 403],
      ['message', 'POST', { 'content-type': 'text/plain' }, 415],
      ['message', 'POST', { 'content-type': 'application/json' }, 400],
      ['message', 'GET', {}, 405],
      ['', 'DELETE', {}, 405],
      ['../inspect/client.js', 'GET', {}, 403],
      ['page.map', 'GET', {}, 404],
    ];
    for (const [path, method, headers, status] of refused) {
      const answer = await ask(path, method, headers);
      expect({ path, method, headers, status: answer.status }).toEqual({ path, method, headers, status });
      expect(answer.text).not.toContain('<');
    }
  });

  it('is not told more than it can say', async () => {
    const { ask } = await serve();
    const long = JSON.stringify({ type: 'ready', more: 'x'.repeat(100_000) });
    const answer = ask('message', 'POST', { 'content-type': 'application/json' }, long);
    expect((await answer).status).toBe(413);
  });
});

describe('what a page is told', () => {
  it('is who waits, and what becomes of them', async () => {
    const { pid, tell } = await startSleepers();
    const { url } = await serve();
    const page = await openPage(url);
    await page.say({ type: 'ready' });
    const live = await page.hears('programs', ({ programs }) => programs[0]?.status === 'live');
    expect(live.programs).toMatchObject([{ name: `sleepers.mjs (${pid})`, program: { pid } }]);
    const { snapshot } = await page.hears('snapshot');
    expect(snapshot.queues.map(({ name }) => name)).toEqual(['mail', 'workers']);
    await tell('lose');
    await tell('wake');
    const { delta } = await page.hears('delta', (one) =>
      one.delta.queues.some(({ name }) => name === 'mail'),
    );
    expect(delta.queues[0]?.waiters).toEqual([]);
    expect(delta.events.map(({ kind }) => kind)).toContain('wake');
  });

  it('is a whole picture that deltas go on from, for each page', async () => {
    const { tell } = await startSleepers();
    const { url } = await serve();
    const first = await openPage(url);
    await first.say({ type: 'ready' });
    const { snapshot: before } = await first.hears('snapshot');
    const second = await openPage(url);
    await second.say({ type: 'ready' });
    await second.hears('snapshot');
    await tell('wake');
    for (const page of [first, second]) {
      await page.hears('delta', ({ delta }) => delta.events.some(({ kind }) => kind === 'wake'));
      let sequence: number | undefined;
      for (const message of page.heard) {
        // What comes before the first picture is in it, and what comes after leaves no gap to any other.
        if (message.type === 'snapshot') sequence = sequence ?? message.snapshot.sequence;
        if (message.type === 'snapshot') expect(message.snapshot.sequence).toBe(sequence);
        if (message.type !== 'delta' || sequence === undefined) continue;
        expect(message.delta.from).toBe(sequence);
        ({ sequence } = message.delta);
      }
      expect(sequence).toBeGreaterThan(before.sequence);
    }
  });

  it('is what it asks for: findings, a condition, a recording, the source', async () => {
    const { tell } = await startSleepers();
    const { url } = await serve();
    const page = await openPage(url);
    const { program, snapshot } = await page.hears('snapshot');
    const [{ id: queue, waiters: [reader] = [] } = { id: 0 }] = snapshot.queues;
    const waiter = reader!.id;
    await page.say({ type: 'record', program, on: true });
    await page.hears('programs', ({ programs }) => programs[0]?.isRecording === true);
    await tell('lose');
    await page.say({ type: 'evaluate', program, waiter });
    const { evaluation } = await page.hears('evaluated');
    expect(evaluation).toEqual({ waiter, value: true, sleeping: true });
    await page.say({ type: 'check', program });
    await page.hears('findings', ({ findings }) => findings.some(({ kind }) => kind === 'lost-wake-up'));
    await tell('wake');
    await page.say({ type: 'record', program, on: false });
    await page.hears('programs', ({ programs }) => programs[0]?.isRecording === undefined);
    const { recording } = await page.hears('recording');
    expect(recording.steps.map(({ kind }) => kind)).toContain('wake');
    await page.say({ type: 'open', selection: { program, queue } });
    const { href } = await page.hears('notice');
    expect(href).toMatch(/^vscode:\/\/file\/.*sleepers\.mjs:\d+:\d+$/);
    await page.say({ type: 'evaluate', program, waiter: 999_999 });
    expect((await page.hears('evaluated', (one) => one.waiter === 999_999)).problem).toContain('999999');
  });

  it('is that a program has ended, and that another has begun', async () => {
    const { url } = await serve();
    const page = await openPage(url);
    await page.say({ type: 'ready' });
    expect((await page.hears('programs')).programs).toEqual([]);
    const sleepers = await startSleepers();
    await page.hears('programs', ({ programs }) => programs[0]?.status === 'live');
    await sleepers.end();
    await page.hears('programs', ({ programs }) => programs[0]?.status === 'ended');
  });

  it('is nothing of programs that were not asked for', async () => {
    const [one, two] = [await startSleepers(), await startSleepers()];
    const { url } = await serve(`${two.pid}`);
    const page = await openPage(url);
    const { programs } = await page.hears('programs', (all) => all.programs[0]?.status === 'live');
    expect(programs.map(({ program }) => program?.pid)).toEqual([two.pid]);
    expect(JSON.stringify(page.heard)).not.toContain(`(${one.pid})`);
  });
});

it('watches no program that nobody looks at', async () => {
  await startSleepers();
  const heard: ToPage[] = [];
  const host = new PageHost(undefined, (message) => heard.push(message));
  ends.push(() => host.watch(false));
  host.watch(true);
  await until(() => heard.some(({ type }) => type === 'findings'));
  host.watch(false);
  const [{ path }] = (await runningPrograms()) as readonly [Endpoint];
  const clients = [];
  const { hello } = await connect(path);
  // The host would take the last place.
  for (let nth = 1; nth < hello.limits.maxClients; nth++) clients.push(await connect(path));
  for (const client of clients) client.close();
});

describe('the command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s, with a page open', async (signal) => {
    await startSleepers();
    const { child, url, errors } = await serve();
    const page = await openPage(url);
    await page.hears('snapshot');
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number];
    expect({ code, errors: errors() }).toEqual({ code: 0, errors: '' });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('lists the programs, as a table and as JSON', async () => {
    const { pid } = await startSleepers({ WAITQ_INSPECT_WRITE: '1' });
    const table = waitq('inspect', '--list');
    expect(table.status).toBe(0);
    expect(table.stdout).toMatch(new RegExp(`^ *PID +PROGRAM.*\\n *${pid} +sleepers.mjs .*node .* yes\\n$`));
    const listed = JSON.parse(waitq('inspect', '--json').stdout) as unknown;
    expect(listed).toMatchObject([{ pid, threadId: 0, name: 'sleepers.mjs', writable: true }]);
  });

  it('lists nothing where nothing runs', () => {
    expect(waitq('inspect', '--list')).toEqual({
      status: 0,
      stdout: '',
      stderr: 'waitq: no program can be watched\n',
    });
    expect(waitq('inspect', '--json').stdout).toBe('[]\n');
  });

  it('says that a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    ends.push(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { status, stderr } = waitq('inspect', '--port', `${port}`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^waitq: cannot serve the page: .*EADDRINUSE/);
  });
});
