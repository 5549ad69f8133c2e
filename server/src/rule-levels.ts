import { rules, type Finding } from 'eslint-plugin-waitq/analyze';
import type { RuleLevel, Settings } from './protocol.js';

/** Every rule there is, by its name without prefix. */
export const ruleNames: ReadonlySet<string> = new Set(rules.keys());

/** The rules that are on under these settings: those of the preset, and those that are set one by one. */
export function rulesOf({ preset, rules: own }: Settings): readonly string[] {
  const isOn = (name: string, least: string) =>
    own[name] ? own[name] !== 'off' : least === 'recommended' || least === preset;
  return [...rules].filter(([name, { meta }]) => isOn(name, meta.preset)).map(([name]) => name);
}

/** How loud a finding is: as its rule is set, else by how certain it is. */
export function levelOf(finding: Finding, { rules: own }: Settings): Exclude<RuleLevel, 'off'> {
  const set = own[finding.rule];
  if (set && set !== 'off') return set;
  return finding.confidence === 'high' ? 'error' : 'warn';
}
