import type { Edit } from './edits.d.mts';

export interface Mutant {
  readonly kind: string;
  readonly line: number;
  readonly edit: Edit;
  readonly change: string;
}

/** Lints a text by the rules named. */
export type Lint = (
  text: string,
  rules: readonly string[],
) => readonly { readonly rule: string; readonly range: readonly [number, number] }[];

export function mutantsOf(text: string, path: string): readonly Mutant[];
export function isFound(text: string, mutant: Mutant, lint: Lint): boolean;
