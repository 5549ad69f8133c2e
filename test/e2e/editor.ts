import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { codeServer, here, node24, repository } from './places.js';

/** A real VS Code in a real browser, with the extension that was installed from its .vsix. */
export interface Editor {
  readonly page: Page;
  /** The folder that is open: a copy, so that no test can harm the repository. */
  readonly workspace: string;
  /** The environment in which programs outside of the editor are started, so that it finds them, and them only. */
  readonly environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * Opens an editor on a copy of some files of the repository, given as name in the copy → path from the root. On a
 * busy machine a start may fail; it is tried twice.
 */
export async function openEditor(files: Readonly<Record<string, string>>): Promise<Editor> {
  try {
    return await tryToOpen(files);
  } catch (error) {
    console.warn('the editor did not start, one more try:', error);
    return tryToOpen(files);
  }
}

async function tryToOpen(files: Readonly<Record<string, string>>): Promise<Editor> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'waitq-e2e-'));
  const workspace = makeWorkspace(home, files);
  writeSettings(home);
  const port = await freePort();
  const server = startServer(home, port);
  const browser = await startBrowser();
  const close = async (): Promise<void> => {
    await browser.close();
    await stop(server);
    keepLogs(home);
    // Processes that the server has started may end after it, and write until then.
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  };
  try {
    const page = await openPage(browser, `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);
    return { page, workspace, environment: environment(home), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function keepLogs(home: string): void {
  const logs = path.join(home, 'data/logs');
  if (existsSync(logs)) cpSync(logs, path.join(here, 'artefacts/logs'), { recursive: true });
}

/** Keeps a picture of the editor beside the results. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(here, 'artefacts', `${name}.png`) });
}

function makeWorkspace(home: string, files: Readonly<Record<string, string>>): string {
  const workspace = path.join(home, 'workspace');
  for (const [name, source] of Object.entries(files)) {
    cpSync(path.join(repository, source), path.join(workspace, name), { recursive: true });
  }
  mkdirSync(path.join(workspace, 'node_modules'), { recursive: true });
  symlinkSync(path.join(repository, 'runtime'), path.join(workspace, 'node_modules/waitq'));
  return workspace;
}

function directories(home: string): string[] {
  return [`--extensions-dir=${inject('extensions')}`, `--user-data-dir=${path.join(home, 'data')}`];
}

function writeSettings(home: string): void {
  const settings = path.join(home, 'data/User');
  mkdirSync(settings, { recursive: true });
  writeFileSync(path.join(settings, 'settings.json'), JSON.stringify(userSettings));
}

const userSettings = {
  'files.autoSave': 'off',
  'git.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'debug.openDebug': 'neverOpen',
  'debug.internalConsoleOptions': 'neverOpen',
  'typescript.tsserver.enabled': false,
};

function environment(home: string): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env;
  return {
    HOME: home,
    PATH: `${path.dirname(node24)}:${PATH}`,
    XDG_DATA_HOME: home,
    XDG_CONFIG_HOME: home,
    // Programs that may be watched are listed there.
    XDG_RUNTIME_DIR: home,
    // For launch.json: the editor asks a login shell for its PATH, which may know of no Node.
    WAITQ_E2E_NODE: process.execPath,
  };
}

function startServer(home: string, port: number): ChildProcess {
  const args = ['--auth=none', `--bind-addr=127.0.0.1:${port}`, ...directories(home)];
  const quiet = ['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'];
  return spawn(node24, [codeServer, ...args, ...quiet], {
    env: environment(home),
    stdio: 'ignore',
    detached: true,
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  process.kill(-server.pid, 'SIGTERM');
  await ended;
}

/** A browser of its own, for what needs no editor. */
export function startBrowser(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args });
}

/** The server takes a while to listen; the page is asked for until it is there. */
async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  // As long as a condition that is polled may take, see vitest.config.ts.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await page.goto(url);
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  await page.locator('.monaco-workbench .explorer-folders-view').waitFor({ timeout: 90_000 });
  return page;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
