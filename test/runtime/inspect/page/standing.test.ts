import { expect, test } from 'vitest';
import type { ProgramStatus } from '../../../../runtime/src/inspect/page/messages.js';
import { emptyProgram } from '../../../../runtime/src/inspect/page/app/state/model.js';
import { standingsOf } from '../../../../runtime/src/inspect/page/app/state/standing.js';

const program = (name: string, status: ProgramStatus, detail?: string) => ({
  ...emptyProgram(name, name, status),
  detail,
});
const told = (...programs: readonly ReturnType<typeof program>[]) =>
  standingsOf(programs).map(({ title, words }) => `${title} ${words}`);

test('a program that goes on says nothing, one that does not says why', () => {
  expect(told(program('a', 'live'), program('b', 'ended'))).toEqual(['b: ended. This is what it did last.']);
  expect(told(program('a', 'lost', 'It does not answer.'))).toEqual([
    'a: connection lost. It does not answer.',
  ]);
});

test('what is true of a process and its workers is said once', () => {
  const workers = Array.from({ length: 9 }, (_, index) => program(`worker ${index}`, 'paused'));
  expect(told(...workers, program('b', 'ended'), program('c', 'ended'))).toEqual([
    'worker 0, worker 1, worker 2 and 6 more: paused. The debugger has stopped them; this is how their queues are now.',
    'b, c: ended. This is what they did last.',
  ]);
});

test('programs that are lost for different reasons are told apart', () => {
  expect(told(program('a', 'lost', 'one'), program('b', 'lost', 'other'))).toHaveLength(2);
});

test('a recording tells its verdict, if it has one', () => {
  expect(told(program('a', 'recorded'), program('b', 'recorded', 'sleeps for ever'))).toEqual([
    'b: recorded. sleeps for ever.',
  ]);
});
