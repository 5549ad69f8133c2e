import { beforeAll, expect, test } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC } from '../../../rules/src/c/lower.js';

beforeAll(grammarReady);

test('of a file with megabytes of waits the first are read, and the others said to be passed over', () => {
  const long = (i: number) => `void f${i}(void)\n{\n\tschedule();\n${'\ta();\n'.repeat(120_000)}}\n`;
  const { functions, problems } = lowerC(Array.from({ length: 6 }, (_, i) => long(i)).join(''));
  expect(functions.map(({ name }) => name)).toEqual(['f0', 'f1']);
  expect(problems).toMatchObject([
    { message: expect.stringMatching(/^'f2' and 3 more functions are passed over/) as string },
  ]);
});
