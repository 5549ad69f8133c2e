import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { lintFiles } from '../../../rules/src/cli/lint-files.js';
import { toResult } from '../../../rules/src/cli/result.js';

/** Threads that die of one file, as of a lack of memory. */
vi.mock('tinypool', () => ({
  Tinypool: class {
    run(paths: readonly string[]) {
      if (paths.some((path) => path.endsWith('deadly.c'))) return Promise.reject(new Error('worker exited'));
      const wrong = paths.filter((path) => path.endsWith('wrong.c'));
      return Promise.resolve(wrong.map((path) => ({ result: toResult(path, []) })));
    }
    destroy() {
      return Promise.resolve();
    }
  },
}));

test('a file that kills its thread is told as our fault; its batch is linted all the same', async () => {
  const paths = Array.from({ length: 300 }, (_, at) => `f${at}.c`);
  paths[130] = join('a', 'deadly.c');
  paths[131] = 'wrong.c';
  paths[7] = 'also-wrong.c';
  const settings = { preset: 'recommended', rules: {}, api: undefined, fix: false } as const;
  const outcomes = await lintFiles(paths, settings, 2);
  expect(
    outcomes.map(({ result, crashed = false }) => [result.filePath, crashed, result.messages[0]?.message]),
  ).toEqual([
    ['also-wrong.c', false, undefined],
    ['a/deadly.c', true, 'internal error: worker exited'],
    ['wrong.c', false, undefined],
  ]);
});
