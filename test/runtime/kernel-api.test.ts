import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as waitq from 'waitq';
import * as swait from 'waitq/swait';
import type { Row } from './kernel-api.js';
import { swaitRows, waitqRows } from './kernel-api.js';

const folder = new URL('.', import.meta.url);

/** The test files that use a name: imports alone don't count. Sorted, so that the page is stable. */
function testsOf(name: string): string[] {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.test.ts') && !file.startsWith('kernel-api'),
  );
  return files.sort().filter((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8').replace(/import[^;]*;/g, '');
    return new RegExp(`\\b${name}\\b`).test(text);
  });
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(([kernel, ours, differs]) => {
    const tests = testsOf(ours).map((file) => `[${file}](../../test/runtime/${file})`);
    return `| ${kernel} | \`${ours}\` | ${differs || 'nothing'} | ${tests.slice(0, 3).join(', ')} |`;
  });
  return ['| kernel | ours | what differs | tests |', '|---|---|---|---|', ...lines, ''].join('\n');
}

it.each([
  ['waitq', waitqRows, Object.keys(waitq)],
  ['waitq/swait', swaitRows, Object.keys(swait)],
] as const)('every export of %s has a row and every row is exported', (name, rows, exported) => {
  const shared = Object.keys(waitq);
  const own = name === 'waitq' ? exported : exported.filter((key) => !shared.includes(key));
  expect(rows.map(([, ours]) => ours).sort()).toEqual([...own].sort());
});

it.each([...waitqRows, ...swaitRows].map(([, ours]) => ours))('%s has a test', (name) => {
  expect(testsOf(name)).not.toEqual([]);
});

it('the page shows the table', async () => {
  const page = [
    '# The kernel’s API and ours',
    '',
    'Made from `test/runtime/kernel-api.ts` by `npx vitest run test/runtime/kernel-api.test.ts -u`.',
    '',
    '## `waitq` (include/linux/wait.h, kernel/sched/wait.c)',
    '',
    table(waitqRows),
    '## `waitq/swait` (include/linux/swait.h, kernel/sched/swait.c)',
    '',
    table(swaitRows),
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../runtime/docs/kernel-api.md');
});
