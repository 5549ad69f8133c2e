import { describe, expect, test } from 'vitest';
import { evaluateCondition, findCondition, hear } from '../../../extension/src/live/debuggee.js';
import { delta, finding, heard, jsDebugString, queue, session, snapshot, waiter } from './fake-program.js';

describe('hear', () => {
  test('reads the queues of a program, and what looks wrong', async () => {
    const taken = snapshot([queue({ waiters: [waiter()] })]);
    const said = { snapshot: taken, findings: [finding()] };
    expect(await hear(session({ 'snapshot()': jsDebugString(said) }))).toEqual(said);
  });

  test('asks a program whose picture is known for the changes since', async () => {
    const said = { delta: delta({ queues: [queue()] }) };
    const program = session({ 'deltas(41)': jsDebugString(said) });
    expect(await hear(program, { since: 41 })).toEqual(said);
  });

  test('evaluates no condition unless that was asked for', async () => {
    const program = session({ 'snapshot()': heard(snapshot([])) });
    await hear(program);
    await hear(program, { evaluate: true });
    expect(program.asked).toMatchObject([
      { expression: expect.stringContaining('evaluate: false') },
      { expression: expect.stringContaining('evaluate: true') },
    ]);
  });

  test('what it asks runs in a program: in one without queues, an old one, and one that is watched', () => {
    const key = Symbol.for('waitq.inspect');
    const scope = globalThis as { [key: symbol]: unknown };
    const run = async (hook: unknown, since?: number) => {
      const before = scope[key];
      scope[key] = hook;
      try {
        return await hear(
          async (_, args) => {
            const { expression } = args as { expression: string };
            return { result: JSON.stringify((0, eval)(expression)) };
          },
          { since },
        );
      } finally {
        scope[key] = before;
      }
    };
    return expect(
      Promise.all([
        run(undefined),
        run({ snapshot: () => snapshot([queue()]) }, 3),
        run({ snapshot: () => snapshot([]), deltas: (from: number) => delta({ from }), lints: () => [] }, 3),
      ]),
    ).resolves.toEqual([
      null,
      { snapshot: snapshot([queue()]) },
      { delta: delta({ from: 3 }), findings: [] },
    ]);
  });

  test('asks in a context that neither cuts long answers nor writes to the console', async () => {
    const program = session({ 'snapshot()': jsDebugString(null) });
    await hear(program);
    expect(program.asked).toMatchObject([{ command: 'evaluate', context: 'clipboard' }]);
    expect(program.asked[0]).not.toHaveProperty('frameId');
  });

  test('a program without queues is told apart from a session that does not answer', async () => {
    expect(await hear(session({ 'snapshot()': jsDebugString(null) }))).toBeNull();
    expect(await hear(session({}))).toBeUndefined();
  });

  test('another version of the snapshot is named', async () => {
    const newer = session({ 'snapshot()': heard({ version: 2, queues: {} }) });
    await expect(hear(newer)).rejects.toThrow('in version 2; this view reads 1');
  });

  test.each([
    ['no JSON', { result: 'Promise {<pending>}' }],
    ['another thing', jsDebugString([1])],
    ['a queue without waiters', heard({ ...snapshot([]), queues: [{ id: 1, name: 'q', kind: 'full' }] })],
    ['a waiter of another shape', heard(snapshot([queue({ waiters: [waiter({ id: 'x' as never })] })]))],
    [
      'a condition that is no text',
      heard(snapshot([queue({ waiters: [waiter({ condition: 3 as never })] })])),
    ],
    ['a lock without a name', heard({ ...snapshot([]), locks: [{ id: 1, holder: '', wanted: [] }] })],
    ['an event without a kind', jsDebugString({ delta: delta({ events: [{}] as never }) })],
  ])('%s is an error that shows what came', async (_, answer) => {
    await expect(hear(session({ 'snapshot()': answer }))).rejects.toThrow(/no snapshot|not the shape/);
  });
});

describe('evaluateCondition', () => {
  test('tells what the condition says', async () => {
    const said = { waiter: 7, value: true, sleeping: true };
    const program = session({ 'evaluate({"waiter":7,"force":false})': jsDebugString(said) });
    expect(await evaluateCondition(program, 7, false)).toEqual(said);
  });

  test('tells why it is not evaluated', async () => {
    const program = session({ 'evaluate(': jsDebugString({ problem: 'Testing it may change the program' }) });
    expect(await evaluateCondition(program, 7, false)).toBe('Testing it may change the program');
    expect(await evaluateCondition(session({}), 7, false)).toBe('The program does not answer.');
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
