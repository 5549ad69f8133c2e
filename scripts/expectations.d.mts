/** One finding by place and rule name without prefix; lines count from 1. */
export interface Expectation {
  readonly line: number;
  readonly rule: string;
}

export function readExpectations(text: string): readonly Expectation[];

export function compareFindings(
  expected: readonly Expectation[],
  found: readonly Expectation[],
): { readonly missing: readonly Expectation[]; readonly unexpected: readonly Expectation[] };
