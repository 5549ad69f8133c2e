import { describe, expect, it, vi } from 'vitest';
import type { Finding } from 'waitq/inspect';
import { Lock, WaitQueue, spawn, waitEvent, wakeUp } from 'waitq';
import type { SeenLock } from '../../../runtime/src/inspect/shared-locks.js';
import { startWatching } from '../../../runtime/dist/inspect/start.js';
import { settle } from '../turns.js';

const hub = startWatching();

/** Findings about this queue. */
function lints(queue: WaitQueue, params: Parameters<typeof hub.lints>[0] = {}): readonly Finding[] {
  const { id } = hub.recorder.statsOf(queue);
  return hub.lints(params).filter((finding) => finding.queue === id);
}

describe('lock-cycle', () => {
  const cycles = () => hub.lints().filter(({ kind }) => kind === 'lock-cycle');

  it('tells tasks that hold what the other wants', async () => {
    const [a, b] = [new Lock(), new Lock()];
    const take = (name: string, first: Lock, second: Lock) =>
      spawn(name, async () => {
        await first.acquire();
        await Promise.resolve();
        await second.acquire();
      });
    take('left', a, b);
    take('right', b, a);
    await settle();
    expect(cycles()).toHaveLength(1);
    expect(cycles()[0]!.message).toMatch(/'left' → 'right' → 'left'|'right' → 'left' → 'right'/);
    expect(
      cycles()[0]!
        .evidence.map(({ task }) => task)
        .sort(),
    ).toEqual(['left', 'right']);
    a.release(); // breaks it
    await settle();
    expect(cycles()).toEqual([]);
  });

  it('tells one who sleeps with a lock that his only waker wants', async () => {
    const [lock, queue] = [new Lock(), new WaitQueue('held')];
    let items = 0;
    const consumer = spawn('consumer', async (task) => {
      await waitEvent(queue, () => items > 0, { task });
      await lock.acquire();
      await waitEvent(queue, () => items > 1, { task });
      lock.release();
    });
    spawn('producer', async () => {
      await Promise.resolve();
      items = 1;
      wakeUp(queue);
      await settle();
      await lock.acquire();
      items = 2;
      wakeUp(queue);
      lock.release();
    });
    for (let i = 0; i < 3; i++) await settle();
    const [finding, ...others] = cycles();
    expect(others).toEqual([]);
    expect(finding!.evidence.map(({ what }) => what).sort()).toEqual([
      "sleeps; nobody but task 'producer' has ever woken queue 'held'",
      expect.stringMatching(/^wants lock \d+, which task 'consumer' holds$/),
    ]);
    items = 2;
    wakeUp(queue);
    await consumer.done;
  });

  it.each([
    ['a time', { timeoutMs: 60_000 }],
    ['an abort signal', { signal: new AbortController().signal }],
  ])('is silent about one who sleeps with a lock until %s ends it', async (what, options) => {
    const [lock, queue] = [new Lock(), new WaitQueue(`until ${what}`)];
    let items = 0;
    const consumer = spawn('patient', async (task) => {
      await waitEvent(queue, () => items > 0, { task });
      await lock.acquire();
      await waitEvent(queue, () => items > 1, { task, ...options });
      lock.release();
    });
    spawn('wanter', async () => {
      await Promise.resolve();
      items = 1;
      wakeUp(queue);
      await settle();
      await lock.acquire();
      lock.release();
    });
    for (let i = 0; i < 3; i++) await settle();
    expect(lints(queue)).toEqual([]);
    expect(cycles()).toEqual([]);
    items = 2;
    wakeUp(queue);
    await consumer.done;
  });

  it('does not put together what two looks at the locks of threads do not both find', () => {
    const user = (threadId: number) => ({ threadId, task: 0, name: '' });
    const lock = (id: number, holder: number, wanter: number, hold = 1, serial = wanter): SeenLock => ({
      ...{ id, name: `lock ${id}`, region: `${id}`, site: '', since: 1, hold, holder: user(holder) },
      wanted: [{ ...user(wanter), serial, blocks: true }],
    });
    const looks = (...all: readonly (readonly SeenLock[])[]) => {
      const mock = vi.spyOn(hub.sharedLocks, 'all');
      for (const look of all) mock.mockReturnValueOnce(look);
      const found = cycles();
      mock.mockRestore();
      return found;
    };
    const ring = [lock(1, 7, 8), lock(2, 8, 7)];
    expect(looks(ring, ring)).toHaveLength(1);
    expect(looks([lock(1, 7, 8, 1), lock(2, 8, 7)], [lock(1, 7, 8, 2), lock(2, 8, 7)])).toEqual([]);
    expect(looks([lock(1, 7, 8, 1, 3), lock(2, 8, 7)], [lock(1, 7, 8, 1, 4), lock(2, 8, 7)])).toEqual([]);
    expect(looks([lock(1, 7, 8, 0), lock(2, 8, 7)], [lock(1, 7, 8, 0), lock(2, 8, 7)])).toEqual([]);
  });

  it('is silent about a queue for one lock', async () => {
    const lock = new Lock();
    await lock.acquire();
    for (const name of ['one', 'two']) spawn(name, async () => lock.acquire().then(() => lock.release()));
    await settle();
    expect(cycles()).toEqual([]);
    lock.release();
  });
});
