import type { TSESTree } from '@typescript-eslint/types';

/**
 * Something to look for in the code of a file. Going over a text for letters takes a tenth of the time that a pattern of
 * several alternatives takes, so the pattern is tried only where they stand.
 */
export interface Sign {
  /**
   * What stands in every match. Of at most six letters the first is looked for by itself, which is fast if it is rare in
   * code; more take ten times as long.
   */
  readonly letters: string;
  /** With the flag `y`: tried where the letters stand, what comes before them by looking behind. */
  readonly pattern: RegExp;
}

/** Whether a sign stands in the code of a file. */
export function isInCode(text: string, comments: readonly TSESTree.Comment[], sign: Sign): boolean {
  return !findInCode(text, comments, sign)[Symbol.iterator]().next().done;
}

/**
 * Where a sign stands in the code of a file: examples in comments speak of waiting in files that have nothing to do with
 * it.
 */
export function* findInCode(
  text: string,
  comments: readonly TSESTree.Comment[],
  { letters, pattern }: Sign,
): Iterable<RegExpExecArray> {
  for (let at = text.indexOf(letters); at >= 0; at = text.indexOf(letters, at + 1)) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match && !isCommented(comments, at)) yield match;
  }
}

function isCommented(comments: readonly TSESTree.Comment[], at: number): boolean {
  const next = comments[firstEndingBehind(comments, at)];
  return next !== undefined && next.range[0] <= at;
}

/** Where the comments begin that end behind a place. Binary search: a big file has thousands of comments. */
function firstEndingBehind(comments: readonly TSESTree.Comment[], at: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.range[1] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
