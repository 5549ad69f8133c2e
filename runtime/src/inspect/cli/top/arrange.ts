import type { Rows } from './columns.js';
import { textOf } from './columns.js';

/** Which rows are shown, and in what order. */
export interface Arrangement {
  /** The key of a column. */
  readonly sort: string;
  /** The other way round: numbers ascend, texts descend. */
  readonly isReversed: boolean;
  /** Part of a cell, in whatever case. */
  readonly filter: string;
}

/** The cells of the rows that have the text in them: numbers descend, texts ascend, unless reversed. */
export function arrange<Row>({ columns, rows }: Rows<Row>, arrangement: Arrangement): string[][] {
  const { sort, isReversed, filter } = arrangement;
  const column = columns.find(({ key }) => key === sort);
  const order = isReversed ? -1 : 1;
  const sorted = column ? rows.toSorted((a, b) => order * compare(column.value(a), column.value(b))) : rows;
  const wanted = filter.toLowerCase();
  return sorted
    .map((row) => columns.map((column) => textOf(column, row)))
    .filter((cells) => cells.some((cell) => cell.toLowerCase().includes(wanted)));
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
