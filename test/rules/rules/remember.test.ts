import { describe, expect, it } from 'vitest';
import { remember } from '../../../rules/src/rules/shared/remember.js';

describe('a remembered question', () => {
  it('is asked once for each object and word, whatever the answer', () => {
    const asked: string[] = [];
    const isLong = remember((about: { readonly text: string }, word: string, least: number) => {
      asked.push(`${about.text} ${word}`);
      return word.length < least ? undefined : about.text.includes(word);
    });
    const [one, other] = [{ text: 'a long one' }, { text: 'another' }];
    const ask = (about: { readonly text: string }, word: string) => isLong(about, word, 2);
    expect([ask(one, 'long'), ask(one, 'long'), ask(one, 'a'), ask(one, 'a')]).toEqual([
      true,
      true,
      undefined,
      undefined,
    ]);
    expect(ask(other, 'long')).toBe(false);
    expect(asked).toEqual(['a long one long', 'a long one a', 'another long']);
  });
});
