import { readdirSync } from 'node:fs';

const folder = new URL('../runtime/', import.meta.url);

/** Of the tests at the top, those of the package as it is published and of the live view, which this Node tests. */
const ELSEWHERE = /^(bundle|inspect|kernel-api|otel|package)\b/;

/** The tests that every engine runs, those of async tasks and of threads, as paths from the root. */
export const suite = ['', 'threads/'].flatMap((below) =>
  readdirSync(new URL(below, folder))
    .filter((file) => file.endsWith('.test.ts') && !ELSEWHERE.test(file))
    .map((file) => `test/runtime/${below}${file}`),
);
