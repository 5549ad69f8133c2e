import { readFileSync } from 'node:fs';
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import type { ApiEntry } from '../api/entry.js';
import { checkApiEntries } from '../api/project.js';
import { UsageError } from './usage-error.js';

/**
 * Reads a project's own API entries.
 * @throws UsageError with file, line and column of the first mistake.
 */
export function readApiFile(path: string): readonly ApiEntry[] {
  const text = readText(path);
  const fail = (offset: number, message: string) =>
    new UsageError(`${path}:${place(text, offset)}: ${message}`);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  if (errors[0]) throw fail(errors[0].offset, `not JSON: ${printParseErrorCode(errors[0].error)}`);
  if (!tree) throw fail(0, 'not JSON: the file is empty');
  const entries: unknown = getNodeValue(tree);
  const problem = checkApiEntries(entries);
  if (problem) throw fail(offsetAt(tree, problem.path), `${problem.path || 'the file'} ${problem.message}`);
  return entries as readonly ApiEntry[];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the API file: ${(error as Error).message}`);
  }
}

/** Offset of the value at a JSON pointer. */
function offsetAt(tree: Node, pointer: string): number {
  const steps = pointer.split('/').slice(1);
  const path = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return findNodeAtLocation(tree, path)?.offset ?? tree.offset;
}

function place(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
