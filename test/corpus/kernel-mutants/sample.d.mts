import type { Kind, Mutant } from './kinds/index.mjs';
import type { Source } from './source.mjs';

export interface Site {
  readonly file: string;
  readonly source: Source;
  readonly kind: Kind;
  readonly mutant: Mutant;
}

export function filesByHash(tree: string): string[];
export function sampleOf(
  tree: string,
  files: readonly string[],
  kinds: readonly Kind[],
  size: number,
): Iterable<Site>;
