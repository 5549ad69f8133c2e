import { describe, expect, it } from 'vitest';
import type { FunctionModel } from '../../../rules/src/protocol/model.js';
import {
  functionsAround,
  functionsAt,
  functionsInside,
  isInside,
} from '../../../rules/src/rules/shared/nesting.js';

/** As in `[a [b [c] [d]] [e]]`, in an order that is not the text's. */
const ranges = {
  d: [30, 40],
  a: [0, 90],
  c: [20, 28],
  e: [60, 80],
  b: [10, 50],
  twin: [60, 80],
  f: [91, 99],
};
const functions = Object.entries(ranges).map(
  ([name, range]) => ({ name, range }) as unknown as FunctionModel,
);

const named = (name: string): FunctionModel => functions.find((fn) => fn.name === name)!;
const names = (found: readonly FunctionModel[]): string => found.map(({ name }) => name).join(' ');

describe('the nesting of functions', () => {
  it.each([
    ['a', 'd c e b twin'],
    ['b', 'd c'],
    ['c', ''],
    ['e', 'twin'],
    ['f', ''],
  ])('finds those inside of %s in the order of the list', (name, inside) => {
    expect(names(functionsInside(functions, named(name)))).toBe(inside);
  });

  it.each([
    ['a', ''],
    ['c', 'a b'],
    ['d', 'a b'],
    ['e', 'a twin'],
    ['f', ''],
  ])('finds those around %s in the order of the list', (name, around) => {
    expect(names(functionsAround(functions, named(name)))).toBe(around);
  });

  it('answers as a look at each of them does', () => {
    for (const one of functions) {
      expect(functionsInside(functions, one)).toEqual(functions.filter((fn) => isInside(fn, one)));
      expect(functionsAround(functions, one)).toEqual(functions.filter((fn) => isInside(one, fn)));
    }
  });

  it('finds those that begin at an offset', () => {
    expect(names(functionsAt(functions, 60))).toBe('e twin');
    expect(names(functionsAt(functions, 61))).toBe('');
  });
});
