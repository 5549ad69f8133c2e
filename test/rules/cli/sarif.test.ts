import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { formatSarif } from '../../../rules/src/cli/format/sarif.js';
import { toFatalResult, toResult, type Message } from '../../../rules/src/cli/result.js';
import { runCli, sleepOnC, wrongAddressC } from './run-cli.js';
import { makeTree } from './tree.js';

/** What is used of the validator that the schema's package brings along. */
interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly unknown[] | null;
}

const isValid = ((): Validate => {
  const manifest = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json');
  const schema = readFileSync(join(dirname(manifest), 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8');
  const require = createRequire(manifest);
  const Ajv = require('ajv') as new (options: object) => {
    addMetaSchema(schema: unknown): void;
    compile(schema: unknown): Validate;
  };
  const ajv = new Ajv({ format: false, allErrors: true, schemaId: 'auto' });
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
  return ajv.compile(JSON.parse(schema));
})();

function checked(text: string): Log {
  const log = JSON.parse(text) as Log;
  isValid(log);
  expect(isValid.errors ?? []).toEqual([]);
  return log;
}

test('findings, related places, fixes and code flows are valid SARIF 2.1.0', async () => {
  const root = makeTree({
    'a.c': sleepOnC,
    'b.c': wrongAddressC,
    'c.c': sleepOnC.replace('&q);', '&q); /* eslint-disable-line -- seen */'),
  });
  const { out } = await runCli(['--format=sarif', root]);
  const [run] = checked(out).runs;
  const [slept, address] = run?.results ?? [];
  expect(slept).toMatchObject({
    ruleId: 'waitq/no-sleep-on',
    level: 'error',
    locations: [
      { physicalLocation: { region: { startLine: 7, startColumn: 3, endLine: 7, endColumn: 11 } } },
    ],
  });
  expect(slept?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/^file:\/\/.*\/a\.c$/);
  const steps = slept?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
  expect(steps.length).toBeGreaterThan(2);
  expect(steps.map(({ location }) => location?.message?.text).join('\n')).toMatch(/waiter: .* → [^]*waker: /);
  expect(address?.fixes?.[0]?.artifactChanges[0]?.replacements[0]).toMatchObject({
    deletedRegion: { startLine: 6, endLine: 6 },
  });
  expect(run?.tool.driver.rules?.map(({ id }) => id)).toContain('waitq/no-sleep-on');
  expect(run?.invocations?.[0]?.executionSuccessful).toBe(true);
});

test('applying a fix as SARIF describes it gives the right call', async () => {
  const root = makeTree({ 'b.c': `\uFEFF/* 𝄞 */\r\n${wrongAddressC.replaceAll('\n', '\r\n')}` });
  const { out } = await runCli(['--format=sarif', root]);
  const replacement = checked(out).runs[0]?.results?.[0]?.fixes?.[0]?.artifactChanges[0]?.replacements[0];
  const { startLine = 0, startColumn = 0, endColumn = 0 } = replacement?.deletedRegion ?? {};
  const line = `/* 𝄞 */\r\n${wrongAddressC.replaceAll('\n', '\r\n')}`.split('\r\n')[startLine - 1] ?? '';
  const fixed =
    line.slice(0, startColumn - 1) + (replacement?.insertedContent?.text ?? '') + line.slice(endColumn - 1);
  expect(fixed).toBe('\twait_event(my_event, (event_present == 1) );');
});

test('paths below the working directory are relative to it', () => {
  const message: Message = { ruleId: 'waitq/no-sleep-on', severity: 1, message: 'x', line: 1, column: 1 };
  const log = checked(formatSarif([toResult(join(process.cwd(), 'a b/ü.c'), [message])]));
  expect(log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({
    uri: 'a%20b/%C3%BC.c',
    uriBaseId: 'SRCROOT',
  });
});

test('a related place and an assumed waker are valid, too', () => {
  const message: Message = {
    ruleId: 'waitq/no-sleep-on',
    severity: 1,
    message: 'x',
    line: 2,
    column: 3,
    explanation: {
      confidence: 'medium',
      related: [{ message: 'tested here', line: 1, column: 2, endLine: 1, endColumn: 5 }],
      interleaving: [{ actor: 'waker', line: null, what: 'wakes', effect: 'nobody is there' }],
    },
  };
  const [result] = checked(formatSarif([toResult('/x/a.c', [message])])).runs[0]?.results ?? [];
  expect(result).toMatchObject({
    level: 'warning',
    relatedLocations: [{ id: 0, message: { text: 'tested here' } }],
    codeFlows: [
      {
        threadFlows: [{ locations: [{ location: { message: { text: 'waker: wakes → nobody is there' } } }] }],
      },
    ],
  });
});

test('a file that could not be judged is a notification, not a result', () => {
  const [run] = checked(formatSarif([toFatalResult('/x/a.c', 'cannot read the file: EIO')])).runs;
  expect(run?.results).toEqual([]);
  expect(run?.invocations).toMatchObject([
    {
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: 'cannot read the file: EIO' } }],
    },
  ]);
});
