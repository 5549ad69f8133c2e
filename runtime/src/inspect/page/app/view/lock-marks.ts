import type { Hold, LockView } from '../state/locks.js';
import type { Row } from '../state/rows.js';
import { holdWords } from '../state/words.js';
import { rowHeight, type Window } from './marks.js';

/** A time in which a lock was held: on its own row, and a thin one on the rows of the task that held it. */
export interface HoldBar {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

/** Of those narrower than a pixel that lie on each other one is drawn. */
export function holdsOf(row: Row, index: number, window: Window): readonly HoldBar[] {
  const top = index * rowHeight;
  if (row.kind === 'lock') return barsOf(row, row.lock, row.lock.holds, top + 7, 12, window);
  if (row.kind !== 'waiter' || row.lane.task === '') return [];
  const { task } = row.lane;
  return [...row.program.locks.values()].flatMap((lock) => {
    const own = lock.holds.filter((hold) => hold.task === task);
    return barsOf(row, lock, own, top + rowHeight - 4, 3, window);
  });
}

function barsOf(
  { program }: Row,
  { id, name }: LockView,
  holds: readonly Hold[],
  y: number,
  height: number,
  window: Window,
): readonly HoldBar[] {
  const { x, width } = window;
  const now = window.now(program);
  const bars: HoldBar[] = [];
  let right = -Infinity;
  for (const hold of holds) {
    const [from, to] = [x(hold.from), x(hold.to ?? now)];
    if (to < 0 || from > width || (to - from < 1 && to - right < 0.5)) continue;
    right = to;
    const start = Math.max(from, -2);
    bars.push({
      key: `${id} ${hold.from}`,
      x: start,
      y,
      width: Math.max(1, Math.min(to, width + 2) - start),
      height,
      title: `${name} ${holdWords(hold, now, program.unit)}`,
    });
  }
  return bars;
}
