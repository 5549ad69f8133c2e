import { expect, it } from 'vitest';
import { WaitQueue, wakeUp } from 'waitq';
import type { Delta, Snapshot } from 'waitq/inspect';
import { createRequests } from '../../../runtime/dist/inspect/requests.js';
import { startWatching } from '../../../runtime/dist/inspect/start.js';

it('misses nothing where a client asks for another picture', async () => {
  const deltas: Delta[] = [];
  const requests = createRequests(startWatching(), { canTake: () => true, delta: (one) => deltas.push(one) });
  const subscribe = async () =>
    (await requests.answer('waitq/subscribe', { intervalMs: 60_000 })) as unknown as Snapshot;
  const queue = new WaitQueue('asked about twice');
  const first = await subscribe();
  expect(deltas).toEqual([]);
  wakeUp(queue);
  const second = await subscribe();
  const [delta, ...others] = deltas;
  expect(others).toEqual([]);
  expect(delta).toMatchObject({ from: first.sequence, dropped: 0, events: [{ kind: 'wake' }] });
  expect(second.sequence).toBe(delta!.sequence);
  requests.close();
});
