import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';

const CLI = fileURLToPath(new URL('../../rules/bin/waitq-lint.js', import.meta.url));

/** Lints paths by the built command line; answers its JSON results with what the run took. */
export async function lint(paths, options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'waitq-eval-'));
  const file = join(folder, 'results.json');
  const stdout = openSync(file, 'w');
  try {
    const run = await measure(
      process.execPath,
      [CLI, '--format', 'json', '--no-ignore', ...options, ...paths],
      {
        stdout,
      },
    );
    if (run.status !== 0 && run.status !== 1) throw new Error(`waitq-lint ended with ${run.status}`);
    return { ...run, results: JSON.parse(readFileSync(file, 'utf8')) };
  } finally {
    closeSync(stdout);
    rmSync(folder, { recursive: true });
  }
}
