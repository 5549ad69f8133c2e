import { expect, test } from 'vitest';
import { LiveHub } from '../../../extension/src/live/hub.js';
import { waitersOf } from '../../../extension/src/live/line-marks.js';
import { createPlaces } from '../../../extension/src/live/places.js';
import type { Source } from '../../../extension/src/live/source.js';
import { queue, snapshot, source, waiter } from './fake-program.js';

function placesOf(locate: Source['locate'], ...waiters: readonly ReturnType<typeof waiter>[]) {
  const hub = new LiveHub();
  hub.add(source({ locate }));
  hub.hear('p', { snapshot: snapshot([queue({ waiters })]) });
  return { places: createPlaces(hub), nodes: waitersOf(hub.model) };
}

const condition = '() => ready';

test('those that wait alike are asked for once, and not again', async () => {
  const asked: number[] = [];
  const locate = async (id: number) => (asked.push(id), { file: '/a.ts', line: id, column: 1 });
  const alike = [
    waiter({ id: 1, condition }),
    waiter({ id: 2, condition }),
    waiter({ id: 3, condition: '() => no' }),
  ];
  const { places, nodes } = placesOf(locate, ...alike);
  expect(await places.look(nodes)).toBe(true);
  expect(await places.look(nodes)).toBe(false);
  expect(asked).toHaveLength(2);
  expect(nodes.map((node) => places.of(node)?.line)).toEqual([asked[0], asked[0], 3]);
});

test('where the condition is not told, the recorded call is taken', async () => {
  const { places, nodes } = placesOf(async () => undefined, waiter({ condition, site: '/b.js:4:2' }));
  expect(await places.find(nodes[0]!)).toEqual({ file: '/b.js', line: 4, column: 2 });
});

test('a program that knows the place already is not asked', async () => {
  const place = { file: '/c.ts', line: 9, column: 3 };
  const { places, nodes } = placesOf(() => Promise.reject(new Error('asked')), waiter({ condition, place }));
  expect(await places.find(nodes[0]!)).toEqual(place);
});
