import { axisTop } from 'd3-axis';
import type { ScaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { useEffect, useRef } from 'preact/hooks';
import { tickText, tickTimes } from './ticks.js';

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
      .tickValues(tickTimes(scale, Math.max(3, Math.floor(width / 110)), unit))
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
