export interface Site {
  readonly id: string;
  readonly key: string;
  readonly tree?: string;
  readonly package?: string;
  readonly file: string;
  readonly function?: string;
  readonly line: number;
  readonly rule: string;
  readonly verdict: 'bug' | 'clean';
}

export interface CorpusFinding {
  readonly rule: string;
  readonly line: number;
  readonly function?: string | undefined;
}

export interface RuleScore {
  readonly rule: string;
  readonly bugs: number;
  readonly found: number;
  readonly clean: number;
  readonly falseAlarms: number;
}

export interface Score {
  readonly unread: number;
  readonly rules: readonly RuleScore[];
  readonly misses: readonly string[];
  readonly falseAlarms: readonly string[];
  readonly pairs: readonly { readonly bug: string; readonly clean: string; readonly right: boolean }[];
}

export function score(sites: readonly Site[], findings: ReadonlyMap<string, readonly CorpusFinding[]>): Score;
export function isHit(site: Site, findings: readonly CorpusFinding[]): boolean;
export function functionHeader(text: string, line: number): string | undefined;
export function functionName(header: string | undefined): string | undefined;
