import type { SourcePlace } from './debuggee.js';

/** Reads `file:line:column` as a stack trace has it; `undefined` when it names no file on this machine. */
export function readSite(site: string): SourcePlace | undefined {
  const match = /^(.+):(\d+):(\d+)$/.exec(site);
  const [, file = '', line, column] = match ?? [];
  if (!isOnDisk(file)) return undefined;
  return { file, line: Number(line), column: Number(column) };
}

function isOnDisk(file: string): boolean {
  return /^(?:\/|[A-Za-z]:\\|file:\/\/\/)/.test(file);
}
