import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.e2e.ts'],
    // One editor at a time: two would fight for two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A condition that is waited for may take this long, on a busy machine with two cores.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['verbose', 'json'],
    outputFile: { json: 'artefacts/results.json' },
  },
});
