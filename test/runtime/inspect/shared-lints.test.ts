import { expect, it } from 'vitest';
import type { Finding } from 'waitq/inspect';
import type { Client } from 'waitq/inspect/client';
import { connected, start, until } from './program.js';

/**
 * A queue and a worker that waits on it, in turns: `turn(n)` of either side goes on when the other has called
 * `next(n)`. `ready` is what the waits are for.
 */
const PROGRAM = `
import { Worker } from 'node:worker_threads';
import { SharedWaitQueue, waitEventExclusive, wakeUp, watch } from 'waitq/threads';
const kept = [];
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
function scene(name, run) {
  const queue = SharedWaitQueue.create({ name });
  const cells = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(\`
    import { workerData } from 'node:worker_threads';
    import { SharedWaitQueue, WaitEntry, finishWait, prepareToWait, scheduleSync, sleepOnSync, waitEventSync, waitEventExclusiveSync } from 'waitq/threads';
    const queue = SharedWaitQueue.attach(workerData.queue);
    const { cells } = workerData;
    const ready = () => Atomics.load(cells, 0) > 0;
    const take = () => Atomics.sub(cells, 0, 1);
    const next = (turn) => Atomics.store(cells, 1, turn);
    const turn = (wanted) => { while (Atomics.load(cells, 2) < wanted) Atomics.wait(cells, 2, wanted - 1); };
    const byHand = () => {
      const entry = new WaitEntry();
      for (prepareToWait(queue, entry); !ready(); prepareToWait(queue, entry)) scheduleSync(entry);
      finishWait(queue, entry);
    };
    (\${run})();
  \`, { eval: true, workerData: { queue: queue.handle, cells } });
  kept.push(queue, worker);
  return {
    queue,
    worker,
    give: () => Atomics.add(cells, 0, 1),
    next: (turn) => (Atomics.store(cells, 2, turn), Atomics.notify(cells, 2)),
    async turn(wanted) { while (Atomics.load(cells, 1) < wanted) await pause(); },
    asleep: async () => { while (queue.handle && !sleeping(queue)) await pause(); },
  };
}
import { sharedWaiters } from 'waitq/threads';
const sleeping = (queue) => sharedWaiters(queue).some(({ inLine }) => inLine);
setInterval(() => kept, 1000);
`;

/** Wake-ups of nobody: two that came too early, and the rest of no harm. */
const NOBODY = `${PROGRAM}
async function early() {
  const { queue, turn, next } = scene('early', '() => { next(1); turn(1); waitEventSync(queue, ready); }');
  await turn(1);
  wakeUp(queue);
  next(1);
}
async function blind() {
  const { queue, turn, next } = scene('blind', '() => { sleepOnSync(queue); next(1); turn(1); sleepOnSync(queue); }');
  for (let woken = false; !woken; await pause()) {
    if (sleeping(queue)) wakeUp(queue), (woken = true);
  }
  await turn(1);
  wakeUp(queue);
  next(1);
}
// Its condition is true before the wake-up that says so.
async function quick() {
  const run = '() => { turn(1); waitEventSync(queue, ready); take(); next(1); turn(2); waitEventSync(queue, ready); }';
  const { queue, give, turn, next } = scene('quick', run);
  give();
  next(1);
  await turn(1);
  wakeUp(queue);
  next(2);
}
// Woken once, it finds two.
async function drained() {
  const run = '() => { byHand(); turn(1); take(); take(); byHand(); }';
  const { queue, give, next, asleep } = scene('drained', run);
  await asleep();
  give();
  wakeUp(queue);
  while (sharedWaiters(queue).length > 0) await pause();
  give();
  wakeUp(queue);
  next(1);
}
// Woken since, in vain.
async function woken() {
  const { queue, turn, next, asleep } = scene('woken', '() => { next(1); turn(1); waitEventSync(queue, ready); }');
  await turn(1);
  wakeUp(queue);
  next(1);
  await asleep();
  wakeUp(queue);
}
// Another thread uses it that tells nothing: it may have taken what was announced.
async function untold() {
  const { queue, turn, next } = scene('untold', '() => { next(1); turn(1); waitEventSync(queue, ready); }');
  const { journal, ...handle } = queue.handle;
  const mute = new Worker(\`
    import { workerData } from 'node:worker_threads';
    import { SharedWaitQueue } from 'waitq/threads';
    SharedWaitQueue.attach(workerData);
  \`, { eval: true, env: {}, workerData: handle });
  await new Promise((resolve) => mute.once('exit', resolve));
  await turn(1);
  wakeUp(queue);
  next(1);
}
for (const one of [early, blind, quick, drained, woken, untold]) void one();
`;

it('tells a wake-up that found nobody before a wait of another thread, and none of no harm', async () => {
  const client = await connected(start(NOBODY));
  const names = ['early', 'blind', 'quick', 'drained', 'woken', 'untold'];
  const findings = await until(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { queues } = await client.request('waitq/snapshot');
    const old = queues.filter(({ waiters: [one] }) => one?.sleeping && Date.now() - one.since! > 2000);
    return old.length === names.length ? lints(client) : undefined;
  });
  const { queues } = await client.request('waitq/snapshot');
  const nameOf = ({ queue }: Finding) => queues.find(({ id }) => id === queue)!.name;
  expect(findings.map((finding) => `${finding.kind} ${nameOf(finding)}`).sort()).toEqual([
    'wake-up-of-nobody blind',
    'wake-up-of-nobody early',
  ]);
  const early = findings.find((finding) => nameOf(finding) === 'early')!;
  expect(early.message).toMatch(
    /^A wake-up found nobody .* before waiter \d+ on queue 'early' went to sleep/,
  );
  expect(early.evidence).toMatchObject([
    { what: 'a wake-up found nobody', site: expect.stringMatching(/:\d+:3$/) as unknown },
    { what: 'went to sleep', waiter: early.waiter, site: expect.stringMatching(/:\d+:\d+$/) as unknown },
  ]);
  const [wake, sleep] = early.evidence;
  expect(wake!.at! - sleep!.at!).toBeLessThan(1000);
});

/** The worker dies asleep, and the wake-up goes to it. \`extra\` runs before that. */
const leaving = (extra: string): string => `${PROGRAM}
const { queue, worker, asleep } = scene('left', '() => waitEventExclusiveSync(queue, ready)');
${extra}
await asleep();
void waitEventExclusive(queue, () => kept.length < 0);
await worker.terminate();
wakeUp(queue);
console.log('woken');
`;

it('tells an exclusive wake-up that went to a thread that has ended', async () => {
  const running = start(leaving(''));
  const client = await connected(running);
  await until(() => running.output.stdout.includes('woken') || undefined);
  const [finding, ...others] = await lints(client);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    kind: 'wake-up-to-leaver',
    message: expect.stringContaining("queue 'left' went to thread 1, which has ended") as unknown,
    evidence: [
      { what: 'went to sleep', waiter: finding!.waiter },
      { what: 'was woken, and its thread 1 has ended', at: expect.any(Number) as unknown },
    ],
  });
});

it('tells none where the thread was watched, for then the wake-up goes on', async () => {
  const running = start(leaving('watch(worker);'));
  const client = await connected(running);
  await until(() => running.output.stdout.includes('woken') || undefined);
  expect(await lints(client)).toEqual([]);
});

function lints(client: Client): Promise<readonly Finding[]> {
  return client.request('waitq/lints', { evaluate: true });
}
