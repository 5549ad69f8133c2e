import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  clickInQueues,
  debuggerButton,
  openFile,
  openQueues,
  row,
  rows,
  showDebugger,
  startDebugging,
  timeline,
} from './actions.js';
import { screenshot } from './editor.js';
import { useEditor } from './use-editor.js';

// What the threads of a program share, each of them a debug session of its own; and who holds which lock.

const editor = useEditor(
  {
    'jobs.mjs': 'test/e2e/fixtures/live/jobs.mjs',
    'locks.mjs': 'test/e2e/fixtures/live/locks.mjs',
    '.vscode/launch.json': 'test/e2e/fixtures/live/launch.json',
  },
  // So that all lines of the tree are in sight.
  ({ page }) => page.setViewportSize({ width: 1400, height: 1200 }),
);

/** Of every line what it is about, without what may change at any time. */
const names = async () => {
  const texts = await (await openQueues(editor.page)).locator('.label-name').allTextContents();
  return texts.map((text) => text.trim());
};
const thread = / \(thread \d+\)$/;

test('what threads share is one line, below it who waits in any of them', async () => {
  const { page } = editor;
  await openFile(page, 'jobs.mjs');
  await showDebugger(page);
  await startDebugging(page, 'jobs');
  await openQueues(page);
  await expect
    .poll(async () => (await names()).map((name) => name.replace(thread, '')).sort())
    .toEqual(['blocker', 'idler', 'jobs', 'manager', 'orders', 'thread 0']);
  const line = (await openQueues(page)).filter({ hasText: /^jobs/ });
  await expect.poll(() => line.textContent()).toContain('3 asleep');
  await screenshot(page, 'shared-queues');
});

test('so it is in the timeline, and what is chosen there is chosen in the tree', async () => {
  const { page } = editor;
  await clickInQueues(page, 'Show Wait Queues Timeline');
  await row(page, /^blocker \(thread \d+\), asleep/).waitFor();
  await row(page, /^idler \(thread \d+\), asleep/).waitFor();
  await expect.poll(() => row(page, /^wait queue shared between threads jobs, 3 asleep/).count()).toBe(1);
  await row(page, /^idler \(thread/).click();
  await page.locator('.pane .monaco-list-row.selected', { hasText: /^idler \(thread/ }).waitFor();
  await screenshot(page, 'shared-timeline');
});

test('a waiter of any thread leads to the line on which it waits', async () => {
  const { page } = editor;
  const lines = await openQueues(page);
  await lines.filter({ hasText: /^blocker/ }).click();
  await page.locator('.statusbar-item', { hasText: 'Ln 17, Col' }).waitFor();
  await page.locator('.codelens-decoration', { hasText: '1 asleep' }).first().waitFor();
});

test('a wake-up of one thread is drawn where it woke others, and a thread that ends leaves one line', async () => {
  const { page, workspace } = editor;
  writeFileSync(path.join(workspace, 'go'), '');
  await row(page, /^blocker \(thread \d+\), finished/).waitFor();
  await expect.poll(() => timeline(page).locator('.chart .arrow').count()).toBeGreaterThan(0);
  const texts = async () => (await names()).map((name) => name.replace(thread, '')).sort();
  await expect.poll(texts).toEqual(['idler', 'jobs', 'manager', 'orders', 'thread 0']);
  await expect.poll(() => row(page, /^wait queue shared between threads jobs, 2 asleep/).count()).toBe(1);
  await screenshot(page, 'shared-woken');
});

test('it goes with the last of its threads', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Stop').click();
  await page.locator('.pane .welcome-view', { hasText: 'The program has ended' }).waitFor();
  await expect.poll(() => rows(page).filter({ hasText: /^jobs/ }).count()).toBe(1);
});

test('a lock is a line that says who holds it, and below it who waits, in whatever thread', async () => {
  const { page } = editor;
  await openFile(page, 'locks.mjs');
  await startDebugging(page, 'locks');
  await expect
    .poll(async () => (await names()).map((name) => name.replace(/^thread \d+/, 'thread')).sort())
    .toEqual(['auditor', 'clerk', 'gate', 'ledger', 'orders', 'thread']);
  const lines = await openQueues(page);
  await expect
    .poll(() => lines.filter({ hasText: /^ledger/ }).textContent())
    .toMatch(/^ledger *held by clerk for [\d.]+ \w+, wanted by 1/);
  await expect
    .poll(() => lines.filter({ hasText: /^gate/ }).getAttribute('aria-label'))
    .toMatch(/^lock gate, held by thread 0 for [\d.]+ \w+, wanted by 1/);
});

test('a click on it opens the line on which it was taken', async () => {
  const { page } = editor;
  const lines = await openQueues(page);
  await lines.filter({ hasText: /^ledger/ }).click();
  await page.locator('.statusbar-item', { hasText: 'Ln 15, Col' }).waitFor();
  expect(await page.locator('.tab.active').allTextContents()).toContainEqual(
    expect.stringContaining('locks.mjs'),
  );
  await lines.filter({ hasText: /^gate/ }).click();
  await page.locator('.statusbar-item', { hasText: 'Ln 20, Col' }).waitFor();
});

test.each([
  ['Default Dark Modern', 'vs-dark'],
  ['Default High Contrast', 'hc-black'],
  ['Default Light Modern', 'vs'],
])('locks and what threads share are seen in %s', async (theme, name) => {
  const { page, workspace } = editor;
  const settings = { 'workbench.colorTheme': theme };
  writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  await page.locator(`.monaco-workbench.${name}`).waitFor();
  await row(page, /^lock gate, held by thread 0/).waitFor();
  await screenshot(page, `locks-${name}`);
});

test('a lock that is given back is its next holder’s', async () => {
  const { page, workspace } = editor;
  writeFileSync(path.join(workspace, 'open'), '');
  const gate = (await openQueues(page)).filter({ hasText: /^gate/ });
  await expect.poll(() => gate.textContent()).toMatch(/^gate *held by thread [1-9]\d* for/);
});
