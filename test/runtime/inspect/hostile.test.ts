import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { onTestFinished, expect, it } from 'vitest';
import { connect } from 'waitq/inspect/client';
import type { Running } from './program.js';
import { connected, listed, start, until } from './program.js';

/**
 * Hands off all the time; SIGINT ends it, and it says how far it has come and what it did at most between two ticks: in
 * milliseconds of its own, for those of others tell how busy the machine is.
 */
const BUSY = `
import { WaitQueue, waitEvent, wakeUp } from 'waitq';
const [a, b] = [new WaitQueue('a'), new WaitQueue('b')];
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
let turn = 0, count = 0, latest = 0, last = spent();
const tick = setInterval(() => {
  const now = spent();
  latest = Math.max(latest, now - last);
  last = now;
}, 1);
process.on('SIGINT', () => { clearInterval(tick); turn = 2; wakeUp(a); wakeUp(b); });
process.on('SIGUSR2', () => { latest = 0; last = spent(); });
process.on('exit', () => console.log(JSON.stringify({ count, latest, rss: process.memoryUsage().rss })));
const side = async (mine, theirs, me) => {
  while (turn !== 2) {
    await waitEvent(mine, () => turn === me || turn === 2);
    if (turn === 2) return;
    turn = 1 - me;
    wakeUp(theirs);
    if (++count % 100 === 0) await new Promise(setImmediate);
  }
};
void side(a, b, 0);
void side(b, a, 1);
`;

async function open(running: Running, given?: string): Promise<Socket> {
  const path = given ?? (await listed(running))[0]!.path;
  const socket = connectSocket(path);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const ended = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.resume();
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });

const frame = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** It answers a client that behaves, and has written nothing to stderr. */
async function expectWell(running: Running): Promise<void> {
  const client = await connected(running);
  expect((await client.request('waitq/snapshot')).queues).toHaveLength(2);
  client.close();
  expect(running.output.stderr).toBe('');
}

it.each([
  ['no frame at all', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['bytes of no meaning', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))],
  ['a header that never ends', 'Content-Length: 1'.padEnd(100_000, '0')],
  ['a frame of 4 GB', 'Content-Length: 4294967296\r\n\r\n{'],
  ['a frame just too large', frame('{"jsonrpc":"2.0","method":"x"}'.padEnd(16_400))],
  ['a frame of 100 MB, of which little comes', 'Content-Length: 100000000\r\n\r\n{'],
  ['a negative length', 'Content-Length: -1\r\n\r\n{}'],
  ['two lengths', 'Content-Length: 2\r\nContent-Length: 999999\r\n\r\n{}'],
  [
    'an encoding that would unpack',
    'Content-Length: 20\r\nContent-Encoding: gzip\r\n\r\n00000000000000000000',
  ],
  ['no JSON', frame('{"jsonrpc":')],
  ['brackets in brackets', frame('['.repeat(8000))],
])('cuts off who sends %s', async (_name, bytes) => {
  const running = start(BUSY);
  const socket = await open(running);
  socket.write(bytes);
  await ended(socket);
  await expectWell(running);
});

it.each([
  ['null', 'null'],
  ['a list', '[1,2,3]'],
  ['a prototype', '{"jsonrpc":"2.0","id":1,"method":"__proto__","params":{"__proto__":{"force":true}}}'],
  ['a method of Object', '{"jsonrpc":"2.0","id":1,"method":"constructor"}'],
  ['an answer nobody asked for', '{"jsonrpc":"2.0","id":7,"result":{}}'],
  ['a cancellation', '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}'],
  ['arguments in a list', '{"jsonrpc":"2.0","id":1,"method":"waitq/evaluate","params":[1]}'],
  [
    'arguments of the wrong kind',
    '{"jsonrpc":"2.0","id":1,"method":"waitq/subscribe","params":{"intervalMs":1e300}}',
  ],
])('stands %s', async (_name, body) => {
  const running = start(BUSY);
  const socket = await open(running);
  socket.write(frame(body));
  await expectWell(running);
});

it('cuts off who leaves half a frame, or says nothing at all, and does not wait for him at the end', async () => {
  const running = start(BUSY);
  const [half, silent, greeted] = [await open(running), await open(running), await open(running)];
  const began = performance.now();
  half.write('Content-Length: 100\r\n\r\n{"jsonrpc"');
  greeted.write(frame('{"jsonrpc":"2.0","id":1,"method":"waitq/hello","params":{"protocol":1}}'));
  greeted.write('Content-Len');
  await Promise.all([half, silent, greeted].map(ended));
  expect(performance.now() - began).toBeGreaterThan(9000); // who is slow has time
  await expectWell(running);

  const last = await open(running);
  last.write('Content-Length: 100\r\n\r\n{');
  const end = performance.now();
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(performance.now() - end).toBeLessThan(8000);
});

it('cuts off a flood, and the program goes on at its pace', async () => {
  const running = start(BUSY);
  const sockets = await Promise.all(Array.from({ length: 7 }, () => open(running)));
  running.child.kill('SIGUSR2');
  const snapshot = frame('{"jsonrpc":"2.0","id":1,"method":"waitq/snapshot"}');
  for (const socket of sockets) socket.write(snapshot.repeat(20_000));
  await Promise.all(sockets.map(ended));
  await expectWell(running);
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  const { count, latest, rss } = JSON.parse(running.output.stdout) as Record<string, number>;
  expect(count).toBeGreaterThan(1000);
  expect(latest).toBeLessThan(2000);
  expect(rss).toBeLessThan(300e6);
});

it('tells a client that asks too much why it is let go, and nobody else', async () => {
  const running = start(BUSY);
  const [client, other] = [await connected(running), await connected(running)];
  const asked = Array.from({ length: 3000 }, () => client.request('waitq/lints'));
  const answers = await Promise.allSettled(asked);
  const whyNot = 'The program has closed the connection: more than 100 requests a second';
  expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { message: whyNot } });
  expect(await client.closed).toBe('more than 100 requests a second');
  await expect(client.request('waitq/lints')).rejects.toThrow(whyNot);
  expect((await other.request('waitq/snapshot')).queues).toHaveLength(2);
  await expectWell(running);
});

it.each([
  ['no frame', 'GET / HTTP/1.1\r\n\r\n', 'no frame: the header is not Content-Length: N'],
  ['a frame too large', 'Content-Length: 99999\r\n\r\n', 'a frame of 100024 bytes; 16384 are allowed'],
  ['no JSON', frame('{"jsonrpc":'), 'JSON'],
])('says to who sends %s what is wrong with it', async (_name, bytes, reason) => {
  const socket = await open(start(BUSY));
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.write(bytes);
  await ended(socket);
  const body = JSON.parse(heard.slice(heard.indexOf('{'))) as { method: string; params: { reason: string } };
  expect(body.method).toBe('waitq/goodbye');
  expect(body.params.reason).toContain(reason);
});

it('takes no more clients than it says, and lets new ones in when others go', async () => {
  const running = start(BUSY);
  const [endpoint] = await listed(running);
  const client = await connected(running);
  await client.request('waitq/snapshot'); // by now it knows that who only looked whether it listens has gone
  const more = client.hello.limits.maxClients - 1;
  const sockets = await Promise.all(Array.from({ length: more }, () => open(running, endpoint!.path)));
  const path = endpoint!.path;
  await expect(connect(path)).rejects.toThrow('has closed the connection: it has 8 clients already');
  sockets[0]!.destroy();
  const another = await until(async () => connect(path).catch(() => undefined));
  another.close();
});

it('lets go of who subscribes and never reads, and keeps little for him', async () => {
  const running = start(BUSY);
  const socket = await open(running);
  const greeting = frame('{"jsonrpc":"2.0","id":1,"method":"waitq/hello","params":{"protocol":1}}');
  const subscribe = '{"jsonrpc":"2.0","id":2,"method":"waitq/subscribe","params":{"intervalMs":20}}';
  socket.pause();
  socket.write(greeting + frame(subscribe));
  const client = await connected(running);
  for (let i = 0; i < 40; i++) {
    await client.request('waitq/snapshot');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const begin = performance.now();
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect((JSON.parse(running.output.stdout) as { rss: number }).rss).toBeLessThan(300e6);
});
