import { lastAtMost } from '../../line-index.js';
import type { SourceMap } from '../../protocol/source-map.js';
import type { Range } from '../../protocol/place.js';

/** A part of a text that was put together: copied from another one, or written for it. */
export interface Piece {
  readonly text: string;
  /** Where it was copied from, or what it was written for. */
  readonly from: Range;
  readonly isCopy: boolean;
  /** What stands around it is not what stood there. */
  readonly isMoved?: boolean;
}

/** Puts a text together, with where each part of it comes from. */
export class Draft {
  readonly pieces: Piece[] = [];
  readonly #original: string;

  constructor(original: string) {
    this.#original = original;
  }

  /** Takes over a part of the original. */
  copy(start: number, end: number): void {
    if (end <= start) return;
    this.pieces.push({ text: this.#original.slice(start, end), from: [start, end], isCopy: true });
  }

  /** Writes what stands for a place of the original. */
  add(text: string, from: Range): void {
    this.pieces.push({ text, from, isCopy: false });
  }

  /** Takes over what was drafted apart. */
  append(other: Draft): void {
    for (const piece of other.pieces) this.pieces.push(piece.isMoved ? piece : { ...piece, isMoved: true });
  }
}

/** The text of a draft, and the way back from its places. */
export function publish(
  draft: Draft,
  original: string,
): { readonly text: string; readonly sourceMap: SourceMap } {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of draft.pieces) {
    starts.push(length);
    length += text.length;
  }
  const text = draft.pieces.map((piece) => piece.text).join('');
  const map: PieceMap = { pieces: draft.pieces, starts };
  return {
    text,
    sourceMap: {
      text: original,
      offsetOf: (offset) => offsetIn(map, offset),
      rangeOf: (range) => rangeIn(map, range),
      exactRangeOf: (range) => exactRangeIn(map, range),
    },
  };
}

interface PieceMap {
  readonly pieces: readonly Piece[];
  /** Where each begins. */
  readonly starts: readonly number[];
}

function pieceAt({ starts }: PieceMap, offset: number): number {
  return lastAtMost(starts, offset);
}

function offsetIn(map: PieceMap, offset: number): number {
  const at = pieceAt(map, offset);
  const piece = map.pieces[at];
  if (!piece) return offset;
  return piece.isCopy ? Math.min(piece.from[0] + offset - map.starts[at]!, piece.from[1]) : piece.from[0];
}

/** From the first to the last place that something in the range comes from: what follows an `await` was moved behind it. */
function rangeIn(map: PieceMap, [start, end]: Range): Range {
  let [first, last] = [Infinity, -1];
  for (
    let at = pieceAt(map, start);
    at < map.pieces.length && map.starts[at]! < Math.max(end, start + 1);
    at++
  ) {
    const { from, isCopy, text } = map.pieces[at]!;
    const begin = map.starts[at]!;
    if (!isCopy && last >= 0) continue;
    first = Math.min(first, isCopy ? from[0] + Math.max(start - begin, 0) : from[0]);
    last = Math.max(last, isCopy ? from[0] + Math.min(end - begin, text.length) : from[0]);
  }
  return last < 0 ? [offsetIn(map, start), offsetIn(map, start)] : [first, Math.max(first, last)];
}

/** Only what was copied in one piece, with all around it, has a place that can be changed. */
function exactRangeIn(map: PieceMap, [start, end]: Range): Range | undefined {
  const at = pieceAt(map, start);
  const piece = map.pieces[at];
  const begin = map.starts[at]!;
  if (!piece?.isCopy || piece.isMoved || end > begin + piece.text.length) return undefined;
  return [piece.from[0] + start - begin, piece.from[0] + end - begin];
}
