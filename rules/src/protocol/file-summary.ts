import type { ApiEntry } from '../api/entry.js';
import type { Operand } from './events.js';

/** Where what an entry says was found, in a file that is not the one that is analysed. */
export interface Origin {
  /** Name of the file as a message gives it: `pvrusb2-ioread.c`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The call there that the entry comes down to: `mutex_lock`. */
  readonly call: string;
  /** Calls between the function and that one. */
  readonly depth: number;
  /** Only some of the functions that a pointer may hold do it. */
  readonly isPossible?: boolean;
}

/** What calling a function of another file, or a macro, means in the words of the API. */
export interface ForeignEntry extends ApiEntry {
  readonly origin: Origin;
}

/** What one file tells others, by the names under which they know it. */
export interface FileSummary {
  /** Functions and macros that wait, wake, register, finish, lock or sleep. */
  readonly entries: ReadonlyMap<string, ApiEntry>;
  /** JavaScript: exported constants, word indexes among them. C: constants of the preprocessor that were asked for. */
  readonly constants: ReadonlyMap<string, ForeignConstant>;
}

/** What a constant of another file is set to. */
export interface ForeignConstant {
  /** As written there. */
  readonly text: string;
  /** The value, when it can be told. */
  readonly value: Operand['constant'];
}

/**
 * Hands in the summary of another file; undefined when it is not in sight.
 * - JavaScript: the specifier of an import, `./wait.js`.
 * - C: a name as `#include "…"` has it, or `<…>` with its brackets; with `names`, only these constants of it are wanted.
 *   `.` for the other files of the directory, of which only `names` are wanted: functions, and members that hold functions
 *   (`ops->read`).
 */
export type Resolve = (specifier: string, names?: readonly string[]) => FileSummary | undefined;

/** A file that has nothing to tell. */
export const emptySummary: FileSummary = { entries: new Map(), constants: new Map() };

/** Where an entry was found, when it is not of the API's own tables. */
export function originOf(entry: ApiEntry | undefined): Origin | undefined {
  return entry && 'origin' in entry ? (entry as ForeignEntry).origin : undefined;
}
