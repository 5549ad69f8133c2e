import { describe, expect, it } from 'vitest';
import {
  isRepeatable,
  negateText,
  renderCondition,
  renderOpposite,
} from '../../../rules/src/fix/condition-text.js';
import type { Condition } from '../../../rules/src/protocol/structure.js';

/** A condition over `source`, its leaves found by their text. */
function leaf(source: string, text: string): Condition {
  const start = source.indexOf(text);
  return { op: 'leaf', range: [start, start + text.length], text, before: [], reads: [], calls: [] };
}

describe('negateText', () => {
  it.each([
    ['ready', '!ready'],
    ['dev->ready', '!dev->ready'],
    ['this.#ready', '!this.#ready'],
    ['test_bit(READY, &dev->flags)', '!test_bit(READY, &dev->flags)'],
    ['a == b', 'a != b'],
    ['dev->n < 3', 'dev->n >= 3'],
    ['a !== null', 'a === null'],
    ['flags & READY', '!(flags & READY)'],
    ['a ? b : c', '!(a ? b : c)'],
  ])('turns %s into %s', (text, opposite) => {
    expect(negateText(text)).toBe(opposite);
  });
});

describe('renderOpposite', () => {
  const source = 'a && b || !c';
  const both: Condition = { op: 'and', left: leaf(source, 'a'), right: leaf(source, 'b') };
  const either: Condition = { op: 'or', left: both, right: { op: 'not', operand: leaf(source, 'c') } };

  it('follows De Morgan and sets parentheses where they are needed', () => {
    expect(renderOpposite(either, source)).toBe('(!a || !b) && c');
  });

  it('is undone by itself', () => {
    expect(renderOpposite({ op: 'not', operand: either }, source)).toBe(renderCondition(either, source));
  });
});

it('will not evaluate twice what changes something', () => {
  const update = {
    kind: 'event',
    event: { kind: 'update', range: [0, 1], place: { text: 'x', root: 'x', shared: false } },
  } as const;
  expect(
    isRepeatable({ op: 'leaf', range: [0, 1], text: 'x = next()', before: [update], reads: [], calls: [] }),
  ).toBe(false);
  expect(isRepeatable(leaf('ready', 'ready'))).toBe(true);
});
