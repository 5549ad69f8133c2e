import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { LiveHub } from '../../../extension/src/live/hub.js';
import { idOf, rootsOf, stateOf, type LiveModel } from '../../../extension/src/live/model.js';
import { createWatch } from '../../../extension/src/live/watch.js';
import { delta, finding, heard, jsDebugString, queue, session, snapshot, waiter } from './fake-program.js';

function watchWith(...programs: readonly [id: string, ask: () => unknown][]) {
  const models: LiveModel[] = [];
  const hub = new LiveHub();
  hub.onChange((model) => models.push(model));
  const watch = createWatch(hub);
  for (const [id, ask] of programs)
    watch.add({ id, name: `${id}.js`, request: session({ 'hook.snapshot()': ask }) });
  return { watch, hub, models };
}

const names = ({ model }: { readonly model: LiveModel }) => rootsOf(model).map(idOf);

test('shows the queues of every program that has some', async () => {
  const { watch, hub } = watchWith(
    ['a', () => heard(snapshot([queue()]))],
    ['launcher', () => Promise.reject(new Error('no thread'))],
  );
  expect(stateOf(hub.model)).toBe('noProgram');
  await watch.refresh();
  expect(names(hub)).toEqual(['a/1']);
  expect(stateOf(hub.model)).toBe('queues');
});

test('a program whose last queue went says so', async () => {
  const answers = [snapshot([queue()], 1), snapshot([], 2)];
  const { watch, hub } = watchWith(['a', () => heard(answers.shift())]);
  await watch.refresh();
  await watch.refresh();
  expect(names(hub)).toEqual([]);
  expect(stateOf(hub.model)).toBe('noQueues');
});

test('a session that owes its answer is not asked again, and does not hold up the others', async () => {
  let answer: ((value: unknown) => void) | undefined;
  let asked = 0;
  const { watch, hub } = watchWith(
    ['busy', () => (asked++, new Promise((resolve) => (answer = resolve)))],
    ['idle', () => heard(snapshot([queue({ waiters: [waiter()] })], asked + 5))],
  );
  const first = watch.refresh();
  await watch.refresh();
  await expect.poll(() => names(hub)).toEqual(['idle/1']);
  expect(asked).toBe(1);
  answer!(heard(snapshot([queue()])));
  await first;
  expect(names(hub).sort()).toEqual(['busy', 'idle']);
});

test('a worker is not asked while its process owes an answer: in that it may stop', async () => {
  const hub = new LiveHub();
  const watch = createWatch(hub);
  let answer: (value: unknown) => void = () => undefined;
  const owed = new Promise((resolve) => (answer = resolve));
  const answers = [jsDebugString(null), owed];
  const worker = session({ 'hook.snapshot()': heard(snapshot([queue()])) });
  watch.add({ id: 'main', name: 'main', request: session({ 'hook.snapshot()': () => answers.shift() }) });
  await watch.refresh();
  watch.add({ id: 'worker', name: 'worker', request: worker, parent: 'main' });
  const refresh = watch.refresh();
  await new Promise(setImmediate);
  expect(worker.asked).toEqual([]);
  answer(jsDebugString(null));
  await refresh;
  expect(names(hub)).toEqual(['worker/1']);
});

test('an answer that comes after its session has ended is dropped', async () => {
  let answer: ((value: unknown) => void) | undefined;
  const { watch, hub } = watchWith(['a', () => new Promise((resolve) => (answer = resolve))]);
  const refresh = watch.refresh();
  watch.remove('a');
  answer!(heard(snapshot([queue()])));
  await refresh;
  expect(stateOf(hub.model)).toBe('noProgram');
});

test('an answer older than the one shown changes nothing', async () => {
  const answers = [snapshot([queue()], 9), snapshot([], 8)];
  const { watch, hub, models } = watchWith(['a', () => heard(answers.shift())]);
  await watch.refresh();
  await watch.refresh();
  expect(names(hub)).toEqual(['a/1']);
  expect(models).toHaveLength(1);
});

test('a program that can not be read says why, and recovers', async () => {
  const answers = [{ version: 3 }, snapshot([queue()])];
  const { watch, hub } = watchWith(['a', () => heard(answers.shift())]);
  await watch.refresh();
  expect(rootsOf(hub.model)).toMatchObject([
    { kind: 'program', program: { problem: expect.stringContaining('version 3') } },
  ]);
  await watch.refresh();
  expect(names(hub)).toEqual(['a/1']);
});

test('a session that stopped inside our question is asked again, and the late answer is dropped', async () => {
  const answers: ((value: unknown) => void)[] = [];
  const { watch, hub } = watchWith(['a', () => new Promise((resolve) => answers.push(resolve))]);
  const first = watch.refresh();
  watch.stopped('a');
  const second = watch.refresh();
  answers[1]!(heard(snapshot([queue({ waiters: [waiter()] })], 2)));
  await second;
  expect(names(hub)).toEqual(['a/1']);
  answers[0]!(heard(snapshot([], 1)));
  await first;
  expect(names(hub)).toEqual(['a/1']);
});

describe('a session that is about to stop', () => {
  afterEach(() => vi.useRealTimers());

  function pausing() {
    vi.useFakeTimers({ toFake: ['Date'] });
    const asks = { count: 0 };
    const { watch } = watchWith(['a', () => (asks.count++, heard(snapshot([queue()], asks.count)))]);
    watch.hold('a', false);
    return { watch, asks };
  }
  const inSeconds = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

  test('is left alone until it has stopped', async () => {
    const { watch, asks } = pausing();
    await watch.refresh();
    expect(asks.count).toBe(0);
    watch.stopped('a');
    await watch.refresh();
    await watch.refresh();
    expect(asks.count).toBe(2);
  });

  test('is left alone, too, while the debugger steps to where it can stop', async () => {
    const { watch, asks } = pausing();
    watch.goesOn('a');
    await watch.refresh();
    expect(asks.count).toBe(0);
  });

  test('is asked now and then where it runs nothing, and not more often', async () => {
    const { watch, asks } = pausing();
    inSeconds(2);
    await watch.refresh();
    expect(asks.count).toBe(1);
    inSeconds(1);
    await watch.refresh();
    expect(asks.count).toBe(1);
    inSeconds(1);
    await watch.refresh();
    expect(asks.count).toBe(2);
  });
});

describe('a program that is to pause', () => {
  afterEach(() => vi.useRealTimers());

  function watched(answers: Readonly<Record<string, unknown>>) {
    const hub = new LiveHub();
    const watch = createWatch(hub);
    const request = session(answers);
    watch.add({ id: 'a', name: 'a.js', request });
    const asked = () => request.asked.map((one) => String((one as { expression?: string }).expression));
    return { hub, watch, asked };
  }

  test('gets something to run, for one that does nothing stops nowhere; a step does not', async () => {
    const { watch, asked } = watched({ 'hook.snapshot()': heard(snapshot([queue()])) });
    await watch.refresh();
    const before = asked().length;
    watch.hold('a', false);
    expect(asked()).toHaveLength(before);
    watch.hold('a', true);
    expect(asked().slice(before)).toEqual(['0']);
  });

  test('gets it only when it has answered what it was asked before, for two at once can hang it', async () => {
    let late: (value: unknown) => void = () => undefined;
    const answers = [heard(snapshot([queue()])), new Promise((resolve) => (late = resolve))];
    const { watch, asked } = watched({ 'hook.snapshot()': () => answers.shift(), '0': { result: '0' } });
    await watch.refresh();
    const under = watch.refresh();
    const before = asked().length;
    watch.hold('a', true);
    await watch.refresh();
    expect(asked()).toHaveLength(before);
    late(jsDebugString({ delta: delta() }));
    await under;
    expect(asked().slice(before)).toEqual(['0']);
  });

  test('is not asked for a picture while it has something to run, however long', async () => {
    vi.useFakeTimers();
    const { watch, asked } = watched({
      'hook.snapshot()': heard(snapshot([queue()])),
      '0': new Promise(() => undefined),
    });
    await watch.refresh();
    watch.hold('a', true);
    const before = asked().length;
    await vi.advanceTimersByTimeAsync(10_000);
    void watch.refresh();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toHaveLength(before);
    watch.stopped('a');
    void watch.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked().length).toBeGreaterThan(before);
  });

  test('is left to its debugger where it has no queues', async () => {
    const { watch, asked } = watched({ 'hook.snapshot()': jsDebugString(null) });
    await watch.refresh();
    const before = asked().length;
    watch.hold('a', true);
    expect(asked()).toHaveLength(before);
  });

  test('is not asked where a waiter waits, nor for its condition, before it has stopped', async () => {
    const { hub, watch, asked } = watched({ 'hook.snapshot()': heard(snapshot([queue()])) });
    watch.hold('a', true);
    const { locate, evaluate } = hub.find('a')!;
    const answers = [locate(7), evaluate(7, false)];
    await watch.refresh();
    expect(asked()).toEqual([]);
    watch.stopped('a');
    await Promise.all(answers);
    expect(asked()).toEqual([
      expect.stringContaining('conditionOf(7)'),
      expect.stringContaining('evaluate('),
    ]);
  });

  test('is asked all the same where it does not stop', async () => {
    vi.useFakeTimers();
    const { hub, watch, asked } = watched({});
    watch.hold('a', false);
    const early = hub.find('a')!.locate(7);
    await vi.advanceTimersByTimeAsync(2000);
    await Promise.all([early, hub.find('a')!.locate(8)]);
    expect(asked()).toEqual([expect.stringContaining('(7)'), expect.stringContaining('(8)')]);
  });
});

test('once a picture is there, changes are asked for; one that does not fit brings a picture again', async () => {
  const answers = [
    { snapshot: snapshot([queue()], 4) },
    { delta: delta({ from: 4, sequence: 6, queues: [queue({ waiters: [waiter()] })] }) },
    { delta: delta({ from: 7, sequence: 9 }) },
    { snapshot: snapshot([queue({ id: 2 })], 10) },
  ];
  const { watch, hub } = watchWith(['a', () => jsDebugString(answers.shift())]);
  await watch.refresh();
  await watch.refresh();
  expect(hub.model.programs.get('a')).toMatchObject({ sequence: 6, queues: [{ waiters: [{ id: 7 }] }] });
  await watch.refresh();
  expect(answers).toEqual([]);
  expect(names(hub)).toEqual(['a/2']);
});

test('a program that has stopped is shown as paused until it goes on', async () => {
  const answers = [snapshot([queue()], 1), snapshot([queue()], 2)];
  const { watch, hub } = watchWith(['a', () => heard(answers.shift())]);
  watch.stopped('a');
  await watch.refresh();
  expect(hub.model.programs.get('a')).toMatchObject({ status: 'paused' });
  watch.goesOn('a');
  await watch.refresh();
  expect(hub.model.programs.get('a')).toMatchObject({ status: 'live' });
});

test('a program that does not answer any more keeps what it did, for its end', async () => {
  const answers = [heard(snapshot([queue()]))];
  const { watch, hub } = watchWith(['a', () => answers.shift() ?? Promise.reject(new Error('ended'))]);
  await watch.refresh();
  await watch.refresh();
  expect(names(hub)).toEqual(['a/1']);
  watch.remove('a');
  expect(hub.model.programs.get('a')).toMatchObject({ status: 'ended', queues: [{ id: 1 }] });
});

test('a page that was loaded again, and has no queue yet, shows none', async () => {
  const answers = [heard(snapshot([queue()])), jsDebugString(null)];
  const { watch, hub } = watchWith(['a', () => answers.shift()]);
  await watch.refresh();
  await watch.refresh();
  expect(stateOf(hub.model)).toBe('noProgram');
});

test('who catches up waits for the answer that is owed, and asks once more', async () => {
  const answers: ((value: unknown) => void)[] = [];
  const { watch, hub } = watchWith(['a', () => new Promise((resolve) => answers.push(resolve))]);
  const first = watch.refresh();
  const time = hub.find('a')!.catchUp();
  answers[0]!(heard(snapshot([queue()], 1)));
  await first;
  await expect.poll(() => answers).toHaveLength(2);
  answers[1]!(heard({ ...snapshot([queue({ waiters: [waiter()] })], 2), at: 1_000_700 }));
  expect(await time).toBe(1_000_700);
  expect(hub.model.programs.get('a')).toMatchObject({ sequence: 2 });
});

/** A compiled file of one line, whose map leads to the third line of its source. */
function compiled() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'waitq-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [source, js] = ['hang.ts', 'hang.mjs'].map((name) => path.join(folder, name)) as [string, string];
  const map = { version: 3, sources: ['hang.ts'], names: [], mappings: 'AAEA' };
  writeFileSync(source, '\n\nwait();\n');
  writeFileSync(js, `wait();\n//# sourceMappingURL=data:application/json,${JSON.stringify(map)}\n`);
  return { source: pathToFileURL(source).href, js: pathToFileURL(js).href };
}

test('what a debugged program says of its compiled code is shown in its source', async () => {
  const { source, js } = compiled();
  const site = `${js}:1:1`;
  const asleep = queue({ waiters: [waiter({ site })], location: { file: js, line: 1, column: 1 } });
  const answers = [
    { snapshot: snapshot([asleep]), findings: [finding({ evidence: [{ what: 'sleeps', site }] })] },
    { delta: delta({ queues: [asleep] }) },
  ];
  const { watch, hub } = watchWith(['a', () => jsDebugString(answers.shift())]);
  const inSource = {
    queues: [{ waiters: [{ site: `${source}:3:1` }], location: { file: source, line: 3, column: 1 } }],
    findings: [{ evidence: [{ site: `${source}:3:1` }] }],
  };
  await watch.refresh();
  expect(hub.model.programs.get('a')).toMatchObject(inSource);
  await watch.refresh();
  expect(hub.model.programs.get('a')).toMatchObject({ sequence: 2, ...inSource });
});
