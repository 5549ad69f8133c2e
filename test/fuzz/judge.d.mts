import type { Analysis, Language } from '../../rules/src/analyze.js';
import type { FileOutcome } from '../../rules/src/cli/lint-file.js';

export interface Engine {
  readonly analyze: (text: string, language: Language) => Analysis;
  readonly lintBytes: (bytes: Uint8Array, path: string) => FileOutcome | undefined;
}

export interface Input {
  readonly name: string;
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  /** What was done to the file. */
  readonly how: string;
}

export const LIMIT_MS: number;
/** `limit` in milliseconds; `LIMIT_MS` where none is given. */
export function judge(engine: Engine, input: Input, limit?: number): readonly string[];
