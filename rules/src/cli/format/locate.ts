import { lineTable } from '../../line-table.js';
import type { Location } from '../result.js';

/** Turns a range of offsets into lines and columns from 1. */
export type Locate = (range: readonly [start: number, end: number]) => Location;

/** Prepares a text for looking up places in it. Offsets do not count a byte order mark. */
export function locator(text: string): Locate {
  const at = lineTable(text.replace(/^\uFEFF/, ''));
  return ([start, end]) => {
    const to = at(end);
    return { ...at(start), endLine: to.line, endColumn: to.column };
  };
}
