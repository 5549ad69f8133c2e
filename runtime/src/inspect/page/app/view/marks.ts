/** What is drawn of the rows: positions in pixels, and only of what is in sight. */

import type { ProgramView, Span } from '../state/model.js';
import type { Row, WaiterRow } from '../state/rows.js';
import { length, readable, whoIs } from '../state/words.js';

/** Pixels. */
export const rowHeight = 26;

/** Milliseconds since the epoch → pixels. */
export type Position = (at: number) => number;

export interface Window {
  readonly x: Position;
  readonly width: number;
  /** Where open spans end, in milliseconds since the epoch. */
  readonly now: (program: ProgramView) => number;
}

export interface Bar {
  readonly key: string;
  readonly kind: Span['phase'] | 'lost';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: string;
}

/** The phases of a waiter's row. Of those narrower than a pixel that lie on each other one is drawn. */
export function barsOf(row: WaiterRow, index: number, window: Window): readonly Bar[] {
  const { x, width } = window;
  const now = window.now(row.program);
  const bars: Bar[] = [];
  let right = -Infinity;
  for (const span of row.lane.spans) {
    const [from, to] = [x(span.from), x(span.to ?? now)];
    if (to < 0 || from > width || (to - from < 1 && to - right < 0.5)) continue;
    right = to;
    const isLast = span.to === undefined;
    const kind = (isLast && row.isLost) || row.wasLost(span) ? 'lost' : span.phase;
    const start = Math.max(from, -2);
    bars.push({
      key: `${span.waiter} ${span.phase} ${span.from}`,
      kind,
      x: start,
      y: index * rowHeight,
      width: Math.max(1, Math.min(to, width + 2) - start),
      title: titleOf(span, kind, now, row.program.unit),
    });
  }
  return bars;
}

function titleOf(span: Span, kind: Bar['kind'], now: number, unit: ProgramView['unit']): string {
  const time = length((span.to ?? now) - span.from, unit);
  const words = kind === 'lost' ? 'asleep, its condition holds' : span.phase;
  const end = span.end === undefined || span.end === 'finish' ? '' : `, then ${span.end}`;
  return `${words}: ${span.isOlder ? 'more than ' : ''}${time}${end}`;
}

export interface WakeSign {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly isVain: boolean;
  readonly title: string;
}

/** The wake-ups of a queue's row. */
export function wakesOf(row: Row, index: number, { x, width }: Window): readonly WakeSign[] {
  if (row.kind !== 'queue') return [];
  const signs: WakeSign[] = [];
  let last = -Infinity;
  for (const wake of row.queue.wakes) {
    const { sequence, at, found, site } = wake;
    const waker = whoIs(wake);
    const position = x(at);
    if (position < 0 || position > width || (position - last < 1 && found > 0)) continue;
    last = position;
    const who = [waker && `by ${waker}`, site && `at ${readable(site)}`].filter(Boolean).join(' ');
    const title = `wake-up ${who}: ${found === 0 ? 'found nobody' : `woke ${found}`}`.replace(' :', ':');
    signs.push({
      key: String(sequence),
      x: position,
      y: (index + 0.5) * rowHeight,
      isVain: found === 0,
      title,
    });
  }
  return signs;
}

export interface Arrow {
  readonly key: string;
  readonly path: string;
}

/** From each wake-up in sight to where those it chose went on. */
export function arrowsOf(rows: readonly Row[], window: Window): readonly Arrow[] {
  const { x, width } = window;
  const arrows: Arrow[] = [];
  let queueIndex = 0;
  let wakes = new Map<number, number>();
  rows.forEach((row, index) => {
    if (row.kind === 'queue') {
      queueIndex = index;
      wakes = new Map(row.queue.wakes.map(({ sequence, at }) => [sequence, at]));
    }
    if (row.kind !== 'waiter') return;
    for (const { wake, phase, to, waiter } of row.lane.spans) {
      const from = wake === undefined ? undefined : wakes.get(wake);
      if (phase !== 'woken' || from === undefined || to === undefined) continue;
      const [left, right] = [x(from), x(to)];
      if (right < 0 || left > width) continue;
      const [top, bottom] = [(queueIndex + 0.5) * rowHeight, (index + 0.5) * rowHeight - 6];
      arrows.push({ key: `${waiter} ${wake}`, path: `M${left},${top} L${right},${bottom}` });
    }
  });
  return arrows.slice(-maxArrows);
}

/** More of them hide each other. */
const maxArrows = 400;

export interface GapSign {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly title: string;
}

/** Times of which events are missing. */
export function gapsOf(programs: readonly ProgramView[], { x, width }: Window): readonly GapSign[] {
  return programs.flatMap(({ id, name, gaps }) =>
    gaps
      .map(({ from, to, dropped }, index) => ({
        key: `${id} ${index} ${from}`,
        x: Math.max(-2, x(from)),
        width: Math.max(2, Math.min(width + 2, x(to)) - Math.max(-2, x(from))),
        title: `${dropped ?? 'some'} events of ${name} are missing here`,
      }))
      .filter((gap) => gap.x + gap.width > 0 && gap.x < width),
  );
}
