import { mutationOf } from './mutators.js';

/** Whether a piece of C assigns, counts, or calls what is known to write. */
export function writes(piece: string): boolean {
  if (ASSIGNS.test(piece)) return true;
  for (const [, name] of piece.matchAll(CALLED)) if (mutationOf(name!)) return true;
  return false;
}

/** An assignment, or a count up or down. */
export const ASSIGNS = /(?<![=!<>])=(?!=)|<<=|>>=|\+\+|--/;
/** A name that is called. */
export const CALLED = /\b([A-Za-z_]\w*)\s*\(/g;

/** The same for statements in which something is reached through a variable: `dev->count++` for `dev`. */
export function writesThrough(piece: string, variable: string): boolean {
  for (const { index } of piece.matchAll(new RegExp(`\\b${variable}\\b[\\s)]*(?:->|\\.)`, 'g')))
    if (writes(statementAround(piece, index))) return true;
  return false;
}

function statementAround(piece: string, at: number): string {
  const end = piece.slice(at).search(ENDS);
  const start = /[^;{}]*$/.exec(piece.slice(0, at))!.index;
  return piece.slice(start, end < 0 ? piece.length : at + end);
}

const ENDS = /[;{}]/;
