import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as waitq from 'waitq';
import * as swait from 'waitq/swait';
import * as threads from 'waitq/threads';
import type { Row } from './kernel-api.js';
import { swaitRows, threadsRows, waitqRows } from './kernel-api.js';

const folder = new URL('.', import.meta.url);

/** The test files that use a name: imports alone don't count. Sorted, so that the page is stable. */
function testsOf(name: string, below = ''): string[] {
  const files = readdirSync(new URL(below, folder)).filter(
    (file) => file.endsWith('.test.ts') && !file.startsWith('kernel-api'),
  );
  return files.sort().filter((file) => {
    const text = readFileSync(new URL(below + file, folder), 'utf8').replace(/import[^;]*;/g, '');
    return new RegExp(`\\b${name}\\b`).test(text);
  });
}

function table(rows: readonly Row[], below = ''): string {
  const lines = rows.map(([kernel, ours, differs]) => {
    const tests = testsOf(ours, below).map((file) => `[${file}](../../test/runtime/${below}${file})`);
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

/** The names that `waitq/threads` shares with `waitq`, each with its blocking form. */
const sharedNames = waitqRows.filter(([, ours]) => ours in threads).map(([, ours]) => ours);
const alike = (ours: string): string =>
  `${ours}Sync` in threads ? `\`${ours}\`, \`${ours}Sync\`` : `\`${ours}\``;

it('every export of waitq/threads is one of waitq, its blocking form, or has a row', () => {
  const known = new Set([...sharedNames, ...sharedNames.map((name) => `${name}Sync`)]);
  const own = Object.keys(threads).filter((name) => !known.has(name));
  expect(threadsRows.map(([, ours]) => ours).sort()).toEqual(own.sort());
});

it.each(threadsRows.map(([, ours]) => ours))('%s has a test', (name) => {
  expect(testsOf(name, 'threads/')).not.toEqual([]);
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
    '## `waitq/threads`',
    '',
    table(threadsRows, 'threads/'),
    'The rest has the names and the meaning it has in `waitq`; with `Sync` it blocks the thread. Every `waitEvent…` is',
    'tested in [wait-event.test.ts](../../test/runtime/threads/wait-event.test.ts).',
    '',
    ...sharedNames.map((name) => `- ${alike(name)}`),
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../runtime/docs/kernel-api.md');
});
