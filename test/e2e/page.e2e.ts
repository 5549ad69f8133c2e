import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { QueueEvent, QueueSnapshot, WaiterSnapshot } from '../../runtime/src/inspect/protocol.js';
import type { ShownProgram } from '../../runtime/src/inspect/page/messages.js';
import { screenshot, startBrowser } from './editor.js';
import { servePage, type PageHost } from './page-host.js';

// The timeline page in a browser, told what to show message by message.

let browser: Browser;
let host: PageHost;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
});
beforeEach(async () => {
  errors.length = 0;
  host = await servePage((message, host) => {
    if (message.type === 'ready') tellAll(host);
    if (message.type === 'check') host.tell({ type: 'findings', program: 'p', findings: [lost] });
  });
  const context = await browser.newContext({ viewport: { width: 1200, height: 700 } });
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
});
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await screenshot(page, `failed ${context.task.name}`);
  await page.context().close();
  host.close();
});
afterAll(() => browser.close());

const began = Date.now() - 20_000;
const program: ShownProgram = { id: 'p', name: 'kitchen.mjs (4711)', status: 'live' };
const lost = {
  kind: 'lost-wake-up',
  message: 'cook sleeps on orders although its condition holds: wake the queue after the update.',
  evidence: [{ what: 'the condition is true', waiter: 1, task: 'cook' }],
  queue: 1,
  waiter: 1,
} as const;

function waiter(given: Partial<WaiterSnapshot> & { id: number; task: string }): WaiterSnapshot {
  const { phase = 'asleep' } = given;
  return {
    state: 'interruptible',
    exclusive: false,
    phase,
    sleeping: phase === 'asleep',
    condition: '() => kitchen.orders > 0',
    ...given,
  };
}

const queues: readonly QueueSnapshot[] = [
  {
    id: 1,
    name: 'orders',
    kind: 'full',
    waiters: [
      waiter({ id: 1, task: 'cook', since: began, exclusive: true }),
      waiter({ id: 2, task: 'second cook', since: began + 8000, phase: 'woken', exclusive: true }),
    ],
  },
  { id: 2, name: 'plates', kind: 'shared', waiters: [waiter({ id: 3, task: 'waiter', since: began + 500 })] },
];

const told = [
  { kind: 'wake', at: 5000, found: 1, task: 'guest' },
  { kind: 'woken', at: 5000, waiter: 2, wake: 21, task: 'second cook' },
  { kind: 'resume', at: 6500, waiter: 2, task: 'second cook' },
  { kind: 'finish', at: 8000, waiter: 2, task: 'second cook' },
  { kind: 'wake', at: 9500, found: 0, task: 'guest' },
  { kind: 'sleep', at: 10_000, waiter: 2, task: 'second cook' },
  { kind: 'wake', at: 14_000, found: 1, task: 'guest' },
  { kind: 'woken', at: 14_000, waiter: 2, wake: 27, task: 'second cook' },
].map((event, index) => ({ queue: 1, ...event, sequence: 21 + index, at: began + event.at }) as QueueEvent);

function tellAll({ tell }: PageHost): void {
  tell({ type: 'programs', programs: [program] });
  const before = [
    {
      ...queues[0]!,
      waiters: [queues[0]!.waiters[0]!, waiter({ id: 2, task: 'second cook', since: began })],
    },
    queues[1]!,
  ];
  tell({
    type: 'snapshot',
    program: 'p',
    snapshot: { version: 1, sequence: 20, at: began + 600, recordingSince: began, queues: before },
  });
  tell({
    type: 'delta',
    program: 'p',
    delta: {
      version: 1,
      from: 20,
      sequence: 40,
      at: began + 15_000,
      events: told,
      dropped: 0,
      queues,
      gone: [],
    },
  });
}

const rows = () => page.getByRole('listbox').getByRole('option');
const row = (name: RegExp) => page.getByRole('listbox').getByRole('option', { name });
const ticks = () => page.locator('.axis .tick').allTextContents();

async function violations(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe('a running program', () => {
  beforeEach(async () => {
    await page.goto(host.url);
    // Not before the last of what it is told at first.
    await row(/^second cook, woken/).waitFor();
  });

  test('rows are waiters by queue, in wake order, and say what they do', async () => {
    const names = await rows().evaluateAll((all) => all.map((one) => one.ariaLabel));
    expect(names).toEqual([
      expect.stringMatching(/^wait queue orders, 1 asleep, 1 awake/),
      expect.stringMatching(/^cook, asleep for .*exclusive/),
      expect.stringMatching(/^second cook, woken, not running yet for/),
      expect.stringMatching(/^wait queue shared between threads plates, 1 asleep/),
      expect.stringMatching(/^waiter, asleep/),
    ]);
    expect(errors).toEqual([]);
  });

  test('phases, wake-ups and arrows are drawn; the lost wake-up in red once it was asked for', async () => {
    await page.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(() => page.locator('.chart .bar.woken').count()).toBe(2);
    expect(await page.locator('.chart .arrow').count()).toBe(1);
    expect(await page.locator('.chart .wake').count()).toBe(3);
    expect(await page.locator('.chart .wake.vain').count()).toBe(1);
    expect(await page.locator('.chart .bar.lost').count()).toBe(0);
    const legend = page.getByRole('contentinfo');
    for (const [words, sign] of [
      ['wake-up', '.wake:not(.vain)'],
      ['found nobody', '.wake.vain'],
      ['wake-up to run', '.arrow'],
    ] as const) {
      expect(
        await legend
          .locator('.sign', { hasText: new RegExp(`^${words}$`) })
          .locator(sign)
          .count(),
      ).toBe(1);
    }
    await screenshot(page, 'page-light');
    await page.getByRole('button', { name: 'Check conditions' }).click();
    await page.locator('.chart .bar.lost').waitFor();
    await row(/^cook.*lost wake-up/).click();
    await page.getByText('wake the queue after the update').waitFor();
    await screenshot(page, 'page-lost');
  });

  test('the keyboard chooses, opens, zooms and leaves', async () => {
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await row(/^cook/).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => host.asked)
      .toContainEqual({ type: 'open', selection: { program: 'p', queue: 1, waiter: 1 } });
    const before = await ticks();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect.poll(ticks).not.toEqual(before);
    await page.keyboard.press('Escape');
    await expect.poll(() => row(/./).and(page.locator('[aria-selected=true]')).count()).toBe(0);
    await expect.poll(() => host.asked.at(-1)).toEqual({ type: 'select', selection: null });
    await page.keyboard.press('/');
    await page.keyboard.type('plates');
    await expect.poll(() => rows().count()).toBe(2);
  });

  test('the wheel zooms, and a program that runs on is followed until then', async () => {
    const follow = page.getByRole('button', { name: 'Follow' });
    await expect.poll(() => follow.getAttribute('aria-pressed')).toBe('true');
    // Seconds between the first and the last tick.
    const span = async () => {
      const times = (await ticks()).map(Number.parseFloat);
      return times.at(-1)! - times[0]!;
    };
    // The axis has no ticks before it has been measured.
    await expect.poll(span).toBeGreaterThan(0);
    const before = await span();
    await page.locator('.chart').hover();
    await page.mouse.wheel(0, -500);
    await expect.poll(span).toBeLessThan(before / 1.5);
    await expect.poll(() => follow.getAttribute('aria-pressed')).toBe('false');
    await follow.click();
    await expect.poll(() => follow.getAttribute('aria-pressed')).toBe('true');
  });

  test('what is selected elsewhere is selected here', async () => {
    host.tell({ type: 'select', selection: { program: 'p', queue: 2, waiter: 3 } });
    await expect.poll(() => row(/^waiter/).getAttribute('aria-selected')).toBe('true');
    expect(host.asked.filter(({ type }) => type === 'select')).toEqual([]);
  });

  test('a missing delta is asked for; dropped events are drawn as a gap', async () => {
    const at = began + 16_000;
    const delta = {
      version: 1,
      from: 44,
      sequence: 50,
      at,
      events: [],
      dropped: 0,
      queues,
      gone: [],
    } as const;
    host.tell({ type: 'delta', program: 'p', delta });
    await expect.poll(() => host.asked.at(-1)).toEqual({ type: 'resync', program: 'p' });
    const snapshot = { version: 1, sequence: 50, at, recordingSince: began, queues } as const;
    host.tell({ type: 'snapshot', program: 'p', snapshot });
    await page.locator('.chart .gap').waitFor({ state: 'attached' });
  });

  test.each(['light', 'dark'] as const)('passes the accessibility check, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.getByRole('button', { name: 'Check conditions' }).click();
    await row(/^cook.*lost wake-up/).click();
    await page.getByText('Keys').click();
    expect(await violations()).toEqual([]);
    await screenshot(page, `page-${colorScheme}-details`);
  });

  test.each(['vscode-high-contrast', 'vscode-high-contrast-light'])('passes it in %s', async (theme) => {
    await page.evaluate((theme) => document.body.classList.add(theme), theme);
    await page.evaluate((theme) => {
      const isDark = theme === 'vscode-high-contrast';
      const { style } = document.documentElement;
      style.setProperty('--vscode-editor-background', isDark ? '#000000' : '#ffffff');
      style.setProperty('--vscode-editor-foreground', isDark ? '#ffffff' : '#292929');
      style.setProperty('--vscode-descriptionForeground', isDark ? '#ffffff' : '#292929');
      style.setProperty('--vscode-contrastBorder', isDark ? '#6fc3df' : '#0f4a85');
      style.setProperty('--vscode-focusBorder', isDark ? '#f38518' : '#006bbd');
    }, theme);
    await page.getByRole('button', { name: 'Check conditions' }).click();
    await row(/^cook.*lost wake-up/).click();
    expect(await violations()).toEqual([]);
    await screenshot(page, `page-${theme}`);
  });
});

describe('states', () => {
  const heading = (name: string) => page.getByRole('heading', { name });

  test('no program, connecting, no queue, filtered away', async () => {
    await page.goto(host.url);
    await row(/^cook/).waitFor();
    host.tell({ type: 'programs', programs: [] });
    await heading('No program is watched').waitFor();
    expect(await violations()).toEqual([]);
    await screenshot(page, 'page-empty');
    host.tell({ type: 'programs', programs: [{ ...program, id: 'q', status: 'connecting' }] });
    await heading('Connecting').waitFor();
    host.tell({ type: 'programs', programs: [{ ...program, id: 'q' }] });
    const snapshot = { version: 1, sequence: 1, at: Date.now(), queues: [] } as const;
    host.tell({ type: 'snapshot', program: 'q', snapshot });
    await heading('No wait queue yet').waitFor();
    host.tell({ type: 'snapshot', program: 'q', snapshot: { ...snapshot, sequence: 2, queues } });
    await row(/^cook/).waitFor();
    await page.getByRole('searchbox').fill('nothing of the kind');
    await heading('Nothing passes the filters').waitFor();
    expect(await violations()).toEqual([]);
  });

  test('lost and ended programs stay readable and say what they are', async () => {
    await page.goto(host.url);
    await row(/^cook/).waitFor();
    host.tell({
      type: 'programs',
      programs: [{ ...program, status: 'lost', detail: 'It does not answer.' }],
    });
    await page.getByText('connection lost').waitFor();
    expect(await row(/^cook/).count()).toBe(1);
    host.tell({ type: 'programs', programs: [{ ...program, status: 'ended' }] });
    await page.getByText('This is what it did last.').waitFor();
    expect(await page.getByRole('button', { name: 'Check conditions' }).count()).toBe(0);
    expect(await violations()).toEqual([]);
    await screenshot(page, 'page-ended');
  });

  test('a broken connection is said, and mended without a reload', async () => {
    await page.goto(host.url);
    await row(/^cook/).waitFor();
    // Looked for from before on: the page connects again by itself.
    const isSaid = page.getByText('Connection lost.').waitFor();
    host.breakOff();
    await isSaid;
    await expect.poll(() => host.asked.filter(({ type }) => type === 'ready').length).toBe(2);
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
  });

  test('a recording is opened from its file, and a damaged one is refused', async () => {
    await page.goto(host.url);
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByText('bad.json: This file is no recording of Waitq.').waitFor();
    const recording = {
      format: 'waitq-recording',
      version: 1,
      header: { source: 'explorer', startedAt: 0, endedAt: 0, dropped: 0, verdict: 'reader sleeps for ever' },
      actors: [
        { kind: 'task', name: 'reader' },
        { kind: 'task', name: 'writer' },
      ],
      places: [{ kind: 'queue', name: 'tank' }],
      steps: [
        { actor: 1, kind: 'wake', place: 0, found: 0 },
        { actor: 0, kind: 'register', place: 0 },
        { actor: 0, kind: 'sleep', place: 0 },
      ],
    };
    const buffer = Buffer.from(JSON.stringify(recording));
    await input.setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer });
    await row(/^reader, asleep/).waitFor();
    await page.getByText('reader sleeps for ever').waitFor();
    await expect.poll(ticks).toContain('step 2');
    await screenshot(page, 'page-recording');
    await page.getByRole('button', { name: 'Close recording' }).click();
    await row(/^cook/).waitFor();
  });
});
