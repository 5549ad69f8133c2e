import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { compile } from './compile.js';
import { screenshot, startBrowser } from './editor.js';
import { repository } from './places.js';

// `npx waitq inspect` and a browser: what the editor's timeline shows of the hanging sample, without an editor.

let folder: string;
let program: ChildProcess;
let inspect: ChildProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'waitq-'));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(repository, 'runtime'), path.join(folder, 'node_modules/waitq'));
  compile(path.join(repository, 'samples/typescript/hang.ts'), path.join(folder, 'hang.mjs'));
  program = start([path.join(folder, 'hang.mjs')]);
  await said(program, /nobody prints them/);
  inspect = start([path.join(repository, 'runtime/bin/waitq.js'), 'inspect']);
  const [, url = ''] = await said(inspect, /(http:\S+)\s/);
  browser = await startBrowser();
  const context = await browser.newContext({ viewport: { width: 1200, height: 700 } });
  page = await context.newPage();
  await page.goto(url);
});
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') await screenshot(page, `failed ${context.task.name}`);
});
afterAll(async () => {
  await browser?.close();
  inspect?.kill();
  program?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Programs find each other in a folder of this test's own. */
function start(args: readonly string[]): ChildProcess {
  const env = { ...process.env, WAITQ_INSPECT: folder };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

function said(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = wanted.exec(output);
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}, having said: ${output}`)));
  });
}

const row = (name: RegExp) => page.getByRole('listbox').getByRole('option', { name });

test('the sleeping task is there, and its lost wake-up once the conditions are checked', async () => {
  await row(/^wait queue printer, 1 asleep/).waitFor();
  expect(await row(/^printing, asleep for/).count()).toBe(1);
  expect(await page.locator('.chart .bar.lost').count()).toBe(0);
  await page.getByRole('button', { name: 'Check conditions' }).click();
  await row(/^printing, .*lost wake-up/).click();
  await page.locator('.chart .bar.lost').waitFor();
  await page.getByText('no wake-up has followed the change').waitFor();
  await screenshot(page, 'inspect-lost');
});

test('its line is one click away', async () => {
  await page.getByRole('button', { name: 'Open source' }).click();
  const link = page.locator('.notice a');
  await link.waitFor();
  expect(await link.getAttribute('href')).toMatch(/^vscode:\/\/file\/.*\/hang\.ts:10:\d+$/);
});

test('it passes the accessibility check', async () => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test('a recording of it is shown beside it', async () => {
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('button', { name: 'Stop recording' }).click();
  await page.getByRole('button', { name: 'Close recording' }).waitFor();
  await row(/^printing, asleep/).waitFor();
  await page.getByRole('button', { name: 'Close recording' }).click();
});

test('a program that ends says so, and what it did stays', async () => {
  program.kill();
  await page.getByText('This is what it did last.').waitFor();
  expect(await row(/^printing/).count()).toBe(1);
  await screenshot(page, 'inspect-ended');
});
