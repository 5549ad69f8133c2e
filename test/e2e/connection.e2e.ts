import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { listPrograms, openQueues, row, runCommand, showDebugger, timeline, watchListed } from './actions.js';
import { compile } from './compile.js';
import { screenshot } from './editor.js';
import { startOutside } from './outside.js';
import { useEditor } from './use-editor.js';

// What tree and timeline say of a running program that does not answer, that answers again, and that is killed.

let program: ChildProcess;
afterAll(() => program?.kill('SIGKILL'));
const editor = useEditor({ 'hang.ts': 'samples/typescript/hang.ts' }, async (opened) => {
  const { workspace } = opened;
  compile(path.join(workspace, 'hang.ts'), path.join(workspace, 'hang.mjs'));
  program = await startOutside(opened, 'hang.mjs');
});

const heading = (name: string) => timeline(editor.page).getByRole('heading', { name });
const welcome = (text: string) => editor.page.locator('.pane .welcome-view', { hasText: text });
const notice = (text: string | RegExp) => timeline(editor.page).getByRole('status').getByText(text);

/** All that is ever read in a place from now on: some of it is there for a moment only. */
async function readIn(place: Locator): Promise<() => Promise<readonly string[]>> {
  await place.evaluate((element) => {
    const texts = new Set<string>();
    const read = () => texts.add(element.textContent ?? '');
    new MutationObserver(read).observe(element, { subtree: true, childList: true, characterData: true });
    Object.assign(element, { texts });
  });
  return () => place.evaluate((element) => [...(element as unknown as { texts: Set<string> }).texts]);
}

test('a program that does not answer is connecting, then lost', async () => {
  const { page } = editor;
  await showDebugger(page);
  // So that the view is there before there is a program.
  await runCommand(page, 'Waitq: Watch Programs in New Terminals');
  await openQueues(page);
  await welcome('No program that is watched').waitFor();
  await runCommand(page, 'Waitq: Show Wait Queues Timeline');
  await heading('No program is watched').waitFor();
  await screenshot(page, 'connection-none');

  program.kill('SIGSTOP');
  const inTree = await readIn(
    page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Wait Queues' }) }),
  );
  const inTimeline = await readIn(timeline(page).locator('#waitq'));
  await watchListed(page, await listPrograms(page, 'hang.mjs'));
  const connecting = expect.arrayContaining([expect.stringContaining('Connecting')]);
  await expect.poll(inTimeline).toEqual(connecting);
  await screenshot(page, 'connection-connecting');
  await expect.poll(inTree).toEqual(connecting);

  await heading('Connection lost').waitFor();
  const lines = await openQueues(page);
  await expect
    .poll(() => lines.allTextContents())
    .toEqual([expect.stringMatching(/^hang\.mjs.*not reached/)]);
  await notice(/hang\.mjs \(\d+\): connection lost\..*does not answer/).waitFor();
  await screenshot(page, 'connection-lost-before');
});

test('it is shown as soon as it answers', async () => {
  const { page } = editor;
  program.kill('SIGCONT');
  const lines = await openQueues(page);
  await expect.poll(() => lines.allTextContents()).toContainEqual(expect.stringMatching(/^printing/));
  await row(page, /^printing, asleep/).waitFor();
  expect(await notice('connection lost').count()).toBe(0);
});

test('one that stops answering is lost with what it said last, and live when it answers again', async () => {
  const { page } = editor;
  program.kill('SIGSTOP');
  await notice(/connection lost\..*does not answer/).waitFor();
  expect(await row(page, /^printing, asleep/).count()).toBe(1);
  const lines = await openQueues(page);
  await expect
    .poll(() => lines.allTextContents())
    .toContainEqual(expect.stringMatching(/^hang\.mjs.*not reached/));
  await screenshot(page, 'connection-lost');
  program.kill('SIGCONT');
  await notice(/connection lost/).waitFor({ state: 'detached' });
  await expect.poll(() => lines.allTextContents()).toHaveLength(2);
});

test('one that is killed has ended, and leaves to the timeline what it did', async () => {
  const { page } = editor;
  program.kill('SIGKILL');
  await welcome('The program has ended').waitFor();
  await notice(/ended\..*This is what it did last/).waitFor();
  expect(await row(page, /^printing, asleep/).count()).toBe(1);
  await screenshot(page, 'connection-killed');
});
