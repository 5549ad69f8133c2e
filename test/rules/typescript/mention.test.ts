import type { TSESTree } from '@typescript-eslint/types';
import { expect, test } from 'vitest';
import { isInCode } from '../../../rules/src/typescript/mention.js';

const comment = (start: number, end: number) => ({ range: [start, end] }) as TSESTree.Comment;

test.each([
  ['in code', 'wait(); /* a */', [comment(8, 15)], true],
  ['in a comment', '/* wait() */ a', [comment(0, 12)], false],
  ['behind a comment', '/* a */ wait()', [comment(0, 7)], true],
  ['in a comment, then in code', '/* wait() */ wait()', [comment(0, 12)], true],
  ['in two comments', '/* wait() */ // wait()', [comment(0, 12), comment(13, 22)], false],
  ['nowhere', 'a()', [], false],
])('a mention %s', (_where, text, comments, found) => {
  expect(isInCode(text, comments, { letters: 'ait', pattern: /(?<=\bw)ait\(/y })).toBe(found);
});
