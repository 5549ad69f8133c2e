import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import type { ApiEntry } from './entry.js';
import { checkApiEntries } from './project.js';

/** The first mistake of a text that should hold API entries. Line and column count from 1. */
export interface ApiMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Reads a project's own API entries from the text of a JSON file, or says what is wrong first, and where. */
export function readApiEntries(text: string): readonly ApiEntry[] | ApiMistake {
  const mistake = (offset: number, message: string): ApiMistake => ({ ...placeOf(text, offset), message });
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  if (errors[0]) return mistake(errors[0].offset, `not JSON: ${printParseErrorCode(errors[0].error)}`);
  if (!tree) return mistake(0, 'not JSON: the file is empty');
  const entries: unknown = getNodeValue(tree);
  const problem = checkApiEntries(entries);
  if (problem)
    return mistake(offsetAt(tree, problem.path), `${problem.path || 'the file'} ${problem.message}`);
  return entries as readonly ApiEntry[];
}

/** Offset of the value at a JSON pointer. */
function offsetAt(tree: Node, pointer: string): number {
  const steps = pointer.split('/').slice(1);
  const path = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return findNodeAtLocation(tree, path)?.offset ?? tree.offset;
}

function placeOf(text: string, offset: number): Pick<ApiMistake, 'line' | 'column'> {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
