import { useEffect, useRef, useState } from 'preact/hooks';
import type { ProgramView } from '../state/model.js';
import type { Row } from '../state/rows.js';
import type { Actions } from './app.js';
import { Axis } from './axis.js';
import { Chart } from './chart.js';
import { Divider } from './divider.js';
import type { EmptyText } from './empty.js';
import { onKey } from './keys.js';
import type { Window } from './marks.js';
import { RowList } from './row-list.js';
import { useNamesWidth } from './use-names-width.js';
import { useTimeZoom, type TimeZoom } from './use-time-zoom.js';

interface TimelineProps {
  readonly rows: readonly Row[];
  readonly more: number;
  readonly programs: readonly ProgramView[];
  readonly active: Row | undefined;
  readonly actions: Actions;
  now(program: ProgramView): number;
  readonly empty: EmptyText | undefined;
  /** The width that somebody has given the names, in pixels. */
  readonly namesWidth: number | undefined;
  /** Whether the keyboard is in the list of rows as soon as the page has it. */
  readonly takesFocus: boolean;
}

/** The names of the rows, and beside them what they did. */
export function Timeline(props: TimelineProps) {
  const { rows, more, programs, active, actions, now, empty, namesWidth, takesFocus } = props;
  const main = useRef<HTMLElement>(null);
  const names = useNamesWidth(main, rows, namesWidth, actions.widenNames);
  const chart = useRef<SVGSVGElement>(null);
  const [width, measured] = useWidth();
  const origin = useOrigin(programs);
  const newest = Math.max(...programs.map(now), origin);
  const zoom = useTimeZoom(chart, width, newest - origin);
  const window: Window = { x: (at) => zoom.scale(at - origin), width, now };
  const fit = (): void => zoom.fit(earliest(rows, newest) - origin, newest - origin);
  useRecordingInSight(programs, width, fit);
  return (
    <main
      class="timeline"
      ref={main}
      style={{ '--names': `${names.width}px` }}
      onKeyDown={(event) => onKey(event, { rows, active, actions, zoom, fit })}
    >
      <div class="zoom">{!empty && <ZoomButtons zoom={zoom} fit={fit} />}</div>
      <div class="axis" ref={measured}>
        {!empty && <Axis scale={zoom.scale} width={width} unit={programs[0]?.unit ?? 'ms'} />}
      </div>
      {empty && <Empty {...empty} />}
      <div class="rows" hidden={empty !== undefined}>
        <RowList rows={rows} active={active} actions={actions} takesFocus={takesFocus && !empty} />
        <Chart
          chart={chart}
          rows={rows}
          programs={programs}
          window={window}
          active={active}
          actions={actions}
        />
        {more > 0 && <p class="more">{more} more rows: filter to see them.</p>}
      </div>
      {!empty && <Divider names={names} />}
    </main>
  );
}

function Empty({ title, help, links = [] }: EmptyText) {
  return (
    <div class="empty" role="status">
      <h2>{title}</h2>
      <p>{help}</p>
      {links.map(({ words, href }) => (
        <p key={href}>
          <a href={href}>{words}</a>
        </p>
      ))}
    </div>
  );
}

function ZoomButtons({ zoom, fit }: { readonly zoom: TimeZoom; fit(): void }) {
  return (
    <>
      <button type="button" aria-label="Zoom in" onClick={() => zoom.zoomBy(2)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => zoom.zoomBy(0.5)}>
        −
      </button>
      <button type="button" onClick={fit}>
        Fit
      </button>
      <button type="button" aria-pressed={zoom.follows} onClick={() => zoom.follow()}>
        Follow
      </button>
    </>
  );
}

/**
 * The time that the axis counts from, the start of the program: it must not move when others come and go, but while one
 * of those that it was told for is there.
 */
function useOrigin(programs: readonly ProgramView[]): number {
  const origin = useRef({ at: 0, of: new Set<string>() });
  const heard = programs.filter(({ begin }) => Number.isFinite(begin));
  const { of } = origin.current;
  if (heard.length > 0 && !heard.some(({ id }) => of.has(id))) {
    const at = Math.min(...heard.map(({ program, begin }) => program?.startedAt ?? begin));
    origin.current = { at, of: new Set(heard.map(({ id }) => id)) };
  } else for (const { id } of heard) of.add(id);
  return origin.current.at;
}

/** Nothing happens in a recording any more that could be followed. */
function useRecordingInSight(programs: readonly ProgramView[], width: number, fit: () => void): void {
  const isRecorded = programs.length > 0 && programs.every(({ status }) => status === 'recorded');
  useEffect(() => {
    if (isRecorded && width > 0) fit();
  }, [isRecorded, width]);
}

function earliest(rows: readonly Row[], newest: number): number {
  const begins = rows.flatMap((row) => (row.kind === 'waiter' ? (row.lane.spans[0]?.from ?? []) : []));
  const first = Math.min(...begins, ...rows.map(({ program }) => program.begin), newest);
  return first - Math.max(1, (newest - first) * 0.02);
}

function useWidth() {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | undefined>(undefined);
  const measured = (element: HTMLElement | null): void => {
    if (!element || observer.current) return;
    observer.current = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.current.observe(element);
  };
  useEffect(() => () => observer.current?.disconnect(), []);
  return [width, measured] as const;
}
