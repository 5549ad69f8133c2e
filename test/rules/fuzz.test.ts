import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyze, grammarReady, rules, type Analysis, type Finding } from '../../rules/src/analyze.js';
import { createBytesLinter } from '../../rules/src/cli/lint-file.js';
import { inputsOf } from '../fuzz/inputs.mjs';
import { judge, type Engine, type Input } from '../fuzz/judge.mjs';
import { ownSeeds } from '../fuzz/seeds.mjs';
import { createWatchdog } from '../fuzz/watchdog.mjs';

beforeAll(grammarReady);

const strict = Object.fromEntries([...rules].map(([name, { meta }]) => [name, meta.strictOptions ?? {}]));

test('200 damaged samples: no exception, no hang, no place outside the file', async () => {
  const engine: Engine = {
    analyze: (text, language) => analyze(text, language, { rules: strict }),
    lintBytes: await createBytesLinter({ preset: 'strict', rules: {}, api: undefined, fix: false }),
  };
  const samples = ownSeeds().filter(({ name }) => name.startsWith('samples'));
  const inputs = [...inputsOf(samples, 200, 5)];
  expect(new Set(inputs.map(({ text }) => text)).size).toBeGreaterThan(190);
  // Among inputs that nothing is found in, the judge would have nothing to judge.
  const found = inputs.filter(
    ({ name, text }) => name.endsWith('.c') && analyze(text, 'c').findings.length > 0,
  );
  expect(found.length).toBeGreaterThan(10);
  // Machines that build may be busy: a hang is what takes as long as a test may.
  const faults = inputs.flatMap((input) =>
    judge(engine, input, 60_000).map((fault) => `${input.how}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

const INPUT: Input = { name: 'a.c', text: 'int a;\nint b;\n', encoding: 'utf8', how: 'by hand' };
const FINDING: Finding = {
  rule: 'no-sleep-on',
  confidence: 'high',
  range: [0, 3],
  message: 'wrong',
  related: [],
  suggestions: [],
};

function judgeFinding(change: Partial<Finding>): readonly string[] {
  const analysis: Analysis = { findings: [{ ...FINDING, ...change }], problems: [] };
  return judge({ analyze: () => analysis, lintBytes: () => undefined }, INPUT);
}

describe('the judge', () => {
  test('lets a finding in the file pass', () => {
    expect(judgeFinding({})).toEqual([]);
  });

  test.each<[string, Partial<Finding>]>([
    ['a finding behind the end', { range: [5, 15] }],
    ['one that ends before it starts', { range: [5, 4] }],
    ['a related place outside', { related: [{ message: 'here', range: [-1, 3] }] }],
    ['a fix outside', { fix: [{ range: [10, 20], text: '' }] }],
    [
      'edits that overlap',
      {
        fix: [
          { range: [0, 5], text: 'x' },
          { range: [4, 6], text: 'y' },
        ],
      },
    ],
    [
      'a step in a line that is not there',
      { interleaving: [{ actor: 'waiter', line: 9, what: '', effect: '' }] },
    ],
    ['a finding without words', { message: ' ' }],
  ])('tells of %s', (_name, change) => {
    expect(judgeFinding(change)).toHaveLength(1);
  });

  test('tells of what takes longer than the limit', () => {
    const engine: Engine = { analyze: () => ({ findings: [], problems: [] }), lintBytes: () => undefined };
    expect(judge(engine, INPUT)).toEqual([]);
    expect(judge(engine, INPUT, -1)).toEqual([
      expect.stringMatching(/^analyze: took [\d.]+ s$/),
      expect.stringMatching(/^waitq-lint: took [\d.]+ s$/),
    ]);
  });

  test('tells of an exception, and of an internal error of the command line', () => {
    const fail = () => {
      throw new Error('broken');
    };
    expect(judge({ analyze: fail, lintBytes: fail }, INPUT)).toEqual([
      expect.stringMatching(/^analyze: Error: broken/),
      expect.stringMatching(/^waitq-lint: Error: broken/),
    ]);
  });
});

test('an input that hangs is reported, and the next one judged', async () => {
  const script = `
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ text }) => { while (text === 'hang'); parentPort.postMessage({ faults: [text] }); });
    parentPort.postMessage('ready');`;
  const watchdog = createWatchdog(new URL(`data:text/javascript,${encodeURIComponent(esm(script))}`), 4000);
  expect(await watchdog.judge({ ...INPUT, text: 'hang' })).toEqual(['no answer within 4 s']);
  expect(await watchdog.judge({ ...INPUT, text: 'fine' })).toEqual(['fine']);
  await watchdog.stop();
  await setTimeout();
});

function esm(script: string): string {
  return script.replace(
    "const { parentPort } = require('node:worker_threads')",
    "import { parentPort } from 'node:worker_threads'",
  );
}
