import { describe, expect, it } from 'vitest';
import { createWordSearch } from '../../../rules/src/api/word-search.js';

const WORDS = ['wake_up', 'wake_up_all', 'schedule', 'current->state'];
const search = createWordSearch(WORDS);
const find = (text: string) => search(Buffer.from(text, 'latin1'), () => true);

describe('word search', () => {
  it.each(WORDS)('finds %s at the start, in the middle and at the end', (word) => {
    for (let before = 0; before < 20; before++) {
      const blanks = ' '.repeat(before);
      expect(find(blanks + word)).toBe(true);
      expect(find(`${blanks}${word}(${blanks}`)).toBe(true);
    }
  });

  it.each([
    '',
    'wake',
    'wake_u',
    'xwake_up',
    'wake_upx',
    'wake_up_',
    'reschedule',
    'schedule2',
    'wake_up_al',
  ])('does not find one in %j', (text) => {
    expect(find(text)).toBe(false);
    expect(find(`(${text})`)).toBe(false);
  });

  it('goes on behind a word that only begins like one', () => {
    expect(find('wake_upper wake_wake_up schedules(wake_up)')).toBe(true);
  });

  it('goes on from word to word until it is enough', () => {
    const seen: string[] = [];
    const bytes = Buffer.from('schedule(); wake_up(wake_up_all, schedule)');
    expect(search(bytes, (word) => (seen.push(word), word === 'wake_up_all'))).toBe(true);
    expect(seen).toEqual(['schedule', 'wake_up', 'wake_up_all']);
    expect(search(bytes, () => false)).toBe(false);
  });

  it('agrees with a regular expression on random text', () => {
    const pattern = /(?<!\w)(wake_up|wake_up_all|schedule|current->state)(?!\w)/;
    const parts = [
      ...WORDS,
      'wak',
      'e_up',
      '_',
      ' ',
      '(',
      'sched',
      'ule',
      'current->',
      'state',
      '\u00e4',
      '9',
    ];
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 2147483647);
    for (let round = 0; round < 5000; round++) {
      const text = Array.from({ length: random() % 8 }, () => parts[random() % parts.length]).join('');
      expect([text, find(text)]).toEqual([text, pattern.test(text)]);
    }
  });
});
