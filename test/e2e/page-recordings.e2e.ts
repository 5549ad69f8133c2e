import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Recording } from '../../runtime/src/inspect/recording.js';
import type { ShownProgram } from '../../runtime/src/inspect/page/messages.js';
import { screenshot, startBrowser } from './editor.js';
import { servePage, type PageHost } from './page-host.js';

// Recording on the timeline page: what is being recorded, what was, and what closing it leaves.

let browser: Browser;
let host: PageHost;
let page: Page;
const program: ShownProgram = { id: 'p', name: 'kitchen.mjs (4711)', status: 'live' };

beforeAll(async () => {
  browser = await startBrowser();
});
beforeEach(async () => {
  host = await servePage((message, host) => {
    if (message.type === 'ready') tellAll(host);
    if (message.type !== 'record') return;
    host.tell({ type: 'programs', programs: [{ ...program, ...(message.on ? { isRecording: true } : {}) }] });
    if (!message.on) host.tell({ type: 'recording', name: 'kitchen.mjs (4711), recorded', recording });
  });
  const context = await browser.newContext({ viewport: { width: 900, height: 500 }, acceptDownloads: true });
  page = await context.newPage();
  await page.goto(host.url);
  await row('cook').waitFor();
});
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await screenshot(page, `failed ${context.task.name}`);
  await page.context().close();
  host.close();
});
afterAll(() => browser.close());

function queueOf(task: string) {
  const waiter = { id: 1, task, state: 'interruptible', exclusive: false, sleeping: true } as const;
  return { id: 1, name: 'orders', kind: 'full', waiters: [{ ...waiter, phase: 'asleep' }] } as const;
}

function tellAll({ tell }: PageHost): void {
  tell({ type: 'programs', programs: [program] });
  const queues = [queueOf('cook')];
  tell({ type: 'snapshot', program: 'p', snapshot: { version: 1, sequence: 1, at: Date.now(), queues } });
}

const picture = { version: 1, sequence: 1, at: 1000, queues: [queueOf('recorded cook')] } as const;
const recording: Recording = {
  format: 'waitq-recording',
  version: 1,
  header: { source: 'live', startedAt: 1000, endedAt: 2000, dropped: 0, before: picture, after: picture },
  actors: [],
  places: [],
  steps: [],
};

const row = (name: string) => page.getByRole('option', { name: new RegExp(`^${name},`) });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const said = () => page.getByRole('status');

test('of Record and Stop the one is there that applies; what is recorded is said, and the keyboard stays', async () => {
  expect(await button('Stop recording').count()).toBe(0);
  await button('Record').focus();
  await page.keyboard.press('Enter');
  await said().getByText('Recording, until you stop it: kitchen.mjs (4711).').waitFor();
  expect(await button('Record').count()).toBe(0);
  await screenshot(page, 'page-recording-on');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
  expect(await button('Stop recording').evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await row('recorded cook').waitFor();
  await said().getByText('Recording, until').waitFor({ state: 'detached' });
  expect(host.asked.filter(({ type }) => type === 'record')).toEqual([
    { type: 'record', program: 'p', on: true },
    { type: 'record', program: 'p', on: false },
  ]);
});

test('a page that is loaded while something is recorded offers to stop it', async () => {
  await button('Record').click();
  await button('Stop recording').waitFor();
  host.breakOff();
  host.tell({ type: 'programs', programs: [] });
  await expect.poll(() => host.asked.filter(({ type }) => type === 'ready').length).toBe(2);
  host.tell({ type: 'programs', programs: [{ ...program, isRecording: true }] });
  await button('Stop recording').waitFor();
});

test('a recording that is closed leaves all programs chosen, and its host knows', async () => {
  await button('Record').click();
  await button('Stop recording').click();
  await row('recorded cook').click();
  const programs = page.getByRole('combobox', { name: 'Program' });
  const chosen = () => programs.evaluate((list: HTMLSelectElement) => list.selectedOptions[0]?.text);
  await expect.poll(chosen).toBe('kitchen.mjs (4711), recorded');
  // A second one, so that there is still something to choose from.
  host.tell({ type: 'recording', name: 'other', recording });
  await expect.poll(chosen).toBe('other');
  await button('Close recording').click();
  await expect.poll(chosen).toBe('all programs');
  await row('cook').waitFor();
  await expect.poll(() => host.asked.at(-1)).toEqual({ type: 'close', program: 'recording other' });
});

test('a recording is saved to a file that opens again', async () => {
  await button('Record').click();
  await button('Stop recording').click();
  const downloads = page.waitForEvent('download');
  await button('Save recording…').click();
  const download = await downloads;
  expect(download.suggestedFilename()).toBe('kitchen.mjs-4711-recorded.waitq.json');
  const file = (await download.path())!;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(recording);
});
