import { axisTop } from 'd3-axis';
import type { ScaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { useEffect, useRef } from 'preact/hooks';

interface AxisProps {
  /** Milliseconds, or steps, after the origin → pixels. */
  readonly scale: ScaleLinear<number, number>;
  readonly width: number;
  readonly unit: 'ms' | 'step';
}

/** The times above the chart, by d3-axis. */
export function Axis({ scale, width, unit }: AxisProps) {
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    if (!group.current || width === 0) return;
    const [from = 0, to = 0] = scale.invert ? [scale.invert(0), scale.invert(width)] : [];
    const ticks = axisTop(scale)
      .ticks(Math.max(2, Math.floor(width / 110)))
      .tickSizeOuter(0)
      .tickFormat((value) =>
        unit === 'step' ? `step ${value.valueOf()}` : tickText(value.valueOf(), to - from),
      );
    select(group.current).call(ticks);
  });
  return (
    <svg aria-hidden="true" width={width} height={axisHeight}>
      <g ref={group} transform={`translate(0,${axisHeight - 1})`} />
    </svg>
  );
}

const axisHeight = 24;

/** A time after the origin, as fine as the span that is in sight asks for. */
export function tickText(ms: number, span: number): string {
  if (span < 2000) return `${Number(ms.toPrecision(12))} ms`;
  if (span < 600_000) return `${Number((ms / 1000).toPrecision(9))} s`;
  return `${Number((ms / 60_000).toPrecision(9))} min`;
}
