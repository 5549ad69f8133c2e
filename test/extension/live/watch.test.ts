import { expect, test } from 'vitest';
import { idOf, rootsOf, stateOf, type LiveModel } from '../../../extension/src/live/model.js';
import { createWatch } from '../../../extension/src/live/watch.js';
import { jsDebugString, queue, session, snapshot, waiter } from './fake-program.js';

function watchWith(...programs: readonly [id: string, ask: () => unknown][]) {
  const models: LiveModel[] = [];
  const watch = createWatch((model) => models.push(model));
  for (const [id, ask] of programs)
    watch.add({ id, name: `${id}.js`, request: session({ 'snapshot()': ask }) });
  return { watch, models };
}

const names = ({ model }: { readonly model: LiveModel }) => rootsOf(model).map(idOf);

test('shows the queues of every program that has some', async () => {
  const { watch } = watchWith(
    ['a', () => jsDebugString(snapshot([queue()]))],
    ['launcher', () => Promise.reject(new Error('no thread'))],
  );
  expect(stateOf(watch.model)).toBe('noProgram');
  await watch.refresh();
  expect(names(watch)).toEqual(['a/1']);
  expect(stateOf(watch.model)).toBe('queues');
});

test('a program whose last queue went says so', async () => {
  const answers = [snapshot([queue()], 1), snapshot([], 2)];
  const { watch } = watchWith(['a', () => jsDebugString(answers.shift())]);
  await watch.refresh();
  await watch.refresh();
  expect(names(watch)).toEqual([]);
  expect(stateOf(watch.model)).toBe('noQueues');
});

test('a session that owes its answer is not asked again, and does not hold up the others', async () => {
  let answer: ((value: unknown) => void) | undefined;
  let asked = 0;
  const { watch } = watchWith(
    ['busy', () => (asked++, new Promise((resolve) => (answer = resolve)))],
    ['idle', () => jsDebugString(snapshot([queue({ waiters: [waiter()] })], asked + 5))],
  );
  const first = watch.refresh();
  await watch.refresh();
  await expect.poll(() => names(watch)).toEqual(['idle/1']);
  expect(asked).toBe(1);
  answer!(jsDebugString(snapshot([queue()])));
  await first;
  expect(names(watch).sort()).toEqual(['busy', 'idle']);
});

test('an answer that comes after its session has ended is dropped', async () => {
  let answer: ((value: unknown) => void) | undefined;
  const { watch } = watchWith(['a', () => new Promise((resolve) => (answer = resolve))]);
  const refresh = watch.refresh();
  watch.remove('a');
  answer!(jsDebugString(snapshot([queue()])));
  await refresh;
  expect(stateOf(watch.model)).toBe('noProgram');
});

test('an answer older than the one shown changes nothing', async () => {
  const answers = [snapshot([queue()], 9), snapshot([], 8)];
  const { watch, models } = watchWith(['a', () => jsDebugString(answers.shift())]);
  await watch.refresh();
  await watch.refresh();
  expect(names(watch)).toEqual(['a/1']);
  expect(models).toHaveLength(1);
});

test('a program that can not be read says why, and recovers', async () => {
  const answers = [{ version: 3 }, snapshot([queue()])];
  const { watch } = watchWith(['a', () => jsDebugString(answers.shift())]);
  await watch.refresh();
  expect(rootsOf(watch.model)).toMatchObject([
    { kind: 'program', program: { problem: expect.stringContaining('version 3') } },
  ]);
  await watch.refresh();
  expect(names(watch)).toEqual(['a/1']);
});

test('a session that stopped inside our question is asked again, and the late answer is dropped', async () => {
  const answers: ((value: unknown) => void)[] = [];
  const { watch } = watchWith(['a', () => new Promise((resolve) => answers.push(resolve))]);
  const first = watch.refresh();
  watch.stopped('a');
  const second = watch.refresh();
  answers[1]!(jsDebugString(snapshot([queue({ waiters: [waiter()] })], 2)));
  await second;
  expect(names(watch)).toEqual(['a/1']);
  answers[0]!(jsDebugString(snapshot([], 1)));
  await first;
  expect(names(watch)).toEqual(['a/1']);
});

test('a session that is about to pause is left alone until it has stopped', async () => {
  let asked = 0;
  const { watch } = watchWith(['a', () => (asked++, jsDebugString(snapshot([queue()])))]);
  watch.hold('a');
  await watch.refresh();
  expect(asked).toBe(0);
  watch.stopped('a');
  await watch.refresh();
  expect(asked).toBe(1);
});
