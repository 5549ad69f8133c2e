import type { TSESTree } from '@typescript-eslint/types';

/**
 * Whether a pattern stands in the code of a file: examples in comments speak of waiting in files that have nothing to do
 * with it.
 * @param pattern with the flag `g`
 */
export function isInCode(text: string, comments: readonly TSESTree.Comment[], pattern: RegExp): boolean {
  let next = 0;
  for (const { index } of text.matchAll(pattern)) {
    while (next < comments.length && comments[next]!.range[1] <= index) next++;
    if (next === comments.length || comments[next]!.range[0] > index) return true;
  }
  return false;
}
