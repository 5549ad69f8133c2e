import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from 'd3-zoom';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

/** Where times lie on the chart, and what moves it. */
export interface TimeZoom {
  /** Milliseconds after the origin → pixels. */
  readonly scale: ScaleLinear<number, number>;
  /** Whether the newest time stays in sight. */
  readonly follows: boolean;
  follow(): void;
  /** Above 1: nearer. */
  zoomBy(factor: number): void;
  /** By a part of the width; above 0: later. */
  panBy(part: number): void;
  /** Shows from one time to another. */
  fit(from: number, to: number): void;
}

/** Milliseconds over the width of the chart before anybody has zoomed. */
const initialSpan = 30_000;

/** From some days to a microsecond over the width. */
const scaleExtent: [number, number] = [1e-5, 1e7];

/** How much of the width is left free on the right while following. */
const margin = 0.04;

/** Wheel, drag and pinch on the chart, by d3-zoom. `now` is in milliseconds after the origin. */
export function useTimeZoom(
  chart: { readonly current: SVGSVGElement | null },
  width: number,
  now: number,
): TimeZoom {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const [follows, setFollows] = useState(true);
  // An event that we cause while the wheel still turns looks like one of the wheel.
  const isOurs = useRef(false);
  const latest = useRef({ now, width });
  latest.current = { now, width };
  const base = useMemo(() => scaleLinear([0, initialSpan], [0, width]), [width]);
  const behaviour = useMemo(() => zoom<SVGSVGElement, unknown>().scaleExtent(scaleExtent), []);

  useLayoutEffect(() => {
    if (!chart.current) return;
    behaviour.on('zoom', (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      setTransform(event.transform);
      if (!isOurs.current) setFollows(false);
    });
    const svg = select(chart.current);
    svg.call(behaviour).on('dblclick.zoom', null);
    return () => void svg.on('.zoom', null);
  }, [behaviour, chart.current]);

  const set = (next: ZoomTransform): void => {
    if (!chart.current) return;
    isOurs.current = true;
    behaviour.transform(select(chart.current), next);
    isOurs.current = false;
  };
  const pinned = (k: number): ZoomTransform => {
    const { now, width } = latest.current;
    return zoomIdentity.translate(width * (1 - margin) - k * ((now * width) / initialSpan), 0).scale(k);
  };

  // Before anything else can happen: a later effect would undo what a person does meanwhile.
  useLayoutEffect(() => {
    if (follows && width > 0) set(pinned(transform.k));
  }, [follows, now, width]);

  const call = (act: (svg: ReturnType<typeof select<SVGSVGElement, unknown>>) => void): void => {
    if (chart.current) act(select(chart.current));
  };
  return {
    scale: transform.rescaleX(base),
    follows,
    follow: () => setFollows(true),
    zoomBy: (factor) =>
      follows ? set(pinned(transform.k * factor)) : call((svg) => behaviour.scaleBy(svg, factor)),
    panBy(part) {
      setFollows(false);
      call((svg) => behaviour.translateBy(svg, (-part * width) / transform.k, 0));
    },
    fit(from, to) {
      setFollows(false);
      const k = initialSpan / Math.max(1e-3, to - from);
      set(zoomIdentity.translate((-k * from * width) / initialSpan, 0).scale(k));
    },
  };
}
