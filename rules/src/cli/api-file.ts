import { readFileSync } from 'node:fs';
import type { ApiEntry } from '../api/entry.js';
import { readApiEntries } from '../api/read-entries.js';
import { UsageError } from './usage-error.js';

/**
 * Reads a project's own API entries.
 * @throws UsageError with file, line and column of the first mistake.
 */
export function readApiFile(path: string): readonly ApiEntry[] {
  const entries = readApiEntries(readText(path));
  if (!('message' in entries)) return entries;
  throw new UsageError(`${path}:${entries.line}:${entries.column}: ${entries.message}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the API file: ${(error as Error).message}`);
  }
}
