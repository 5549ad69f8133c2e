import type { RefObject } from 'preact';
import type { ProgramView } from '../state/model.js';
import type { Row } from '../state/rows.js';
import type { Actions } from './app.js';
import { holdsOf, type HoldBar } from './lock-marks.js';
import {
  arrowsOf,
  barsOf,
  gapsOf,
  rowHeight,
  wakesOf,
  type Bar,
  type WakeSign,
  type Window,
} from './marks.js';

interface ChartProps {
  readonly chart: RefObject<SVGSVGElement | null>;
  readonly rows: readonly Row[];
  readonly programs: readonly ProgramView[];
  readonly window: Window;
  readonly active: Row | undefined;
  readonly actions: Actions;
}

/** What the rows did. It is drawn only: all it says is in the list of rows and in the details. */
export function Chart({ chart, rows, programs, window, active, actions }: ChartProps) {
  const height = rows.length * rowHeight;
  const rowAt = (event: MouseEvent): Row | undefined => rows[Math.floor(event.offsetY / rowHeight)];
  return (
    <svg
      ref={chart}
      class="chart"
      aria-hidden="true"
      width={window.width}
      height={height}
      onClick={(event) => actions.activate(rowAt(event))}
      onDblClick={(event) => actions.open(rowAt(event))}
    >
      <rect class="ground" width={window.width} height={height} />
      {gapsOf(programs, window).map(({ key, x, width, title }) => (
        <rect key={key} class="gap" x={x} width={width} height={height}>
          <title>{title}</title>
        </rect>
      ))}
      {rows.map((row, index) => (
        <g key={row.id} class={row.id === active?.id ? 'active' : ''}>
          <rect class={`stripe ${row.kind}`} y={index * rowHeight} width={window.width} height={rowHeight} />
          {row.kind === 'waiter' && barsOf(row, index, window).map(PhaseBar)}
          {wakesOf(row, index, window).map(Wake)}
          {holdsOf(row, index, window).map(Held)}
        </g>
      ))}
      {arrowsOf(rows, window).map(({ key, path }) => (
        <path key={key} class="arrow" d={path} marker-end="url(#head)" />
      ))}
    </svg>
  );
}

const barHeights: Readonly<Record<Bar['kind'], number>> = { asleep: 10, woken: 10, running: 18, lost: 14 };

function PhaseBar({ key, kind, x, y, width, title }: Bar) {
  const height = barHeights[kind];
  return (
    <rect
      key={key}
      class={`bar ${kind}`}
      x={x}
      y={y + (rowHeight - height) / 2}
      width={width}
      height={height}
    >
      <title>{title}</title>
    </rect>
  );
}

function Held({ key, title, ...place }: HoldBar) {
  return (
    <rect key={key} class="bar held" {...place}>
      <title>{title}</title>
    </rect>
  );
}

function Wake({ key, x, y, isVain, title }: WakeSign) {
  return (
    <path key={key} class={`wake ${isVain ? 'vain' : ''}`} d={`M${x},${y - 6} l5,6 l-5,6 l-5,-6 z`}>
      <title>{title}</title>
    </path>
  );
}

/** Phases differ in pattern, not in colour alone. It has to stand where it is never hidden. */
export function Patterns() {
  return (
    <defs>
      <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="woken-ground" width="6" height="6" />
        <rect class="woken-stripe" width="3" height="6" />
      </pattern>
      <pattern id="crossed" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect class="gap-stripe" width="2" height="8" />
      </pattern>
      <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path class="arrow-head" d="M0,0 L8,4 L0,8 z" />
      </marker>
    </defs>
  );
}
