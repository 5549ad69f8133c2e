import { expect, it } from 'vitest';
import { inNode } from './pool.js';

interface Result {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly terminated: number;
}

// In a page a thread that is terminated runs on for two seconds, so fewer of them can die in the time.
const [seconds, threads, terminations, deaths] = inNode ? [20, 16, 200, 20] : [15, 8, 6, 3];

it(`${seconds} seconds of torture lose no wake-up, no token, no slot`, { timeout: 240_000 }, async () => {
  const rounds = new URL('torture-rounds.mjs', import.meta.url).href;
  const { torture } = (await import(/* @vite-ignore */ rounds)) as {
    torture: (options: object) => Promise<Result>;
  };
  const seed = Date.now() % 2 ** 31;
  const result = await torture({ seconds, seed, threads, terminations, deaths });
  expect(result).toMatchObject({ seed, faults: [] });
  expect(result.terminated).toBeGreaterThanOrEqual(deaths);
});
