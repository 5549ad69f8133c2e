import { fileURLToPath } from 'node:url';
import type { SourcePlace } from './debuggee.js';

/** Reads `file:line:column` as a stack trace has it; `undefined` when it names no file on this machine. */
export function readSite(site: string): SourcePlace | undefined {
  const match = /^(.+):(\d+):(\d+)$/.exec(site);
  const [, file = '', line, column] = match ?? [];
  const path = toPath(file);
  return path === undefined ? undefined : { path, line: Number(line), column: Number(column) };
}

function toPath(file: string): string | undefined {
  if (!file.startsWith('file:')) return /^(?:\/|[A-Za-z]:\\)/.test(file) ? file : undefined;
  try {
    return fileURLToPath(file);
  } catch {
    return undefined;
  }
}
