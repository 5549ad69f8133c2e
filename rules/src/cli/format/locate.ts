import type { Location } from '../result.js';

/** Turns a range of offsets into lines and columns from 1. */
export type Locate = (range: readonly [start: number, end: number]) => Location;

/** Prepares a text for looking up places in it. Offsets do not count a byte order mark. */
export function locator(text: string): Locate {
  const body = text.replace(/^\uFEFF/, '');
  const starts = [
    0,
    ...[...body.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map(({ index, 0: end }) => index + end.length),
  ];
  const at = (offset: number) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - starts[line]! + 1 };
  };
  return ([start, end]) => {
    const to = at(end);
    return { ...at(start), endLine: to.line, endColumn: to.column };
  };
}
