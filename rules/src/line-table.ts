/** Line and column of an offset, both from 1. */
export type LineTable = (offset: number) => { readonly line: number; readonly column: number };

/** Prepares a text for looking up lines; it is read once. */
export function lineTable(text: string): LineTable {
  const starts = [0];
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
    starts.push(index + lineBreak.length);
  }
  return (offset) => {
    const line = countUpTo(starts, offset);
    return { line, column: offset - starts[line - 1]! + 1 };
  };
}

/** How many of the ascending numbers are not above the limit. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
