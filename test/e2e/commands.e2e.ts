import { expect, test } from 'vitest';
import { openFile, patience, runCommand, timeline } from './actions.js';
import { screenshot } from './editor.js';
import { useEditor } from './use-editor.js';

// What the editor offers before any program is watched: commands that can run, links, the walkthrough.

const editor = useEditor({ 'hang.ts': 'samples/typescript/hang.ts' });

/** What the palette has of ours. */
async function offered(): Promise<string[]> {
  const { page } = editor;
  const widget = page.locator('.quick-input-widget');
  // A list that is open does not learn of commands that come.
  if (await widget.isVisible()) await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  // Asked for again where the key came too early.
  await widget.locator('input').fill('>Waitq: ', { timeout: patience });
  // What is typed is looked for a moment later.
  await widget.locator('.monaco-list-row.focused', { hasText: 'Waitq: ' }).waitFor({ timeout: patience });
  const titles = await widget.locator('.monaco-list-row .label-name').allTextContents();
  await page.keyboard.press('Escape');
  await widget.waitFor({ state: 'hidden' });
  return titles.filter((title) => title.startsWith('Waitq: ')).map((title) => title.slice('Waitq: '.length));
}

const always = [
  'Attach to a Running Program',
  'Open Recording',
  'Restart Language Server',
  'Show Log',
  'Show Wait Queues Timeline',
];
const start = 'Watch Programs in New Terminals';

test('the palette offers what can be done, and no more', async () => {
  // The editor has just begun to look for its extensions.
  await expect.poll(offered, { timeout: 150_000 }).toEqual([...always, start]);
  await openFile(editor.page, 'hang.ts');
  await expect.poll(offered).toContain('Show Status of This File');
});

test('an empty timeline leads to programs that run without a debugger', async () => {
  const { page } = editor;
  await runCommand(page, 'Waitq: Show Wait Queues Timeline');
  await timeline(page).getByRole('heading', { name: 'No program is watched' }).waitFor();
  await screenshot(page, 'timeline-empty');
  await timeline(page).getByRole('link', { name: start }).click();
  await page.locator('.notification-toast', { hasText: 'new terminals of this window' }).waitFor();
  let titles: readonly string[] = [];
  await expect.poll(async () => (titles = await offered())).toContain('Stop Watching Programs in Terminals');
  expect(titles).not.toContain(start);
});

test('the walkthrough goes from problems to the timeline', async () => {
  const { page } = editor;
  await runCommand(page, 'Welcome: Open Walkthrough');
  const widget = page.locator('.quick-input-widget');
  await widget.locator('input').fill('Never lose');
  await widget.locator('.monaco-list-row', { hasText: 'Never lose a wake-up' }).click();
  const steps = page.locator('.getting-started-step .step-title');
  await expect
    .poll(() => steps.allTextContents())
    .toEqual([
      'See lost wake-ups while you type',
      'Watch a program that hangs',
      'Watch a program that runs already',
      'See who waited when',
    ]);
  await steps.nth(3).click();
  await page.getByRole('button', { name: 'Show Timeline' }).waitFor();
  await screenshot(page, 'walkthrough');
});
