import type { Locator, Page } from 'playwright-core';

// What a person does in the editor, and what they see. Nothing here waits for time: Playwright waits until the
// thing to act on is there.

/** Opens a file of the workspace from the keyboard. */
export async function openFile(page: Page, name: string): Promise<void> {
  await quickInput(page, 'Control+P', name);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
}

/** Runs a command by its title in the command palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await quickInput(page, 'F1', `>${title}`);
}

async function quickInput(page: Page, key: string, text: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  await page.keyboard.press(key);
  await widget.locator('input').fill(text);
  const wanted = text.replace(/^>|^debug /, '');
  await widget.locator('.monaco-list-row.focused', { hasText: wanted }).waitFor();
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
}

/** The editor that has the focus. */
export function editorOf(page: Page): Locator {
  return page.locator('.editor-instance .monaco-editor').first();
}

/** Puts the keyboard into the open file; the cursor stays. */
export async function focusEditor(page: Page): Promise<void> {
  await editorOf(page).locator('textarea, .native-edit-context').first().focus();
}

/** Marks under the text of the open file. */
export function squiggles(page: Page): Locator {
  return editorOf(page).locator('.squiggly-error, .squiggly-warning');
}

/** A line of the open file that holds a text. */
export function lineWith(page: Page, text: string): Locator {
  return editorOf(page).locator('.view-line', { hasText: nonBreaking(text) });
}

/** The editor draws spaces as non-breaking ones. */
function nonBreaking(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replace(/ /g, '[ \\u00a0]'));
}

/** Shows the Problems panel. */
export async function openProblems(page: Page): Promise<void> {
  const panel = page.locator('.markers-panel');
  if (!(await panel.isVisible())) await page.keyboard.press('Control+Shift+M');
  await panel.waitFor();
}

/** The problems in the panel that come from Waitq, without their related places. */
export function problems(page: Page): Locator {
  return page.locator('.markers-panel .monaco-list-row', {
    has: page.locator('.marker-source', { hasText: 'waitq' }),
  });
}

/** Opens the lamp's menu at the cursor and picks an action. */
export async function quickFix(page: Page, title: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row', { hasText: title }).first().click();
}

/** Starts a launch configuration of the workspace by its name, and waits until the debugger runs. */
export async function startDebugging(page: Page, configuration: string): Promise<void> {
  await quickInput(page, 'Control+P', `debug ${configuration}`);
  await page.locator('.debug-toolbar').waitFor({ timeout: 60_000 });
}

/** A button of the debugger's tool bar. */
export function debuggerButton(page: Page, name: 'Pause' | 'Continue' | 'Stop'): Locator {
  return page.locator(`.debug-toolbar a.action-label[aria-label^="${name}"]`);
}

/** The lines of the Wait Queues view. */
export async function openQueues(page: Page): Promise<Locator> {
  await runCommand(page, 'View: Show Run and Debug');
  const header = page.locator('.pane-header', { hasText: 'Wait Queues' });
  await header.waitFor();
  if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  return page.locator('.pane', { has: header }).locator('.monaco-list-row');
}
