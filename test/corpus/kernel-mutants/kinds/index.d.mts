import type { Edit, Source, SourceFunction } from '../source.mjs';

export interface Mutant {
  readonly fn: SourceFunction;
  readonly also?: SourceFunction;
  readonly at: number;
  readonly edits: readonly Edit[];
  readonly note: string;
}

export interface Kind {
  readonly name: string;
  readonly rule: string;
  readonly mention: RegExp;
  mutants(source: Source): Iterable<Mutant>;
}

export const kinds: readonly Kind[];
