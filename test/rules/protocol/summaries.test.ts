import { expect, it } from 'vitest';
import { buildGraph } from '../../../rules/src/protocol/build-graph.js';
import type { FunctionModel } from '../../../rules/src/protocol/model.js';
import type { Structure } from '../../../rules/src/protocol/structure.js';
import { summarize, type Summary } from '../../../rules/src/protocol/summaries.js';
import { call, fn } from './structures.js';

/** A call of the function at an index of the same file. */
function callTo(target: number, ...args: string[]): Structure {
  const step = call('helper', ...args);
  if (step.kind !== 'call') throw new Error('a call');
  return { ...step, call: { ...step.call, target } };
}

function summariesOf(...functions: FunctionModel[]): readonly Summary[] {
  const summaryOf = summarize(
    { language: 'c', text: '', functions, declarations: [], problems: [] },
    buildGraph,
  );
  return functions.map((_, index) => summaryOf(index));
}

it('sees what a helper does with its parameters', () => {
  const helper = {
    ...fn(call('prepare_to_wait', 'q', 'w', 'S'), call('schedule'), call('finish_wait', 'q', 'w')),
    parameters: ['q', 'w'],
  };
  const [summary] = summariesOf(helper);
  expect([...summary!.registers]).toEqual([1]);
  expect([...summary!.finishes]).toEqual([1]);
  expect(summary).toMatchObject({ sleeps: true, disarms: true });
});

it('passes effects on through helpers of helpers, by position', () => {
  const inner = { ...fn(call('finish_wait', 'q', 'w')), parameters: ['q', 'w'] };
  const outer = { ...fn(callTo(0, 'd->q', 'entry')), parameters: ['entry'] };
  expect([...summariesOf(inner, outer)[1]!.finishes]).toEqual([0]);
});

it('comes to an end on recursion', () => {
  const a = { ...fn(callTo(1, 'w')), parameters: ['w'] };
  const b = { ...fn(callTo(0, 'w'), call('finish_wait', 'd->q', 'w')), parameters: ['w'] };
  expect(summariesOf(a, b).map(({ finishes }) => [...finishes])).toEqual([[0], [0]]);
});
