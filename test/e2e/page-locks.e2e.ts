import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  LockSnapshot,
  QueueEvent,
  QueueSnapshot,
  WaiterSnapshot,
} from '../../runtime/src/inspect/protocol.js';
import { screenshot, startBrowser } from './editor.js';
import { servePage, type PageHost } from './page-host.js';

// Locks on the timeline page, and how often it draws.

let browser: Browser;
let host: PageHost;
let page: Page;
const began = Date.now() - 10_000;
const db: LockSnapshot = { id: 1, name: 'db', holder: 'cook', since: began + 1000, wanted: ['waiter'] };

beforeAll(async () => {
  browser = await startBrowser();
});
beforeEach(async () => {
  host = await servePage((message, host) => message.type === 'ready' && tellAll(host));
  const context = await browser.newContext({ viewport: { width: 1200, height: 700 } });
  page = await context.newPage();
  await page.goto(host.url);
  // Not before the last of what it is told at first.
  await page.getByRole('option', { name: /^lock db, .*, wanted by waiter$/ }).waitFor();
});
afterEach(async () => {
  await page.context().close();
  host.close();
});
afterAll(() => browser.close());

function tellAll({ tell }: PageHost): void {
  const cook: WaiterSnapshot = {
    ...{ id: 1, task: 'cook', state: 'interruptible', exclusive: false, sleeping: true, since: began },
    ...{ phase: 'asleep', condition: '() => kitchen.orders > 0' },
  };
  const queues: QueueSnapshot[] = [{ id: 1, name: 'orders', kind: 'full', waiters: [cook] }];
  tell({ type: 'programs', programs: [{ id: 'p', name: 'kitchen.mjs (4711)', status: 'live' }] });
  const snapshot = { version: 1, sequence: 20, at: began + 1000, recordingSince: began, queues } as const;
  tell({ type: 'snapshot', program: 'p', snapshot: { ...snapshot, locks: [{ ...db, wanted: [] }] } });
  const events = [
    { sequence: 21, kind: 'lock-released', at: began + 3000, lock: 1, task: 'cook' },
    { sequence: 22, kind: 'lock-taken', at: began + 4000, lock: 1, task: 'waiter' },
    { sequence: 23, kind: 'lock-wanted', at: began + 5000, lock: 1, task: 'cook' },
    { sequence: 24, kind: 'lock-released', at: began + 6000, lock: 1, task: 'waiter' },
    { sequence: 25, kind: 'lock-taken', at: began + 6000, lock: 1, task: 'cook' },
    { sequence: 26, kind: 'lock-wanted', at: began + 7000, lock: 1, task: 'waiter' },
  ] satisfies readonly QueueEvent[];
  const rest = { from: 20, sequence: 30, at: began + 9000, dropped: 0, queues, gone: [] };
  tell({
    type: 'delta',
    program: 'p',
    delta: { version: 1, events, locks: [{ ...db, since: began + 6000 }], ...rest },
  });
}

test('who holds a lock is drawn on its row and on that of the holder, and said in words', async () => {
  const lock = page.getByRole('option', { name: /^lock db/ });
  expect(await lock.getAttribute('aria-label')).toMatch(
    /^lock db, held by cook for [\d.]+ (s|min), wanted by waiter$/,
  );
  expect(await page.getByRole('option', { name: /^cook/ }).getAttribute('aria-label')).toMatch(/, holds db$/);
  // The chart is drawn once it has been measured.
  const titles = () => page.locator('.chart .held title').allTextContents();
  await expect
    .poll(async () => (await titles()).map((title) => title.replace(/ for .*/, '')))
    .toEqual([
      ...['db held by cook', 'db held by cook'],
      ...['db held by cook', 'db held by waiter', 'db held by cook'],
    ]);
  await lock.click();
  await page.getByRole('region', { name: 'About db' }).getByText('held by cook').waitFor();
  await screenshot(page, 'page locks');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
});

test('while it follows a program it draws a few times a second, not all the time', async () => {
  const drawnASecond = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let times = 0;
        const begin = performance.now();
        const observer = new MutationObserver(() => {
          const passed = performance.now() - begin;
          // On a machine that draws seldom it takes longer.
          if (++times > 3 && passed > 3000) resolve((times * 1000) / passed);
        });
        observer.observe(document.querySelector('.axis')!, {
          subtree: true,
          childList: true,
          attributes: true,
        });
      }),
  );
  expect(drawnASecond).toBeLessThan(20); // five times, and the axis after each
});
