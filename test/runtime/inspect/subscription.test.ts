import { expect, it } from 'vitest';
import { WaitQueue, wakeUp } from 'waitq';
import type { Delta, Snapshot } from 'waitq/inspect';
import { createRequests } from '../../../runtime/dist/inspect/requests.js';
import { startWatching } from '../../../runtime/dist/inspect/start.js';

function createClient() {
  const deltas: Delta[] = [];
  const requests = createRequests(startWatching(), { canTake: () => true, delta: (one) => deltas.push(one) });
  const ask = async (method: 'waitq/subscribe' | 'waitq/snapshot', params: object) =>
    (await requests.answer(method, params)) as Snapshot;
  return { deltas, requests, ask, subscribe: () => ask('waitq/subscribe', { intervalMs: 60_000 }) };
}

it('misses nothing where a client asks for another picture', async () => {
  const { deltas, requests, subscribe } = createClient();
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

it('tells what has led up to a picture before it, whenever the next news were due', async () => {
  const { deltas, requests, ask, subscribe } = createClient();
  const queue = new WaitQueue('caught up with');
  await ask('waitq/snapshot', {});
  const { sequence } = await subscribe();
  const picture = ask('waitq/snapshot', {});
  wakeUp(queue);
  await picture;
  expect(deltas).toEqual([]);
  const later = await ask('waitq/snapshot', {});
  expect(deltas).toMatchObject([{ from: sequence, dropped: 0, events: [{ kind: 'wake' }] }]);
  expect(later.sequence).toBeGreaterThan(deltas[0]!.sequence);
  requests.close();
});
