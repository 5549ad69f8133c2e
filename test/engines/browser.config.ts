import { defineConfig } from 'vitest/config';
import { playwright } from '@vitest/browser-playwright';

/**
 * The runtime's tests in a page of Debian's Chromium, but for those that start processes or read files. The page
 * is cross-origin isolated, so that it has shared memory.
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
    include: ['test/runtime/**/*.test.ts'],
    exclude: [
      '**/{inspect-process,report,samples,kernel-api,bundle,package}.test.ts',
      '**/threads/alive.test.ts',
    ],
    testTimeout: 60_000,
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
