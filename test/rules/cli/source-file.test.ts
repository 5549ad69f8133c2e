import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileLinter } from '../../../rules/src/cli/lint-file.js';
import { readBytes } from '../../../rules/src/cli/source-file.js';

const NUMBERS = '#define REGISTER_WITH_A_LONG_NAME 0x1234\n';
const SLEEP = 'static inline void nap(wait_queue_head_t *q)\n{\n\tsleep_on(q);\n}\n';
const hasNoBrace = (part: Uint8Array): boolean => !part.includes(0x7b);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitq-source-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(text: string): string {
  const path = join(folder, 'registers.h');
  writeFileSync(path, text);
  return path;
}

describe('readBytes', () => {
  it.each([100, 8_000, 150_000])('reads a whole file of %d lines', (lines) => {
    const text = NUMBERS.repeat(lines);
    const path = fileOf(text);
    expect(Buffer.from(readBytes(path)).equals(Buffer.from(text))).toBe(true);
    expect(Buffer.from(readBytes(path, () => false)!).equals(Buffer.from(text))).toBe(true);
  });

  it('leaves a long file unread whose first and last parts say nothing', () => {
    expect(readBytes(fileOf(NUMBERS.repeat(8_000)), hasNoBrace)).toBeUndefined();
    expect(readBytes(fileOf(NUMBERS.repeat(100)), hasNoBrace)).toHaveLength(NUMBERS.length * 100);
  });
});

describe('linting a long header', () => {
  it.each([
    ['before', SLEEP + NUMBERS.repeat(8_000)],
    ['behind', NUMBERS.repeat(8_000) + SLEEP],
  ])('finds a function %s thousands of numbers', async (_, text) => {
    const lint = await createFileLinter({ preset: 'recommended', rules: {}, api: undefined, fix: false });
    expect(lint(fileOf(text))?.result.messages.map(({ ruleId }) => ruleId)).toEqual(['waitq/no-sleep-on']);
  });
});
