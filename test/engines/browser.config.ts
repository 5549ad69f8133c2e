import { defineConfig } from 'vitest/config';
import { playwright } from '@vitest/browser-playwright';

/** The runtime's tests in a page of Debian's Chromium, but for those that start processes or read files. */
export default defineConfig({
  test: {
    include: ['test/runtime/**/*.test.ts'],
    exclude: ['**/{inspect-process,report,samples,kernel-api,bundle,package}.test.ts'],
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
