import type { TSESTree } from '@typescript-eslint/types';

/** Whether a pattern with the flag `g` stands in the code of a file. */
export function isInCode(text: string, comments: readonly TSESTree.Comment[], pattern: RegExp): boolean {
  return !findInCode(text, comments, pattern)[Symbol.iterator]().next().done;
}

/**
 * Where a pattern stands in the code of a file: examples in comments speak of waiting in files that have nothing to do
 * with it.
 * @param pattern with the flag `g`
 */
export function* findInCode(
  text: string,
  comments: readonly TSESTree.Comment[],
  pattern: RegExp,
): Iterable<RegExpExecArray> {
  let next = 0;
  for (const match of text.matchAll(pattern)) {
    while (next < comments.length && comments[next]!.range[1] <= match.index) next++;
    if (next === comments.length || comments[next]!.range[0] > match.index) yield match;
  }
}
