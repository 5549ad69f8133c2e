import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{repo,rules,runtime,server,extension}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
