import { expect } from 'vitest';

/** Lets everything that is ready run: two macrotasks, with all microtasks between them. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** What a promise has come to: `pending` until it settles. Handles its rejection. */
export function watch(promise: Promise<unknown>): { readonly outcome: unknown } {
  const watched = { outcome: 'pending' as unknown };
  promise.then(
    (value) => (watched.outcome = { value }),
    (error: unknown) => (watched.outcome = { error }),
  );
  return watched;
}

/** So much is left, rounded up, of a time (milliseconds) that began after `began`, by the clock of `performance`. */
export function expectLeft(left: number, ms: number, began: number): void {
  expect(left).toBeLessThanOrEqual(ms + 1);
  expect(left).toBeGreaterThanOrEqual(Math.floor(ms - (performance.now() - began)));
}
