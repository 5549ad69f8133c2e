import { describe, expect, it } from 'vitest';
import { createWordSet, wordIn } from '../../../rules/src/c/word-set.js';

const text = 'wait_event(wq, ready) my_wait';
const at = (word: string): [number, number] => [text.indexOf(word), text.indexOf(word) + word.length];

describe('wordIn', () => {
  it('tells the words of the set', () => {
    const set = createWordSet(['wait_event', 'wait']);
    expect(wordIn(set, text, ...at('wait_event'))).toBe('wait_event');
    expect(wordIn(set, text, 0, 4)).toBe('wait');
    expect(wordIn(set, text, ...at('wq'))).toBeUndefined();
    expect(wordIn(set, text, ...at('my_wait'))).toBeUndefined();
  });

  it('tells the words of the set it is based on as well', () => {
    const base = createWordSet(['wait_event']);
    const set = createWordSet(['my_wait'], base);
    expect(wordIn(set, text, ...at('my_wait'))).toBe('my_wait');
    expect(wordIn(set, text, ...at('wait_event'))).toBe('wait_event');
    expect(wordIn(base, text, ...at('my_wait'))).toBeUndefined();
  });
});
