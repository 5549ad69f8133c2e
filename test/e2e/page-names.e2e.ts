import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { QueueSnapshot, WaiterSnapshot } from '../../runtime/src/inspect/protocol.js';
import { screenshot, startBrowser } from './editor.js';
import { servePage, type PageHost } from './page-host.js';

// The column of names on the timeline page: what is longer than it can be read, by mouse and keyboard.

let browser: Browser;
let host: PageHost;
let page: Page;
const task = 'second assistant of the pastry cook';
const condition = '() => kitchen.orders.filter((order) => order.isSweet && !order.isTaken).length > 0';

beforeAll(async () => {
  browser = await startBrowser();
});
beforeEach(async () => {
  host = await servePage((message, host) => message.type === 'ready' && tellAll(host));
  const context = await browser.newContext({ viewport: { width: 900, height: 500 } });
  page = await context.newPage();
  await page.goto(host.url);
  await row().waitFor();
});
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await screenshot(page, `failed ${context.task.name}`);
  await page.context().close();
  host.close();
});
afterAll(() => browser.close());

function tellAll({ tell }: PageHost): void {
  const waiter: WaiterSnapshot = {
    ...{ id: 1, task, condition, state: 'interruptible', exclusive: false, sleeping: true },
    ...{ phase: 'asleep', since: Date.now() - 5000 },
  };
  const queues: QueueSnapshot[] = [{ id: 1, name: 'orders', kind: 'full', waiters: [waiter] }];
  tell({ type: 'programs', programs: [{ id: 'p', name: 'kitchen.mjs (4711)', status: 'live' }] });
  tell({ type: 'snapshot', program: 'p', snapshot: { version: 1, sequence: 1, at: Date.now(), queues } });
}

const row = () => page.getByRole('option', { name: new RegExp(`^${task}`) });
const edge = () => page.getByRole('separator', { name: 'Width of the names' });
const width = async () => Number(await edge().getAttribute('aria-valuenow'));
/** How many pixels of a part of the row are hidden. */
const cut = (part: '.label' | '.description') =>
  row()
    .locator(part)
    .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
const listWidth = async () => (await page.getByRole('listbox').boundingBox())!.width;

/** The width of the names once the page has made use of more room. */
async function widened(): Promise<number> {
  const share = 392; // 28 % of the page
  await page.setViewportSize({ width: 1400, height: 500 });
  await expect.poll(width).toBe(share);
  await expect.poll(listWidth).toBe(share);
  return share;
}

test('a long name is not cut, and the whole row is read by pointing at it', async () => {
  await expect.poll(() => cut('.label')).toBe(0);
  expect(await cut('.description')).toBeGreaterThan(0);
  expect(await row().getAttribute('title')).toContain('order.isSweet && !order.isTaken');
});

test('the mouse makes the column wider and narrower, and as wide as its text', async () => {
  const before = await widened();
  const { x, y, width: thickness } = (await edge().boundingBox())!;
  await page.mouse.move(x + thickness / 2, y + 100);
  await page.mouse.down();
  await page.mouse.move(x + thickness / 2 - 90, y + 100, { steps: 3 });
  await page.mouse.up();
  await expect.poll(width).toBe(before - 90);
  expect(await listWidth()).toBe(before - 90);
  await edge().dblclick();
  await expect.poll(() => cut('.description')).toBe(0);
  await screenshot(page, 'page-names');
});

test('so does the keyboard, which does not move the timeline meanwhile; what was chosen outlasts a reload', async () => {
  const before = await widened();
  const follow = page.getByRole('button', { name: 'Follow' });
  await edge().focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBe(before - 40);
  expect(await follow.getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('Home');
  await expect.poll(width).toBe(120);
  await page.keyboard.press('Enter');
  await expect.poll(() => cut('.description')).toBe(0);
  await page.keyboard.press('End');
  await expect.poll(width).toBe(1050);
  await page.reload();
  await row().waitFor();
  await expect.poll(width).toBe(1050);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
});
