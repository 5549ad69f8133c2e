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

/** The rows that have the text in them: numbers descend, texts ascend, unless reversed. */
export function arrange<Row>({ columns, rows }: Rows<Row>, arrangement: Arrangement): readonly Row[] {
  const { sort, isReversed, filter } = arrangement;
  const wanted = filter.toLowerCase();
  const has = (row: Row): boolean =>
    columns.some((column) => textOf(column, row).toLowerCase().includes(wanted));
  const shown = wanted === '' ? rows : rows.filter(has);
  const column = columns.find(({ key }) => key === sort);
  const order = isReversed ? -1 : 1;
  return column ? shown.toSorted((a, b) => order * compare(column.value(a), column.value(b))) : shown;
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
