export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface SourceFunction {
  readonly name: string;
  readonly start: number;
  readonly open: number;
  readonly end: number;
}

export interface Source {
  readonly text: string;
  readonly functions: readonly SourceFunction[];
  lineOf(offset: number): number;
}

export function readSource(text: string): Source;
export function applyEdits(text: string, edits: readonly Edit[]): string;
