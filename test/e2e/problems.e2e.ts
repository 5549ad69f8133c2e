import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  goTo,
  lineWith,
  openFile,
  openProblems,
  problems,
  quickFix,
  runCommand,
  squiggles,
} from './actions.js';
import { screenshot } from './editor.js';
import { vsix } from './places.js';
import { useEditor } from './use-editor.js';

const editor = useEditor({
  'wrong-queue-address.c': 'samples/c/wrong-queue-address.c',
  'lost-wakeup.ts': 'samples/typescript/lost-wakeup.ts',
});

test('the package is smaller than 6 MB', () => {
  expect(statSync(vsix).size).toBeLessThan(6_000_000);
});

describe('C', () => {
  test('the wrong argument is underlined and listed with its rule', async () => {
    const { page } = editor;
    await openFile(page, 'wrong-queue-address.c');
    await squiggles(page).first().waitFor();
    expect(await squiggles(page).count()).toBe(1);
    await openProblems(page);
    await expect.poll(() => problems(page).count()).toBe(1);
    expect(await problems(page).first().textContent()).toContain('no-wrong-queue-address');
    await screenshot(page, 'c-problem');
  });

  test('the hover tells who wakes the queue', async () => {
    const { page } = editor;
    await goTo(page, problems(page).first());
    await runCommand(page, 'Show or Focus Hover');
    const hover = page.locator('.monaco-hover', { hasText: 'Wakes my_event' }).first();
    await hover.waitFor();
    expect(await hover.textContent()).toMatch(
      /wrong-queue-address\.c:27.*wake_up\(&my_event\) in announce_event/,
    );
    await screenshot(page, 'c-hover');
    await page.keyboard.press('Escape');
  });

  test('the quick fix repairs the line, and the problem goes', async () => {
    const { page } = editor;
    const fixed = 'wait_event(my_event, event_present == 1);';
    expect(await lineWith(page, fixed).count()).toBe(1);
    await goTo(page, problems(page).first());
    await quickFix(page, 'Fix this no-wrong-queue-address problem', lineWith(page, fixed).nth(1));
    await expect.poll(() => problems(page).count()).toBe(0);
    await expect.poll(() => squiggles(page).count()).toBe(0);
    expect(await lineWith(page, fixed).count()).toBe(2);
    await screenshot(page, 'c-fixed');
  });
});

describe('TypeScript', () => {
  test('both sleepers that lose the wake-up are underlined and listed', async () => {
    const { page } = editor;
    await openFile(page, 'lost-wakeup.ts');
    await expect.poll(() => problems(page).count()).toBe(2);
    const listed = await problems(page).allTextContents();
    expect(listed.join('\n')).toMatch(/no-sleep-on[^]*no-check-then-sleep/);
    await goTo(page, problems(page).filter({ hasText: 'no-check-then-sleep' }));
    await squiggles(page).first().waitFor();
    await screenshot(page, 'typescript-problems');
  });

  test('a suggestion repairs the late registration, and its problem goes', async () => {
    const { page } = editor;
    const written = lineWith(page, 'if ((await box.look()) === undefined) await schedule(entry);');
    await quickFix(page, 'Test again after registering', written);
    await expect
      .poll(() => problems(page).allTextContents())
      .toEqual([expect.stringContaining('no-sleep-on')]);
    await screenshot(page, 'typescript-fixed');
  });

  test('the status says how many findings there are, and that all of the file was analysed', async () => {
    const { page } = editor;
    await runCommand(page, 'Waitq: Show Status of This File');
    const message = page.locator('.notification-toast', { hasText: 'Waitq: 1 finding' });
    await message.waitFor();
    expect(await message.textContent()).toContain('All of the file was analysed');
    await screenshot(page, 'status');
  });

  test('the name of the rule opens its page', async () => {
    const { page } = editor;
    await problems(page)
      .first()
      .locator('a', { hasText: 'no-sleep-on' })
      .click({ modifiers: ['Control'] });
    await page.locator('.tab.active[data-resource-name="no-sleep-on.md"]').waitFor();
    await lineWith(page, '# no-sleep-on').first().waitFor();
    await screenshot(page, 'rule-page');
  });
});

test('a restarted server finds the same again', async () => {
  const { page } = editor;
  await runCommand(page, 'Waitq: Restart Language Server');
  await openFile(page, 'lost-wakeup.ts');
  await expect.poll(() => problems(page).count()).toBe(1);
  await runCommand(page, 'Waitq: Show Log');
  await page.locator('.output-view', { hasText: 'restarting the language server' }).waitFor();
});
