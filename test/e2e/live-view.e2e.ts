import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { debuggerButton, openFile, openQueues, showDebugger, startDebugging } from './actions.js';
import { openEditor, repository, screenshot, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({
    'hang.ts': 'samples/typescript/hang.ts',
    'pumps.mjs': 'test/e2e/fixtures/live/pumps.mjs',
    '.vscode/launch.json': 'test/e2e/fixtures/live/launch.json',
  });
  compile(editor.workspace, 'hang');
});

/** As `npm run sample` does: Node 20 runs no TypeScript. */
function compile(workspace: string, name: string): void {
  const esbuild = path.join(repository, 'node_modules/.bin/esbuild');
  const args = [
    `${name}.ts`,
    `--outfile=dist/${name}.mjs`,
    '--format=esm',
    '--sourcemap',
    '--log-level=error',
  ];
  expect(spawnSync(esbuild, args, { cwd: workspace, stdio: 'inherit' }).status).toBe(0);
}

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

test('a click on the task opens the line of its condition', async () => {
  const { page } = editor;
  const lines = await openQueues(page);
  await lines.filter({ hasText: 'printing' }).click();
  await page.locator('.statusbar-item', { hasText: 'Ln 10, Col' }).waitFor();
  expect(await page.locator('.tab.active').getAttribute('data-resource-name')).toBe('hang.ts');
  await screenshot(page, 'hang-line');
});

test('the queues are there while the program is paused, and go with it', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Pause').click();
  await debuggerButton(page, 'Continue').waitFor();
  const waiter = (await openQueues(page)).filter({ hasText: 'printing' });
  const before = await waiter.textContent();
  // How long it has slept is part of the line: a new picture is taken while nothing runs.
  await expect.poll(() => waiter.textContent()).not.toBe(before);
  await screenshot(page, 'hang-paused');
  await debuggerButton(page, 'Stop').click();
  await page.locator('.pane-header', { hasText: 'Wait Queues' }).waitFor({ state: 'hidden' });
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
