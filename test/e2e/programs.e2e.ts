import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Recording } from '../../runtime/src/inspect/recording.js';
import {
  answerFile,
  clickInQueues,
  debuggerButton,
  lineWith,
  listPrograms,
  openFile,
  openQueues,
  row,
  runCommand,
  showDebugger,
  startDebugging,
  timeline,
  watchListed,
} from './actions.js';
import { compile } from './compile.js';
import { screenshot } from './editor.js';
import { startOutside } from './outside.js';
import { useEditor } from './use-editor.js';

// The ways to a program: workers under the debugger, a listed running program, a terminal.

let outside: ChildProcess | undefined;
afterAll(() => outside?.kill());
const editor = useEditor(
  {
    'hang.ts': 'samples/typescript/hang.ts',
    'pumps.mjs': 'test/e2e/fixtures/live/pumps.mjs',
    '.vscode/launch.json': 'test/e2e/fixtures/live/launch.json',
  },
  ({ workspace }) => compile(path.join(workspace, 'hang.ts'), path.join(workspace, 'hang.mjs')),
);

const recordings = () =>
  readdirSync(editor.workspace)
    .filter((name) => name.endsWith('.waitq.json'))
    .map((name) => JSON.parse(readFileSync(path.join(editor.workspace, name), 'utf8')) as Recording);
const forgetRecordings = () => {
  for (const name of readdirSync(editor.workspace)) {
    if (name.endsWith('.waitq.json')) rmSync(path.join(editor.workspace, name));
  }
};
const button = (name: string) => timeline(editor.page).getByRole('button', { name, exact: true });
const welcome = (text: string) => editor.page.locator('.pane .welcome-view', { hasText: text });

test('every worker has queues of its own', async () => {
  const { page } = editor;
  await openFile(page, 'pumps.mjs');
  await showDebugger(page);
  await startDebugging(page, 'pumps');
  const lines = await openQueues(page);
  const sleepers = lines.filter({ hasText: /^pump of/ });
  await expect.poll(() => sleepers.allTextContents()).toHaveLength(2);
  await page.locator('.codelens-decoration', { hasText: '2 asleep' }).waitFor();
  await clickInQueues(page, 'Show Wait Queues Timeline');
  await row(page, /^pump of worker, asleep/).waitFor();
  await screenshot(page, 'worker-queues');
});

test('a program that runs nothing pauses all the same, and where it is looked at stays', async () => {
  const { page } = editor;
  await debuggerButton(page, 'Pause').click();
  await debuggerButton(page, 'Continue').waitFor();
  await timeline(page).getByText('paused.').waitFor();
  expect(await page.locator('.tab.active').allTextContents()).toContainEqual(
    expect.stringContaining('pumps.mjs'),
  );
  await screenshot(page, 'idle-paused');
  await debuggerButton(page, 'Continue').click();
  await timeline(page).getByText('paused.').waitFor({ state: 'detached' });
});

test('a waiter that is woken leaves the tree, while all are recorded', async () => {
  const { page, workspace } = editor;
  const sleepers = (await openQueues(page)).filter({ hasText: /^pump of/ });
  await button('Record').click();
  await timeline(page)
    .getByText(/Recording, until you stop it: .*pumps\.mjs.*, .*worker/)
    .waitFor();
  writeFileSync(path.join(workspace, 'go'), '');
  await expect.poll(() => sleepers.allTextContents()).toEqual([expect.stringContaining('pump of worker')]);
  await page.locator('.codelens-decoration', { hasText: '1 asleep' }).waitFor();
  await row(page, /^pump of main, finished/).waitFor();
  await screenshot(page, 'worker-woken');
});

test('a recording is made of each, and one after the other saved', async () => {
  const { page } = editor;
  await button('Stop recording').click();
  // Whose recording has been stopped first is asked for first.
  const heading = page.locator('.quick-input-title', { hasText: 'Save the Recording of' });
  const first = (await heading.textContent())!;
  await answerFile(page, first);
  const second = heading.filter({ hasNotText: first });
  await answerFile(page, (await second.textContent())!);
  await expect.poll(() => recordings().length).toBe(2);
  const [main, worker] = recordings().sort(
    ({ header: one }, { header: other }) => one.program!.threadId - other.program!.threadId,
  );
  expect(main!.steps.map(({ kind }) => kind)).toEqual(['wake', 'woken', 'resume', 'test', 'finish']);
  expect(main!.header).toMatchObject({ dropped: 0, after: { queues: [{ waiters: [] }] } });
  expect(worker!.steps).toEqual([]);
  expect(worker!.header).toMatchObject({ dropped: 0, after: { queues: [{ waiters: [{}] }] } });
});

test('what is recorded when its program ends is not lost', async () => {
  const { page } = editor;
  forgetRecordings();
  await button('Close recording').click();
  await button('Record').click();
  await timeline(page).getByText('Recording, until you stop it:').waitFor();
  await debuggerButton(page, 'Stop').click();
  const asked = page.locator('.notification-toast', { hasText: 'has ended while it was recorded' });
  await expect.poll(() => asked.count()).toBe(2);
  await screenshot(page, 'worker-ended');
  await asked.first().getByRole('button', { name: 'Save the Recording' }).click();
  await answerFile(page, 'Save the Recording of');
  await page.locator('.notification-toast', { hasText: 'is saved as' }).waitFor();
  expect(recordings()).toMatchObject([{ format: 'waitq-recording', header: { source: 'live' } }]);
  await runCommand(page, 'Notifications: Clear All Notifications');
});

test('a running program is listed, attached to, followed, and its end is seen', async () => {
  const { page } = editor;
  outside = await startOutside(editor, 'hang.mjs');
  const listed = await listPrograms(page, `hang.mjs (${outside.pid})`);
  expect(await listed.count()).toBe(1);
  // What takes the focus away does not close the list.
  await lineWith(page, 'wakeUp(tank.queue)').click();
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  await screenshot(page, 'attach-list');
  await watchListed(page, listed);

  const lines = await openQueues(page);
  await expect
    .poll(() => lines.allTextContents())
    .toEqual([
      expect.stringMatching(/^printer.*1 asleep/),
      expect.stringMatching(/^printing.*printer\.pages > 0/),
    ]);
  await row(page, /^printing, asleep for/).waitFor();
  await lines.filter({ hasText: /^printing/ }).click();
  // Its source map leads to where it was written.
  await page.locator('.tab.active[data-resource-name="hang.ts"]').waitFor();
  await page.locator('.statusbar-item', { hasText: 'Ln 10, Col' }).waitFor();
  await screenshot(page, 'attached');

  outside.kill();
  await welcome('The program has ended').waitFor();
  await timeline(page).getByText('ended. This is what it did last.').waitFor();
  expect(await row(page, /^printing, asleep/).count()).toBe(1);
  await screenshot(page, 'attached-ended');
});

test('a program in a terminal is watched once that was asked for', async () => {
  const { page } = editor;
  await runCommand(page, 'Waitq: Watch Programs in New Terminals');
  // A terminal that is opened before is not a new one.
  await page.locator('.notification-toast', { hasText: 'new terminals of this window' }).waitFor();
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
  await row(page, /^pump of worker, asleep/).waitFor();
  await screenshot(page, 'terminal');
});
