import { expect, it } from 'vitest';
import { lowerC, lowerScan } from '../../../rules/src/c/lower.js';
import { namesFor } from '../../../rules/src/c/names.js';
import { scanC } from '../../../rules/src/c/scan.js';
import { useGrammar } from './show.js';

useGrammar();

const made = (text: string): NonNullable<NonNullable<Parameters<typeof lowerC>[1]>['made']> => {
  const names = namesFor(undefined);
  const scan = scanC(text, names.wanted);
  return { scan, model: lowerScan(text, scan, names) };
};

const WAITS = 'void f(struct dev *d) { wait_event(d->wq, d->done); }\n';
const WRAPS = '#define my_wait(d) wait_event((d)->wq, (d)->done)\nvoid g(struct dev *d) { my_wait(d); }\n';

it('a text of which nothing more is known is not read again', () => {
  const before = made(WAITS);
  expect(lowerC(WAITS, { made: before })).toBe(before.model);
});

it('a text with names of its own is', () => {
  const text = WAITS + WRAPS;
  const before = made(text);
  const { functions } = lowerC(text, { made: before });
  expect(before.model.functions.map(({ name }) => name)).toEqual(['f']);
  expect(functions.map(({ name }) => name)).toEqual(['f', 'g']);
});

it('so is one of which nobody asks for sleeps', () => {
  const before = made(WAITS);
  expect(lowerC(WAITS, { made: before, withoutSleeps: true })).not.toBe(before.model);
});
