import { describe, expect, it } from 'vitest';
import type { ApiEntry } from '../../../rules/src/api/entry.js';
import { namesFor } from '../../../rules/src/c/names.js';
import { wordIn } from '../../../rules/src/c/word-set.js';

const entry = (name: string, action: ApiEntry['action']): ApiEntry => ({
  name,
  action,
  language: 'c',
  family: 'wait',
  doc: 'Of the project.',
});
const isScanned = (names: ReturnType<typeof namesFor>, word: string): boolean =>
  wordIn(names.wanted, word, 0, word.length) !== undefined;

describe('namesFor', () => {
  it('makes the built-in names once', () => {
    expect(namesFor(undefined)).toBe(namesFor([]));
  });

  it('knows the names of a project beside the built-in ones', () => {
    const names = namesFor([entry('my_wait', 'wait')]);
    expect(names.api('my_wait')?.doc).toBe('Of the project.');
    expect(names.api('wait_event')?.action).toBe('wait');
    expect([isScanned(names, 'my_wait'), isScanned(names, 'wait_event')]).toEqual([true, true]);
    expect(isScanned(namesFor(undefined), 'my_wait')).toBe(false);
  });

  it('takes what a project says of a built-in name', () => {
    const names = namesFor([entry('smp_mb', 'wake')]);
    expect(names.api('smp_mb')?.action).toBe('wake');
    expect(names.unscanned('smp_mb')).toEqual([]);
    expect(isScanned(names, 'smp_mb')).toBe(true);
    expect(namesFor(undefined).unscanned('smp_mb')).toHaveLength(1);
  });

  it('tells members by their own name', () => {
    const read = entry('ops->read', 'may-sleep');
    expect(namesFor([read]).unscanned('read')).toEqual([read]);
    expect(namesFor([read]).member('data->ops->read')).toEqual(read);
  });
});
