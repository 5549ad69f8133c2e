import { expect, it } from 'vitest';
import { advance, follow } from '../../../runtime/src/inspect/cli/follow.js';
import type { Followed } from '../../../runtime/src/inspect/cli/follow.js';
import type { Client } from '../../../runtime/src/inspect/client.js';
import type { Delta, QueueSnapshot, Snapshot } from '../../../runtime/src/inspect/protocol.js';

const queue = (id: number, name: string): QueueSnapshot => ({ id, name, kind: 'full', waiters: [] });
const snapshot = (sequence: number, ...queues: QueueSnapshot[]): Snapshot => ({
  version: 1,
  sequence,
  at: 0,
  queues,
});
const delta = (from: number, sequence: number, more: Partial<Delta> = {}): Delta => ({
  version: 1,
  from,
  sequence,
  at: sequence,
  events: [],
  dropped: 0,
  queues: [],
  gone: [],
  ...more,
});

it('a delta replaces, adds and removes queues, in their place', () => {
  const before = snapshot(5, queue(1, 'one'), queue(2, 'two'), queue(3, 'three'));
  const after = advance(before, delta(5, 9, { queues: [queue(4, 'four'), queue(1, 'first')], gone: [2] }));
  expect(after).toMatchObject({ sequence: 9, at: 9 });
  expect(after?.queues.map(({ name }) => name)).toEqual(['first', 'three', 'four']);
  expect(advance(before, delta(6, 9))).toBeUndefined();
});

it('asks for a new picture when a delta is missing', async () => {
  const pictures = [snapshot(1, queue(1, 'old')), snapshot(20, queue(1, 'new'))];
  let hear: (delta: Delta) => void = () => {};
  let end = (): void => {};
  const request = async (method: string): Promise<unknown> =>
    method === 'waitq/lints' ? [] : pictures.shift();
  const client = {
    request,
    onDelta(listener: typeof hear) {
      hear = listener;
    },
    closed: new Promise<undefined>((resolve) => (end = () => resolve(undefined))),
  } as unknown as Client;
  const told: Followed[] = [];
  let next = (): void => {};
  const more = () => new Promise<void>((resolve) => (next = resolve));
  await follow(client, { intervalMs: 1000, evaluate: false }, (followed) => {
    told.push(followed);
    next();
  });
  expect(told.at(-1)?.snapshot.sequence).toBe(1);
  let come = more();
  hear(delta(1, 4, { queues: [queue(2, 'second')] }));
  await come;
  expect(told.at(-1)?.snapshot.queues).toHaveLength(2);
  come = more();
  hear(delta(7, 9));
  await come;
  expect(told.at(-1)?.snapshot).toMatchObject({ sequence: 20, queues: [{ name: 'new' }] });
  end();
});
