import { describe, expect, it } from 'vitest';
import { writes, writesThrough } from '../../../rules/src/c/writes-in-text.js';

describe('text that writes', () => {
  it.each([
    'n = 0;',
    'd->flags |= BUSY;',
    'd->bits <<= 1;',
    '++d->n;',
    'set_bit(0, &d->bits);',
    'for (;; n--)',
  ])('%s', (text) => {
    expect(writes(text)).toBe(true);
  });
});

describe('text that only looks', () => {
  it.each([
    'if (n == 0 && m != 1)',
    'while (n <= 3 || n >= m)',
    'spin_unlock(&d->lock);',
    'test_bit(0, &d->bits)',
  ])('%s', (text) => {
    expect(writes(text)).toBe(false);
  });
});

describe('a write through a variable', () => {
  it.each([
    ['a field', 'wake(d); d->n = 0;', true],
    ['a field of what is cast', '((struct dev *)d)->n = 0;', true],
    ['a bit', 'set_bit(0, &d->bits);', true],
    ['the variable itself', 'd = 0;', false],
    ['another object', 'e->n = 0; unlock(&d->lock);', false],
    ['a field that is looked at', 'if (d->n == 1) { e = 0; }', false],
  ])('%s', (_what, text, expected) => {
    expect(writesThrough(text, 'd')).toBe(expected);
  });
});
