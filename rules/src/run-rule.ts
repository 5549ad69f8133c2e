import type { AnalysisContext } from './context.js';
import type { Finding } from './finding.js';
import { inOriginal } from './original-finding.js';
import type { RuleOptions } from './rule.js';
import { rules } from './rules/index.js';

/** Runs one rule over a prepared file. With default options it does so once, however often it is asked. */
export function runRule(context: AnalysisContext, name: string, options: RuleOptions): readonly Finding[] {
  if (!saysNoMoreThanDefaults(name, options)) return check(context, name, options);
  let known = findings.get(context);
  if (!known) findings.set(context, (known = new Map()));
  let found = known.get(name);
  if (!found) known.set(name, (found = check(context, name, options)));
  return found;
}

/** ESLint hands in the defaults with the options, or instead of them. */
function saysNoMoreThanDefaults(name: string, options: RuleOptions): boolean {
  const defaults = rules.get(name)?.meta.defaultOptions;
  return Object.entries(options).every(([option, value]) => defaults?.[option] === value);
}

/** Whether one of these rules asks what sleeps below a call. */
export function askForSleeps(names: Iterable<string>): boolean {
  for (const name of names) if (rules.get(name)?.meta.asksForSleeps) return true;
  return false;
}

const findings = new WeakMap<AnalysisContext, Map<string, readonly Finding[]>>();

function check(context: AnalysisContext, name: string, options: RuleOptions): readonly Finding[] {
  const rule = rules.get(name);
  if (!rule) throw new RangeError(`there is no rule named '${name}'`);
  if (!rule.meta.languages.includes(context.model.language)) return [];
  const merged = { ...rule.meta.defaultOptions, ...options };
  if (isIdle(context, merged)) return [];
  const found = [...rule.check(context, merged)].map((finding) => ({ rule: name, ...finding }));
  const { sourceMap } = context;
  return sourceMap ? found.map((finding) => inOriginal(finding, sourceMap)) : found;
}

/** Nothing in the script has to do with waiting: so it is with most files, and each of the rules would find out by itself. */
function isIdle({ model, promises }: AnalysisContext, options: RuleOptions): boolean {
  if (model.language === 'c' || model.functions.length > 0) return false;
  return options['promises'] !== true || !promises()?.model.functions.length;
}
