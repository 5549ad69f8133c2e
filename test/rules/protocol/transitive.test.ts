import { describe, expect, it, vi } from 'vitest';
import { transitive } from '../../../rules/src/protocol/transitive.js';

const COUNT = 5_000;

describe('transitive', () => {
  it('follows calls, also in circles', () => {
    const calls = [[1], [2, 0], [1, 3], [], [0, 2], []];
    const reaches = transitive(
      (index) => index === 3,
      (index) => calls[index]!,
    );
    expect(calls.map((_, index) => reaches(index))).toEqual([true, true, true, true, true, false]);
  });

  it.each([
    ['leads to one', COUNT - 1],
    ['leads to none', -1],
  ])('looks at each function of a long chain once, whether it %s', (_, such) => {
    const calleesOf = vi.fn((index: number) => (index + 1 < COUNT ? [index + 1] : []));
    const reaches = transitive((index) => index === such, calleesOf);
    for (let index = 0; index < COUNT; index++) expect(reaches(index)).toBe(such >= 0);
    expect(calleesOf.mock.calls.length).toBeLessThanOrEqual(COUNT);
  });
});
