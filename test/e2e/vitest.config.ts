import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['*.e2e.ts'],
    globalSetup: './extensions.ts',
    // One editor at a time: two would fight for two cores.
    fileParallelism: false,
    // In one process, which loads Playwright once.
    isolate: false,
    testTimeout: 240_000,
    // An editor may take two tries, each of two and a half minutes.
    hookTimeout: 360_000,
    // A condition that is waited for may take this long, on a busy machine with two cores.
    expect: { poll: { timeout: 60_000 } },
    reporters: ['verbose', 'json'],
    outputFile: { json: 'artefacts/results.json' },
  },
});
