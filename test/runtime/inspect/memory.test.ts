import { describe, expect, it } from 'vitest';
import { WaitQueue, wakeUp } from 'waitq';
import { SharedWaitQueue, wakeUp as wakeShared } from 'waitq/threads';
import { createRequests } from '../../../runtime/dist/inspect/requests.js';
import { startWatching } from '../../../runtime/dist/inspect/start.js';
import { connected, start, until } from './program.js';

const ALL_KINDS = `
import { Lock, WaitQueue, spawn, waitEvent, waitEventTimeout, wakeUp } from 'waitq';
import { SimpleWaitQueue, swaitEvent, swakeUp } from 'waitq/swait';
import { SharedWaitQueue, waitEvent as waitShared, wakeUp as wakeShared } from 'waitq/threads';

let rounds = 0;
async function handOff(full, simple, shared) {
  let turn = 0;
  const waits = [waitEvent(full, () => turn === 1), swaitEvent(simple, () => turn === 1), waitShared(shared, () => turn === 1)];
  const late = ++rounds % 20 === 0 && waitEventTimeout(full, () => false, 0.01); // a timer takes long
  wakeUp(new WaitQueue()); // nobody
  turn = 1;
  wakeUp(full);
  swakeUp(simple);
  wakeShared(shared);
  await Promise.all([...waits, late]);
  await full.lock.acquire();
  full.lock.release();
}
const make = (name) => [new WaitQueue(name), new SimpleWaitQueue(name), SharedWaitQueue.create({ name, slots: 1, maxSlots: 1 })];
async function collect() {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
}
`;

it('queues of all kinds go although the program is watched and somebody reads', async () => {
  const client = await connected(
    start(`${ALL_KINDS}
      const kept = new WaitQueue('kept');
      setInterval(() => kept, 1000);
      let held = Array.from({ length: 20 }, () => make('gone'));
      process.on('SIGUSR2', async () => {
        for (const queues of held) await handOff(...queues);
      });
      process.on('SIGHUP', () => {
        held = undefined;
        setInterval(gc, 100);
      });`),
  );
  const made = new Set<number>();
  const gone = new Set<number>();
  await client.request('waitq/subscribe', { intervalMs: 20 });
  client.onDelta((delta) => {
    for (const queue of delta.queues) if (queue.name === 'gone') made.add(queue.id);
    for (const id of delta.gone) gone.add(id);
  });
  process.kill(client.hello.program.pid, 'SIGUSR2');
  await until(() => made.size === 60 || undefined);
  process.kill(client.hello.program.pid, 'SIGHUP');
  await until(() => [...made].every((id) => gone.has(id)) || undefined);
  const queues = await until(async () => {
    const snapshot = await client.request('waitq/snapshot');
    return snapshot.queues.length === 1 ? snapshot.queues : undefined;
  });
  expect(queues.map(({ name }) => name)).toEqual(['kept']);
});

it('what is counted without a client takes no more room the longer it goes on', async () => {
  const running = start(`${ALL_KINDS}
    const queues = [new WaitQueue('a'), new SimpleWaitQueue('b'), SharedWaitQueue.create({ name: 'c' })];
    const work = async (rounds) => {
      for (let i = 0; i < rounds; i++) await handOff(...queues);
      for (let i = 0; i < rounds / 10; i++) await handOff(...make('gone'));
      await collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    // The same work leaves about the same behind that is not collected yet; what is kept adds up every time.
    await work(10_000);
    const sizes = [];
    for (let i = 0; i < 4; i++) sizes.push(await work(10_000));
    console.log(Math.min(...sizes.slice(1).map((size, i) => size - sizes[i])));`);
  expect(await running.ended).toBe(0);
  expect(running.output.stderr).toBe('');
  expect(Number(running.output.stdout)).toBeLessThan(3e5); // bytes; each wait kept would be some 10 million
});

describe('events are kept', () => {
  const hub = startWatching();
  const queue = new WaitQueue('q');
  const shared = SharedWaitQueue.create({ name: 's' });
  const client = () => createRequests(hub, { canTake: () => true, delta: () => {} });
  const kept = (): readonly [boolean, number] => {
    const { sequence } = hub.snapshot();
    wakeUp(queue);
    wakeShared(shared);
    return [hub.recorder.log.isKept, hub.deltas(sequence).events.length];
  };

  it('by nobody who does not ask', () => {
    const reader = client();
    reader.answer('waitq/snapshot', {});
    reader.answer('waitq/lints', {});
    expect(kept()).toEqual([false, 0]);
  });

  it.each([
    ['a subscription', 'waitq/subscribe', 'waitq/unsubscribe'],
    ['a recording', 'waitq/record/start', 'waitq/record/stop'],
  ] as const)('for %s, as long as it lasts', async (_what, begin, end) => {
    const [one, other, lost] = [client(), client(), client()];
    for (const reader of [one, other, lost]) await reader.answer(begin, {});
    expect(kept()).toEqual([true, 2]);
    await one.answer(end, undefined);
    expect(kept()).toEqual([true, 2]);
    lost.close();
    await other.answer(end, undefined);
    expect(kept()).toEqual([false, 0]);
    other.close();
    one.close();
  });

  it('not for a subscription to states alone', async () => {
    const reader = client();
    await reader.answer('waitq/subscribe', { events: false });
    expect(kept()[0]).toBe(false);
    reader.close();
  });
});
