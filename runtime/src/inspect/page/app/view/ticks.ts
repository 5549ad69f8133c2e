/** The times that the axis tells. */

import type { ScaleLinear } from 'd3-scale';

/** Before the origin there was nothing, between two steps there is nothing, and half a label tells nothing. */
export function tickTimes(scale: ScaleLinear<number, number>, count: number, unit: 'ms' | 'step'): number[] {
  const [left = 0, right = 0] = scale.range();
  const isWhole = (x: number) => x >= left + halfLabel && x <= right - halfLabel;
  return scale
    .ticks(count)
    .filter((time) => time >= 0 && (unit === 'ms' || Number.isInteger(time)) && isWhole(scale(time)));
}

/** Pixels. */
const halfLabel = 16;

/** A time after the origin, as fine as the span that is in sight asks for. */
export function tickText(ms: number, span: number): string {
  if (span < 2000) return `${Number(ms.toPrecision(12))} ms`;
  if (span < 600_000) return `${Number((ms / 1000).toPrecision(9))} s`;
  return `${Number((ms / 60_000).toPrecision(9))} min`;
}
