import { describe, expect, test } from 'vitest';
import { findCondition, takeSnapshot } from '../../../extension/src/live/debuggee.js';
import { jsDebugString, queue, session, snapshot, waiter } from './fake-program.js';

describe('takeSnapshot', () => {
  test('reads the queues of a program', async () => {
    const taken = snapshot([queue({ waiters: [waiter()] })]);
    expect(await takeSnapshot(session({ 'snapshot()': jsDebugString(taken) }))).toEqual(taken);
  });

  test('asks in a context that neither cuts long answers nor writes to the console', async () => {
    const program = session({ 'snapshot()': jsDebugString(null) });
    await takeSnapshot(program);
    expect(program.asked).toMatchObject([{ command: 'evaluate', context: 'clipboard' }]);
    expect(program.asked[0]).not.toHaveProperty('frameId');
  });

  test('a program without queues, and a session without a thread, show nothing', async () => {
    expect(await takeSnapshot(session({ 'snapshot()': jsDebugString(null) }))).toBeUndefined();
    expect(await takeSnapshot(session({}))).toBeUndefined();
  });

  test('another version of the snapshot is named', async () => {
    const newer = session({ 'snapshot()': jsDebugString({ version: 2, queues: {} }) });
    await expect(takeSnapshot(newer)).rejects.toThrow('in version 2; this view reads 1');
  });

  test.each([
    ['no JSON', { result: 'Promise {<pending>}' }],
    ['another thing', jsDebugString([1])],
    [
      'a queue without waiters',
      jsDebugString({ ...snapshot([]), queues: [{ id: 1, name: 'q', kind: 'full' }] }),
    ],
    [
      'a waiter of another shape',
      jsDebugString(snapshot([queue({ waiters: [waiter({ id: 'x' as never })] })])),
    ],
    [
      'a condition that is no text',
      jsDebugString(snapshot([queue({ waiters: [waiter({ condition: 3 as never })] })])),
    ],
  ])('%s is an error that shows what came', async (_, answer) => {
    await expect(takeSnapshot(session({ 'snapshot()': answer }))).rejects.toThrow(
      /no snapshot|not the shape/,
    );
  });
});

describe('findCondition', () => {
  test('asks for the function, then for the line it is written on', async () => {
    const program = session({
      'conditionOf(7)': { result: '() => ready', variablesReference: 3, valueLocationReference: 12 },
      locations: { source: { path: '/project/reader.ts' }, line: 12, column: 27 },
    });
    expect(await findCondition(program, 7)).toEqual({ file: '/project/reader.ts', line: 12, column: 27 });
    expect(program.asked[1]).toEqual({ command: 'locations', locationReference: 12 });
  });

  test('no place for a waiter that has gone, for code without a file, for a program that has ended', async () => {
    expect(await findCondition(session({ conditionOf: { result: 'undefined' } }), 7)).toBeUndefined();
    const evaluated = { result: '() => ready', valueLocationReference: 12 };
    const inMemory = session({
      conditionOf: evaluated,
      locations: { source: { sourceReference: 4 }, line: 1 },
    });
    expect(await findCondition(inMemory, 7)).toBeUndefined();
    expect(await findCondition(session({ conditionOf: evaluated }), 7)).toBeUndefined();
    expect(await findCondition(session({}), 7)).toBeUndefined();
  });
});
