import Table from 'cli-table3';
import stringWidth from 'string-width';
import { plainText } from './format.js';

export interface TableColumn {
  readonly title: string;
  /** Whether it is aligned to the right, as numbers are. */
  readonly right?: boolean;
  /** Whether it gives way when the lines get too long. */
  readonly flexible?: boolean;
}

const GAP = 2;
/** Rows the library is given at once: its time grows with their square. */
const AT_ONCE = 50;
/** Narrower than this a flexible column says nothing. */
const LEAST = 8;

const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
  ),
);

/**
 * Lines of a table without borders, titles first.
 *
 * @param width how many columns of characters there are: flexible columns are cut to fit
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width = Infinity,
): string[] {
  const plain = [columns.map(({ title }) => title), ...rows.map((row) => row.map(plainText))];
  const colWidths = fit(columns, plain, width);
  const lines: string[] = [];
  for (let begin = 0; begin < plain.length; begin += AT_ONCE) {
    const table = new Table({
      chars: { ...noBorders, middle: ' '.repeat(GAP) },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
      colWidths,
    });
    table.push(...plain.slice(begin, begin + AT_ONCE));
    lines.push(...table.toString().split('\n'));
  }
  return lines.map((line) => line.trimEnd());
}

/** What each column may take: flexible ones share what the others leave; who needs less than a share leaves the rest. */
function fit(columns: readonly TableColumn[], rows: readonly (readonly string[])[], width: number): number[] {
  const widths = columns.map((_, index) => Math.max(1, ...rows.map((row) => stringWidth(row[index] ?? ''))));
  const flexible = [...widths.keys()].filter((index) => columns[index]!.flexible);
  flexible.sort((a, b) => widths[a]! - widths[b]!);
  const fixed = widths.filter((_, index) => !flexible.includes(index));
  let left = fixed.reduce((rest, one) => rest - one, width - GAP * (columns.length - 1));
  for (const [nth, index] of flexible.entries()) {
    const share = Math.floor(left / (flexible.length - nth));
    widths[index] = Math.min(widths[index]!, Math.max(LEAST, share));
    left -= widths[index]!;
  }
  return widths;
}
