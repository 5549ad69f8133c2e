import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownSleep } from '../../own-sleep.js';
import { runCli } from './run-cli.js';
import { makeTree } from './tree.js';

const code = `static struct my_queue q;
static int ready;

void wait_here(void)
{
	while (!ready)
		my_sleep_on(&q);
}
`;

async function lintWith(api: string) {
  const root = makeTree({ 'api.json': api, 'a.c': code });
  const file = join(root, 'api.json');
  const { code: exit, out, err } = await runCli(['--api', file, join(root, 'a.c')]);
  return { exit, out, err: err.replaceAll(file, 'api.json').split('\n')[0] };
}

test("a project's own functions are known, also to the look that skips files without any", async () => {
  const { exit, out } = await lintWith(JSON.stringify([ownSleep]));
  expect(exit).toBe(1);
  expect(out).toMatch(/7:3 {2}error .*my_sleep_on.*waitq\/no-sleep-on/);
});

test.each([
  ['[{,}]', 'waitq-lint: api.json:1:3: not JSON: '],
  ['', 'waitq-lint: api.json:1:1: not JSON: ValueExpected'],
  ['{}', 'waitq-lint: api.json:1:1: the file must be array'],
  [
    '[\n  { "name": "a", "language": "c", "action": "sleeps",\n    "family": "wait", "doc": "" }\n]',
    'waitq-lint: api.json:2:45: /0/action must be one of: declare-queue',
  ],
  [
    JSON.stringify([{ ...ownSleep, queue: { arg: -1, address: 'pointer' } }], null, 2),
    'waitq-lint: api.json:8:14: /0/queue/arg must be >= 0',
  ],
  [
    JSON.stringify([{ ...ownSleep, que: 1 }], null, 2),
    'waitq-lint: api.json:13:12: /0/que is not a known property',
  ],
  ['[{ "name": "a" }]', "waitq-lint: api.json:1:2: /0 must have required property 'language'"],
])('%j is wrong usage, with its place', async (text, message) => {
  const { exit, err } = await lintWith(text);
  expect(exit).toBe(2);
  expect(err).toContain(message);
});

test('a missing API file is wrong usage', async () => {
  const { code: exit, err } = await runCli(['--api', 'no-such.json', '.']);
  expect(exit).toBe(2);
  expect(err).toContain('cannot read the API file: ENOENT');
});
