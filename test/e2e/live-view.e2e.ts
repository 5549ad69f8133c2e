import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import type { Recording } from '../../runtime/src/inspect/recording.js';
import {
  answerFile,
  behindLine,
  clickInQueues,
  debuggerButton,
  editorOf,
  lineWith,
  openFile,
  openQueues,
  row,
  rows,
  runCommand,
  showDebugger,
  startDebugging,
  timeline,
} from './actions.js';
import { compile } from './compile.js';
import { screenshot } from './editor.js';
import { useEditor } from './use-editor.js';

// The hanging sample under the debugger, from its start to its end.

const editor = useEditor(
  { 'hang.ts': 'samples/typescript/hang.ts', '.vscode/launch.json': 'test/e2e/fixtures/live/launch.json' },
  ({ workspace }) => compile(path.join(workspace, 'hang.ts'), path.join(workspace, 'dist/hang.mjs')),
);

test('the hanging sample shows its sleeping task', async () => {
  const { page } = editor;
  await openFile(page, 'hang.ts');
  await showDebugger(page);
  await startDebugging(page, 'hang');
  const lines = await openQueues(page);
  await expect
    .poll(() => lines.allTextContents())
    .toEqual([
      expect.stringMatching(/^printer.*1 asleep/),
      expect.stringMatching(/^printing[\d.]+ (ms|s|min), printer\.pages > 0, uninterruptible/),
    ]);
  await screenshot(page, 'hang-queues');
});

test('the line on which it sleeps says so: above it how many, behind it also for how long', async () => {
  const { page } = editor;
  await page.locator('.codelens-decoration', { hasText: '1 asleep' }).waitFor();
  await expect.poll(() => behindLine(page, 'await waitEvent')).toMatch(/^1 asleep, [\d.]+ (ms|s|min)$/);
});

test('the wake-up that it lost is marked once its condition is asked for', async () => {
  const { page } = editor;
  const waiter = (await openQueues(page)).filter({ hasText: /^printing/ });
  expect(await waiter.textContent()).not.toContain('lost wake-up');
  await clickInQueues(page, 'Check Conditions');
  await expect.poll(() => waiter.textContent()).toContain('lost wake-up');
  await expect.poll(() => behindLine(page, 'await waitEvent')).toMatch(/^1 asleep, a wake-up was lost, /);
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
  const waiter = row(page, /^printing, .*lost wake-up/);
  await expect.poll(() => waiter.getAttribute('aria-selected')).toBe('true');
  await timeline(page).locator('.chart .bar.lost').waitFor();
  const about = timeline(page).getByRole('region', { name: 'About printing' });
  // What runs is compiled; where it waits is said of what was written.
  await about.getByText(/\/workspace\/hang\.ts:10:\d+$/).waitFor();
  await screenshot(page, 'hang-timeline');
  await rows(page).first().click();
  const selected = page.locator('.pane .monaco-list-row.selected', { hasText: /^printer/ });
  await selected.waitFor();
});

test('the cursor on its line selects the task in tree and timeline', async () => {
  const { page } = editor;
  await lineWith(page, "spawn('printing'").click();
  await page.keyboard.press('ArrowDown');
  await page.locator('.pane .monaco-list-row.selected', { hasText: /^printing/ }).waitFor();
  await expect.poll(() => row(page, /^printing, /).getAttribute('aria-selected')).toBe('true');
});

test('what is chosen in the timeline is marked in the editor, and its source a key away', async () => {
  const { page } = editor;
  const marked = editorOf(page).locator('.view-overlays .cdr[class*="ced-"]');
  await rows(page).first().click();
  await expect.poll(() => marked.count()).toBe(0);
  await lineWith(page, 'import {').click();
  await rows(page).first().click();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => marked.count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: 'Ln 10, Col' }).waitFor();
});

test('the keyboard alone goes from the tree to the line, and through the timeline', async () => {
  const { page } = editor;
  // Elsewhere, so that the line is seen to be opened.
  await lineWith(page, 'import {').click();
  await page.locator('.statusbar-item', { hasText: 'Ln 5, Col' }).waitFor();
  await runCommand(page, 'Debug: Focus on Wait Queues View');
  await page.locator('.pane .monaco-list:focus').waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: 'Ln 10, Col' }).waitFor();
  await runCommand(page, 'Waitq: Show Wait Queues Timeline');
  const list = timeline(page).getByRole('listbox');
  const hasKeyboard = () => list.evaluate((one) => document.hasFocus() && one === document.activeElement);
  await expect.poll(hasKeyboard).toBe(true);
  await page.keyboard.press('Home');
  await expect.poll(() => rows(page).first().getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => row(page, /^printing, /).getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('/');
  await page.keyboard.type('no such task');
  await timeline(page).getByRole('heading', { name: 'Nothing passes the filters' }).waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await row(page, /^printing, /).waitFor();
});

test('the queues are there while the program is paused, and go with it', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Pause').click();
  await debuggerButton(page, 'Continue').waitFor();
  const waiter = (await openQueues(page)).filter({ hasText: /^printing/ });
  const before = await waiter.textContent();
  // How long it has slept is part of the line, after a minute in minutes: a new picture is taken while nothing runs.
  await expect.poll(() => waiter.textContent(), { timeout: 120_000 }).not.toBe(before);
  await timeline(page).getByText('paused.').waitFor();
  await screenshot(page, 'hang-paused');
  await debuggerButton(page, 'Continue').click();
  await timeline(page).getByText('paused.').waitFor({ state: 'detached' });
});

test('a recording that is made meanwhile goes over a pause, is saved, and opened again', async () => {
  const { page, workspace } = editor;
  const button = (name: string) => timeline(page).getByRole('button', { name, exact: true });
  await button('Record').click();
  await timeline(page).getByText('Recording, until you stop it: hang.mjs').waitFor();
  await debuggerButton(page, 'Pause').click();
  await timeline(page).getByText('paused.').waitFor();
  await debuggerButton(page, 'Continue').click();
  await timeline(page).getByText('paused.').waitFor({ state: 'detached' });
  await button('Stop recording').click();
  await answerFile(page, 'Save the Recording of hang.mjs');
  await timeline(page).getByText('is saved as').waitFor();

  const [file = ''] = readdirSync(workspace).filter((name) => name.endsWith('.waitq.json'));
  const saved = JSON.parse(readFileSync(path.join(workspace, file), 'utf8')) as Recording;
  expect(saved).toMatchObject({
    format: 'waitq-recording',
    version: 1,
    header: { source: 'live', dropped: 0, before: { queues: [{ waiters: [{ task: 'printing' }] }] } },
    findings: [{ kind: 'lost-wake-up', from: 0 }],
  });
  await button('Close recording').click();
  await timeline(page).getByText('recorded.').waitFor({ state: 'detached' });
  await runCommand(page, 'Waitq: Open Recording');
  await answerFile(page, 'Open Recordings', path.join(workspace, file));
  await button('Close recording').waitFor();
  await row(page, /^printing, asleep.*lost wake-up/).waitFor();
  await timeline(page).locator('.chart .bar.lost').waitFor();
  await screenshot(page, 'hang-recording');

  // A page behind another tab is thrown away, and drawn anew when it is looked at.
  await page.locator('.tab', { hasText: 'Wait Queues' }).click();
  await openFile(page, 'hang.mjs');
  await page.locator('iframe.webview.ready').waitFor({ state: 'hidden' });
  await page.locator('.tab', { hasText: 'Wait Queues' }).click();
  await button('Close recording').waitFor();
  expect(await row(page, /^printing, asleep/).count()).toBe(1);
  await page.locator('.tab', { hasText: 'hang.mjs' }).click({ button: 'middle' });
  await button('Close recording').click();
  await row(page, /^printing, .*lost wake-up/).waitFor();
});

test('a timeline that was closed and opened again shows the past, too', async () => {
  const { page } = editor;
  await page.locator('.tab', { hasText: 'Wait Queues' }).click({ button: 'middle' });
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  await clickInQueues(page, 'Show Wait Queues Timeline');
  await timeline(page).locator('.chart .bar.lost').waitFor();
});

test.each([
  ['Default Dark Modern', 'vscode-dark'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
  ['Default Light Modern', 'vscode-light'],
])('the timeline passes the accessibility check in %s', async (theme, name) => {
  const { page, workspace } = editor;
  const settings = { 'workbench.colorTheme': theme };
  writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  await timeline(page).locator(`body.${name}`).waitFor();
  await row(page, /^printing, /).click();
  const shown: { fromFrames: [string, string, string] } = {
    fromFrames: ['iframe.webview.ready', 'iframe#active-frame', 'body'],
  };
  const { violations } = await new AxeBuilder({ page }).include(shown).analyze();
  await screenshot(page, `hang-${name}`);
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
});

test('a program that ends leaves the tree, and its past to the timeline', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Stop').click();
  await page.locator('.pane .welcome-view', { hasText: 'The program has ended' }).waitFor();
  await timeline(page).getByText('This is what it did last.').waitFor();
  await page.locator('.codelens-decoration').waitFor({ state: 'detached' });
  await expect.poll(() => behindLine(page, 'await waitEvent')).toBe('');
  await lineWith(page, 'import {').click();
  await row(page, /^printing, /).dblclick();
  await page.locator('.statusbar-item', { hasText: 'Ln 10, Col' }).waitFor();
  await screenshot(page, 'hang-ended');
});

// An editor starts anew, which takes a minute when the machine is busy.
const patience = 180_000;

test('a window that is loaded again has its timeline back', { timeout: patience }, async () => {
  const { page } = editor;
  await page.reload();
  const heading = timeline(page).getByRole('heading', { name: 'No program is watched' });
  await heading.waitFor({ timeout: patience });
  await screenshot(page, 'reloaded');
});
