import type { FrameLocator, Locator, Page } from 'playwright-core';

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
  const wanted = text.replace(/^>|^debug /, '');
  const row = widget.locator('.monaco-list-row.focused', { hasText: wanted });
  await actUntil(row, async () => {
    // A list that is open does not learn of commands that come.
    if (await widget.isVisible()) await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    await widget.locator('input').fill(text, { timeout: patience });
  });
  // To the list, wherever the keyboard is: typed into a file, it would change it.
  await widget.locator('input').press('Enter');
  // Not the list itself: what was chosen may ask something in it.
  await row.waitFor({ state: 'hidden' });
}

/** Answers the editor's question for a file: with the path it suggests, or with another. */
export async function answerFile(page: Page, title: string | RegExp, path?: string): Promise<void> {
  const widget = page.locator('.quick-input-widget', { hasText: title });
  const input = widget.locator('.quick-input-box input');
  await input.waitFor();
  // While the dialog reads the folder, it writes its own path over what is typed.
  await widget.locator('.monaco-list-row').first().waitFor();
  const deadline = Date.now() + 30_000;
  while (await widget.isVisible()) {
    try {
      if (path !== undefined) await input.fill(path, { timeout: patience });
      await input.press('Enter', { timeout: patience });
      await widget.waitFor({ state: 'hidden', timeout: 1000 });
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/**
 * The running programs that can be watched, once one whose name holds this is among them: a program listens a moment
 * after it has begun.
 */
export async function listPrograms(page: Page, name: string): Promise<Locator> {
  const listed = page.locator('.quick-input-widget .monaco-list-row');
  await actUntil(listed.filter({ hasText: name }), () =>
    runCommand(page, 'Waitq: Attach to a Running Program'),
  );
  return listed;
}

/** Ticks a listed program, and watches it. */
export async function watchListed(page: Page, program: Locator): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  await program.click();
  await widget.getByText('1 Selected').waitFor();
  await widget.getByRole('button', { name: 'OK' }).click();
  await widget.waitFor({ state: 'hidden' });
}

/** Milliseconds until something that was opened in vain is opened again. */
export const patience = 5000;

/**
 * Opens something until it shows what is wanted. A list that opens while a program starts, or before the language
 * server has answered, is closed or empty: a person would open it again.
 */
async function actUntil(wanted: Locator, act: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 100_000;
  for (;;) {
    try {
      await act();
      return await wanted.waitFor({ timeout: patience });
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** The editor that has the focus. */
export function editorOf(page: Page): Locator {
  return page.locator('.editor-instance .monaco-editor').first();
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

/** Opens the place of a problem: what it is about is selected, and the keyboard in the editor. */
export async function goTo(page: Page, problem: Locator): Promise<void> {
  const place = await problem.locator('.marker-line').textContent();
  const line = /Ln \d+/.exec(place ?? '')?.[0];
  await problem.dblclick();
  await page.locator('.statusbar-item', { hasText: new RegExp(`${line},.* selected`) }).waitFor();
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
}

/** Opens the lamp's menu at the cursor and picks an action; done when the text shows what it writes. */
export async function quickFix(page: Page, title: string | RegExp, written: Locator): Promise<void> {
  const action = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await actUntil(written, async () => {
    if (!(await action.isVisible())) await page.keyboard.press('Control+.');
    await action.click({ timeout: patience });
  });
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

/** Shows the debugger's side bar; before the program starts, for its start takes the keyboard. */
export async function showDebugger(page: Page): Promise<void> {
  const heading = page.locator('.sidebar .title-label', { hasText: 'Run and Debug' });
  await actUntil(heading, () => page.keyboard.press('Control+Shift+D'));
}

/** The lines of the Wait Queues view, which the debugger's side bar holds while a program runs. */
export async function openQueues(page: Page): Promise<Locator> {
  const header = page.locator('.pane-header', { hasText: 'Wait Queues' });
  await header.waitFor();
  if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  return page.locator('.pane', { has: header }).locator('.monaco-list-row');
}

/** A button in the heading of the Wait Queues view. */
export async function clickInQueues(page: Page, name: string): Promise<void> {
  const pane = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Wait Queues' }) });
  // The buttons are there only while the pointer is over the view.
  await pane.hover();
  await pane.locator(`.pane-header a.action-label[aria-label^="${name}"]`).click();
}

/** The rows of the timeline. */
export function rows(page: Page): Locator {
  return timeline(page).getByRole('listbox').getByRole('option');
}

/** The row of the timeline that says this. */
export function row(page: Page, words: RegExp): Locator {
  return rows(page).and(timeline(page).getByLabel(words));
}

/** What the editor writes behind a line of the open file that holds a text. */
export async function behindLine(page: Page, text: string): Promise<string> {
  const pieces = lineWith(page, text).first().locator('[class*="ced-"]');
  const written = await pieces.evaluateAll((all) =>
    all.map((piece) => getComputedStyle(piece, '::after').content.replaceAll('"', '')),
  );
  return written.filter((content) => content !== 'none').join(' ');
}

/** The page in the timeline's webview; it must be the only webview that is shown. */
export function timeline(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}
