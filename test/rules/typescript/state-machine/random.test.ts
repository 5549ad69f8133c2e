import { expect, test } from 'vitest';
import { compileToES5, restored } from './compile.js';
import { randomProgram, traceOf } from './random-program.js';

test.each(Array.from({ length: 60 }, (_, i) => i + 1))(
  'program %i does the same when it has been compiled and put together again',
  async (seed) => {
    const program = randomProgram(seed);
    const text = restored(compileToES5(program));
    expect(text).not.toMatch(/__generator|\.label\)/);
    expect(await traceOf(text!, seed)).toEqual(await traceOf(program, seed));
  },
);
