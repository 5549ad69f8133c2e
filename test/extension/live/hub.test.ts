import { describe, expect, test } from 'vitest';
import type { ToPage } from 'waitq/inspect/page';
import { LiveHub } from '../../../extension/src/live/hub.js';
import { rootsOf } from '../../../extension/src/live/model.js';
import { emptyPage, type PageState } from '../../../runtime/src/inspect/page/app/state/model.js';
import { reduce } from '../../../runtime/src/inspect/page/app/state/reduce.js';
import { delta, finding, queue, snapshot, source, waiter } from './fake-program.js';

function hubWith(...ids: readonly string[]) {
  const hub = new LiveHub();
  const told: ToPage[] = [];
  hub.onMessage((message) => told.push(message));
  for (const id of ids) hub.add(source({ id, name: `${id}.js` }));
  return { hub, told };
}

const draw = (messages: readonly ToPage[]): PageState => messages.reduce(reduce, emptyPage);

const asleep = queue({ waiters: [waiter({ since: 999_000 })] });
const wait = { at: 1_000_100, queue: 1, waiter: 7, task: 'reader' };
const woken = delta({
  events: [
    { ...wait, sequence: 2, kind: 'woken', wake: 1 },
    { ...wait, sequence: 2, at: 1_000_200, kind: 'finish' },
  ],
  queues: [queue()],
});

describe('a timeline', () => {
  test('that opens late, or anew after it was hidden, shows what one shows that was there all the time', () => {
    const { hub, told } = hubWith('p');
    hub.hear('p', { snapshot: snapshot([asleep]) });
    hub.hear('p', { delta: woken, findings: [finding({ kind: 'old-waiter' })] });
    const early = draw(told);
    expect(early.programs.get('p')!.queues.get(1)!.lanes[0]).toMatchObject({
      end: 'finish',
      spans: [{ phase: 'asleep' }, { phase: 'woken' }],
    });
    expect(draw(hub.replay())).toEqual(early);
  });

  test('is replayed from a bounded history, and the present is whole', () => {
    const { hub } = hubWith('p');
    const lock = { id: 3, name: 'table', holder: 'reader', wanted: [] };
    hub.hear('p', { snapshot: { ...snapshot([asleep]), locks: [lock] } });
    for (let from = 1; from < 30_000; from++) {
      hub.hear('p', { delta: delta({ from, sequence: from + 1, queues: [asleep] }) });
    }
    const replayed = hub.replay();
    expect(replayed.length).toBeLessThan(12_000);
    const view = draw(replayed).programs.get('p')!;
    expect(view).toMatchObject({ sequence: 30_000, isTorn: false });
    expect(view.locks.get(3)).toMatchObject({ name: 'table', holds: [{ task: 'reader' }] });
  });

  test('keeps what an ended program did, until another begins', () => {
    const { hub } = hubWith('p');
    hub.hear('p', { snapshot: snapshot([asleep]) });
    hub.end('p');
    expect(draw(hub.replay()).programs.get('p')).toMatchObject({ status: 'ended', name: 'p.js' });
    expect(rootsOf(hub.model)).toEqual([]);
    hub.add(source({ id: 'q' }));
    expect(draw(hub.replay()).programs.size).toBe(0);
  });

  test('a program that was never heard leaves nothing', () => {
    const { hub } = hubWith('p');
    hub.end('p');
    expect(hub.model.programs.size).toBe(0);
  });
});

test('a socket is connecting until it is heard, and lost with a reason when it can not be reached', () => {
  const { hub } = hubWith('p', 'q');
  hub.setStatus('p', 'connecting');
  expect(hub.model.programs.get('p')).toMatchObject({ status: 'connecting' });
  hub.hear('p', { snapshot: snapshot([]) });
  expect(hub.model.programs.get('p')).toMatchObject({ status: 'live' });
  hub.fail('q', 'nobody listens');
  expect(hub.model.programs.get('q')).toMatchObject({ status: 'lost', problem: 'nobody listens' });
});

test('a delta that does not fit is refused', () => {
  const { hub } = hubWith('p');
  hub.hear('p', { snapshot: snapshot([queue()], 4) });
  expect(hub.hear('p', { delta: delta({ from: 9, sequence: 10 }) })).toBe(false);
});

test('whoever has gone is not heard', () => {
  const { hub } = hubWith('p');
  hub.end('p');
  hub.hear('p', { snapshot: snapshot([queue()]) });
  expect(hub.model.programs.size).toBe(0);
});
