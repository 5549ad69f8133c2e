import type { AnalysisContext } from './context.js';
import type { Finding } from './finding.js';
import type { RuleOptions } from './rule.js';
import { rules } from './rules/index.js';

/** Runs one rule over a prepared file. */
export function runRule(context: AnalysisContext, name: string, options: RuleOptions): readonly Finding[] {
  const rule = rules.get(name);
  if (!rule) throw new RangeError(`there is no rule named '${name}'`);
  if (!rule.meta.languages.includes(context.model.language)) return [];
  const merged = { ...rule.meta.defaultOptions, ...options };
  return [...rule.check(context, merged)].map((finding) => ({ rule: name, ...finding }));
}
