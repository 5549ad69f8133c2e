import {
  rules,
  type Finding,
  type Language,
  type RuleMeta,
  type RuleOptions,
} from 'eslint-plugin-waitq/analyze';
import type { RuleLevel, Settings } from './protocol.js';

/** Every rule there is, by its name without prefix. */
export const ruleNames: ReadonlySet<string> = new Set(rules.keys());

/**
 * The rules that are on under these settings, with their options: those of the preset, and those that are set one by one.
 * As on the command line, `strict` adds what a rule can look at in scripts besides.
 */
export function rulesOf(
  { preset, rules: own }: Settings,
  language: Language,
): Readonly<Record<string, RuleOptions>> {
  const isOn = (name: string, least: string) =>
    own[name] ? own[name] !== 'off' : least === 'recommended' || least === preset;
  const optionsOf = ({ strictOptions = {} }: RuleMeta) =>
    preset === 'strict' && language !== 'c' ? strictOptions : {};
  const on = [...rules].filter(([name, { meta }]) => isOn(name, meta.preset));
  return Object.fromEntries(on.map(([name, { meta }]) => [name, optionsOf(meta)]));
}

/** How loud a finding is: as its rule is set, else by how certain it is. */
export function levelOf(finding: Finding, { rules: own }: Settings): Exclude<RuleLevel, 'off'> {
  const set = own[finding.rule];
  if (set && set !== 'off') return set;
  return finding.confidence === 'high' ? 'error' : 'warn';
}
