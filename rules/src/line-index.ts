import type { SourceMap } from './protocol/source-map.js';

/** Turns offsets into lines and columns. */
export interface LineIndex {
  /** Line, from 1. */
  lineAt(offset: number): number;
  /** Line from 1 and column from 0, in UTF-16 code units. */
  positionAt(offset: number): { readonly line: number; readonly column: number };
  /** Offset at which the line (from 1) that holds `offset` starts. */
  lineStart(offset: number): number;
}

/** Indexes the lines of a text; `\n`, `\r\n` and `\r` all end one. */
export function createLineIndex(text: string): LineIndex {
  let starts: number[] | undefined;
  const line = (offset: number): number => lastAtMost((starts ??= lineStarts(text)), offset);
  return {
    lineAt: (offset) => line(offset) + 1,
    positionAt: (offset) => ({ line: line(offset) + 1, column: offset - starts![line(offset)]! }),
    lineStart: (offset) => starts?.[line(offset)] ?? lineStarts(text)[line(offset)]!,
  };
}

/** The lines that a text comes from; `lineStart` is one of the text's own. */
export function mappedLines(text: string, map: SourceMap): LineIndex {
  const [own, original] = [createLineIndex(text), createLineIndex(map.text)];
  return {
    lineAt: (offset) => original.lineAt(map.offsetOf(offset)),
    positionAt: (offset) => original.positionAt(map.offsetOf(offset)),
    lineStart: (offset) => own.lineStart(offset),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  } else {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  }
  return starts;
}

/** The index of the last number that is not above `offset`, or 0. */
export function lastAtMost(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
