import { existsSync, readFileSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { suite } from './suite.mjs';

/**
 * The suite in a page of Debian's Chromium, but for what wants a module of Node. The page is cross-origin isolated, so
 * that it has shared memory.
 */
export default defineConfig({
  server: {
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  },
  test: {
    include: suite.filter((file) => !wantsNode(new URL(`../../${file}`, import.meta.url))),
    testTimeout: 180_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
          args: ['--no-sandbox'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

/** Whether it, or a helper that it imports, imports a module of Node. */
function wantsNode(test: URL): boolean {
  const helpers = [...textOf(test).matchAll(/from '(\.\/[^']+)\.js'/g)];
  const files = [
    test,
    ...helpers.map(([, name]) => new URL(`${name}.ts`, test)).filter((file) => existsSync(file)),
  ];
  return files.some((file) => textOf(file).includes("from 'node:"));
}

function textOf(file: URL): string {
  return readFileSync(file, 'utf8');
}
