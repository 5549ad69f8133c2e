import { BroadcastChannel } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { RegionHolder } from '../../../runtime/src/inspect/region-holder.js';
import type { RegionNews } from '../../../runtime/src/inspect/region-news.js';
import { NEWS } from '../../../runtime/src/inspect/region-news.js';
import { beginTelling } from '../../../runtime/src/inspect/region-teller.js';
import { startWatching } from '../../../runtime/src/inspect/start.js';
import { SharedLock, SharedWaitQueue } from '../../../runtime/src/threads/index.js';

/** What all holders of this process say they hold. */
async function heldNow(): Promise<NonNullable<RegionNews['known']>> {
  const channel = new BroadcastChannel(NEWS);
  onTestFinished(() => channel.close());
  const answer = new Promise<RegionNews>((resolve) => {
    channel.onmessage = ({ data }: { data: RegionNews }) => resolve(data);
  });
  channel.postMessage({ asks: true } satisfies RegionNews);
  return (await answer).known ?? [];
}

it('a thread tells each region once, and soon no more when it makes ever new ones', () => {
  startWatching();
  const known = SharedWaitQueue.create({ name: 'before' });
  const told: string[] = [];
  // That it has one no more is said when that is collected, at any moment.
  beginTelling(({ known = [] }) => told.push(...known.map(({ handle }) => handle.name)));
  expect(told).toContain('before');
  told.length = 0;
  const made = SharedWaitQueue.create({ name: 'made' });
  SharedWaitQueue.attach(known.handle); // another view of the same: whoever has it is told again
  expect(told).toEqual(['made', 'before']);
  for (let i = 0; i < 3000; i++) SharedLock.create({ name: 'one of many', slots: 1, maxSlots: 1 });
  expect(told.length).toBeLessThanOrEqual(1000);
  expect(made.name).toBe('made');
});

it('holds what threads have until the last of them has it no more, and a thousand at most', async () => {
  const holder = new RegionHolder();
  const [{ handle }, lock] = [SharedWaitQueue.create({ name: 'both' }), SharedLock.create({ name: 'one' })];
  holder.hear({ known: [{ handle, threads: [1] }] });
  holder.hear({
    known: [
      { handle, threads: [2] },
      { handle: lock.handle, threads: [2] },
    ],
  });
  holder.hear({ gone: { id: handle.id, thread: 2 } });
  holder.hear({ gone: { id: lock.handle.id, thread: 2 } });
  holder.hear({ gone: { id: lock.handle.id, thread: 2 } });
  expect(await heldNow()).toMatchObject([{ handle: { name: 'both' }, threads: [1] }]);

  // Another version, and what another queue has taken the place of.
  const {
    id: [low, high],
  } = handle;
  holder.hear({ known: [{ handle: { ...handle, id: [low, high + 1] }, threads: [1] }] });
  holder.hear({ known: [{ handle: { ...handle, id: [low, high + 2], version: 9 }, threads: [1] }] });
  expect(await heldNow()).toHaveLength(1);

  const many = Array.from({ length: 1500 }, () => SharedWaitQueue.create({ slots: 1, maxSlots: 1 }));
  holder.hear({ known: many.map((queue) => ({ handle: queue.handle, threads: [3] })) });
  const held = await heldNow();
  expect(held).toHaveLength(1000);
  expect(held.at(-1)!.handle.id).toEqual(many.at(-1)!.handle.id);
});
