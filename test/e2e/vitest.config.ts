import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.e2e.ts'],
    // One editor at a time: two would fight for two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // The editor now and then loses a key press while it is busy; a person would press again.
    retry: 2,
    // A condition that is waited for may take this long, on a busy machine with two cores.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['verbose', 'json'],
    outputFile: { json: 'artefacts/results.json' },
  },
});
