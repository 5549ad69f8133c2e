/** Waiting for what is true already, as a multiple of `await null`. */
import { WaitQueue, waitEvent } from 'waitq';
import { comparePairs, row } from './pairs.mjs';

const queue = new WaitQueue('q');
const nothing = async (count) => {
  for (let i = 0; i < count; i++) await null;
};
const wait = async (count) => {
  for (let i = 0; i < count; i++) await waitEvent(queue, () => true);
};
const { ratio, base, other } = await comparePairs(nothing, wait);
row('', 'time / await null', 'ns', 'await null ns');
row('waitEvent(queue, () => true)', ratio.toFixed(2), other.toFixed(0), base.toFixed(0));
