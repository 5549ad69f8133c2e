import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isKept, leaseIn, renew, take } from '../../../runtime/src/inspect/keeper-lease.js';
import { freshFolder } from './program.js';

it('a lease is had by one, until it runs out', () => {
  const folder = freshFolder();
  const lease = leaseIn(folder, 12);
  expect([take(lease), take(lease), isKept(lease)]).toEqual([true, false, true]);
  utimesSync(lease, 0, 0);
  expect(isKept(lease)).toBe(false);
  renew(lease);
  expect([isKept(lease), take(lease)]).toEqual([true, false]);
  utimesSync(lease, 0, 0);
  expect([take(lease), take(lease)]).toEqual([true, false]);
  expect(readdirSync(folder)).toEqual(['12.keeper']);
});

/** All begin at the same moment, each time with another lease: every second one is there and has run out. */
const THREAD = `
import { parentPort, workerData } from 'node:worker_threads';
import { take } from ${JSON.stringify(new URL('../../../runtime/dist/inspect/keeper-lease.js', import.meta.url).href)};
const { gate, leases, threads } = workerData;
const taken = leases.map((lease, round) => {
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 0) < threads * (round + 1));
  return take(lease);
});
parentPort.postMessage(taken);
`;

it('of several that want it at the same moment one gets it', async () => {
  const folder = freshFolder();
  const leases = Array.from({ length: 40 }, (_, index) => join(folder, `${index}.keeper`));
  leases.forEach((lease, index) => {
    if (index % 2 === 0) return;
    take(lease);
    utimesSync(lease, 0, 0);
  });
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { gate, leases, threads: 3 };
  const threads = Array.from({ length: 3 }, () => new Worker(THREAD, { eval: true, workerData }));
  const answers = await Promise.all(
    threads.map(async (thread) => ((await once(thread, 'message')) as [readonly boolean[]])[0]),
  );
  const winners = leases.map((_, index) => answers.filter((taken) => taken[index]).length);
  expect(winners).toEqual(leases.map(() => 1));
});
