import { scaleLinear } from 'd3-scale';
import { expect, test } from 'vitest';
import { tickText, tickTimes } from '../../../../runtime/src/inspect/page/app/view/ticks.js';

const over = (from: number, to: number) => scaleLinear([from, to], [0, 1000]);

test('times are told from the start of the program on', () => {
  expect(tickTimes(over(-3000, 5000), 4, 'ms')).toEqual([0, 2000, 4000]);
  expect(tickText(2000, 8000)).toBe('2 s');
});

test('what the edges would cut is left out', () => {
  expect(tickTimes(over(0, 4000), 4, 'ms')).toEqual([1000, 2000, 3000]);
});

test('between two steps of a schedule there is none', () => {
  expect(tickTimes(over(-0.2, 3.2), 9, 'step')).toEqual([0, 1, 2, 3]);
});
