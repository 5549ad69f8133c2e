import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{repo,rules,runtime,server,extension}/**/*.test.ts'],
    // Machines that build may be slow and busy: these end what hangs, and judge nothing.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
