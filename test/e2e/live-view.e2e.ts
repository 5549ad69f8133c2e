import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  clickInQueues,
  debuggerButton,
  openFile,
  openQueues,
  runCommand,
  showDebugger,
  startDebugging,
  timeline,
} from './actions.js';
import { compile } from './compile.js';
import { openEditor, screenshot, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({
    'hang.ts': 'samples/typescript/hang.ts',
    'pumps.mjs': 'test/e2e/fixtures/live/pumps.mjs',
    '.vscode/launch.json': 'test/e2e/fixtures/live/launch.json',
  });
  compile(path.join(editor.workspace, 'hang.ts'), path.join(editor.workspace, 'dist/hang.mjs'));
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await screenshot(editor.page, `failed ${context.task.name}`);
});
afterAll(() => editor?.close());

test('the hanging sample shows its sleeping task', async () => {
  const { page } = editor;
  await openFile(page, 'hang.ts');
  await showDebugger(page);
  await startDebugging(page, 'hang');
  const lines = await openQueues(page);
  await expect.poll(() => lines.allTextContents()).toHaveLength(2);
  const [queue, waiter] = await lines.allTextContents();
  expect(queue).toMatch(/^printer.*1 asleep/);
  expect(waiter).toMatch(/^printing.*interruptible.*printer\.pages > 0/);
  await screenshot(page, 'hang-queues');
});

test('the wake-up that it lost is marked once its condition is asked for', async () => {
  const { page } = editor;
  const waiter = (await openQueues(page)).filter({ hasText: /^printing/ });
  expect(await waiter.textContent()).not.toContain('lost wake-up');
  await clickInQueues(page, 'Check Conditions');
  await expect.poll(() => waiter.textContent()).toContain('lost wake-up');
  await screenshot(page, 'hang-lost');
});

test('a click on the task opens the line of its condition, which says who waits there', async () => {
  const { page } = editor;
  const lines = await openQueues(page);
  await lines.filter({ hasText: /^printing/ }).click();
  await page.locator('.statusbar-item', { hasText: 'Ln 10, Col' }).waitFor();
  expect(await page.locator('.tab.active').getAttribute('data-resource-name')).toBe('hang.ts');
  await page.locator('.codelens-decoration', { hasText: 'a wake-up was lost' }).waitFor();
  await screenshot(page, 'hang-line');
});

test('the timeline shows the same, and shares the selection', async () => {
  const { page } = editor;
  await clickInQueues(page, 'Show Wait Queues Timeline');
  const rows = timeline(page).getByRole('listbox').getByRole('option');
  const waiter = rows.and(timeline(page).getByLabel(/^printing, .*lost wake-up/));
  await waiter.waitFor();
  await expect.poll(() => waiter.getAttribute('aria-selected')).toBe('true');
  await timeline(page).locator('.chart .bar.lost').waitFor();
  await screenshot(page, 'hang-timeline');
  await rows.first().click();
  const selected = page.locator('.pane .monaco-list-row.selected', { hasText: /^printer/ });
  await selected.waitFor();
});

test('the queues are there while the program is paused, and go with it', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Pause').click();
  await debuggerButton(page, 'Continue').waitFor();
  const waiter = (await openQueues(page)).filter({ hasText: /^printing/ });
  const before = await waiter.textContent();
  // How long it has slept is part of the line: a new picture is taken while nothing runs.
  await expect.poll(() => waiter.textContent()).not.toBe(before);
  await timeline(page).getByText('paused.').waitFor();
  await screenshot(page, 'hang-paused');
  await debuggerButton(page, 'Continue').click();
  await timeline(page).getByText('paused.').waitFor({ state: 'detached' });
});

test('a timeline that was closed and opened again shows the past, too', async () => {
  const { page } = editor;
  await page.locator('.tab', { hasText: 'Wait Queues' }).click({ button: 'middle' });
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  await clickInQueues(page, 'Show Wait Queues Timeline');
  await timeline(page).locator('.chart .bar.lost').waitFor();
});

test('a program that ends leaves the tree, and its past to the timeline', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Stop').click();
  await page.locator('.pane-header', { hasText: 'Wait Queues' }).waitFor({ state: 'hidden' });
  await timeline(page).getByText('This is what it did last.').waitFor();
  await screenshot(page, 'hang-ended');
});

test('a worker has queues of its own, and a waiter that is woken leaves the tree', async () => {
  const { page, workspace } = editor;
  await startDebugging(page, 'pumps');
  const lines = await openQueues(page);
  const sleepers = lines.filter({ hasText: /^pump of/ });
  await expect.poll(() => sleepers.allTextContents()).toHaveLength(2);
  await screenshot(page, 'worker-queues');
  writeFileSync(path.join(workspace, 'go'), '');
  await expect.poll(() => sleepers.allTextContents()).toEqual([expect.stringContaining('pump of worker')]);
  await screenshot(page, 'worker-woken');
  await debuggerButton(page, 'Stop').click();
});

test('a program in a terminal is watched once that was asked for, and can be attached to', async () => {
  const { page } = editor;
  await runCommand(page, 'Waitq: Watch Programs in New Terminals');
  await runCommand(page, 'Terminal: Create New Terminal');
  await page
    .locator('.terminal-wrapper.active .xterm-cursor-layer, .terminal-wrapper.active .xterm-screen')
    .first()
    .waitFor();
  await page.locator('.terminal-wrapper.active').click();
  await page.keyboard.type(`"${process.execPath}" pumps.mjs`);
  await page.keyboard.press('Enter');
  await showDebugger(page);
  const lines = await openQueues(page);
  await expect.poll(() => lines.allTextContents()).toContainEqual(expect.stringMatching(/^pump of worker/));
  await runCommand(page, 'Waitq: Show Wait Queues Timeline');
  const rows = timeline(page).getByRole('listbox').getByRole('option');
  await rows.and(timeline(page).getByLabel(/^pump of worker, asleep/)).waitFor();
  await screenshot(page, 'terminal');
});

test('a window that is loaded again has its timeline back', async () => {
  const { page } = editor;
  await page.reload();
  await timeline(page).getByRole('heading', { name: 'No program is watched' }).waitFor({ timeout: 90_000 });
  await screenshot(page, 'reloaded');
});
