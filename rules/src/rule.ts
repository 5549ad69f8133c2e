import type { AnalysisContext } from './context.js';
import type { Finding } from './finding.js';

/** A finding as a rule gives it; the name is filled in by the runner. */
export type RuleFinding = Omit<Finding, 'rule'>;

/** Options of a rule, checked against its schema before the rule sees them. */
export type RuleOptions = Readonly<Record<string, unknown>>;

/** What a rule is, for ESLint, the presets, the documentation and the server. */
export interface RuleMeta {
  readonly name: string;
  /** One line, lower case, no full stop: "disallow the sleep_on family". */
  readonly description: string;
  readonly languages: readonly ('c' | 'js')[];
  /** The least preset that turns the rule on; `off` for a rule that is only on where it is asked for by name. */
  readonly preset: 'recommended' | 'strict' | 'off';
  readonly type: 'problem' | 'suggestion';
  readonly fixable: boolean;
  readonly hasSuggestions: boolean;
  /** It asks what sleeps below a call. Where no rule does that is on, much less of a C file is read. */
  readonly asksForSleeps?: boolean;
  /** JSON schema of the one options object; absent when the rule has none. */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly defaultOptions?: RuleOptions;
  /** What the preset `strict` adds to them for JavaScript and TypeScript. */
  readonly strictOptions?: RuleOptions;
}

/** One rule: a question about paths through the protocol graph. */
export interface Rule {
  readonly meta: RuleMeta;
  check(context: AnalysisContext, options: RuleOptions): Iterable<RuleFinding>;
}
