import { rules } from 'eslint-plugin-waitq/analyze';
import type { RuleLevel, Settings } from './protocol.js';

/** Every rule there is, by its name without prefix. */
export const ruleNames: ReadonlySet<string> = new Set(rules.keys());

/** The rules that are on under these settings: the preset's, and those that are set one by one. */
export function levelsOf({
  preset,
  rules: own,
}: Pick<Settings, 'preset' | 'rules'>): ReadonlyMap<string, Exclude<RuleLevel, 'off'>> {
  const levels = new Map<string, Exclude<RuleLevel, 'off'>>();
  for (const [name, { meta }] of rules) {
    const inPreset = preset === 'strict' || meta.preset === 'recommended';
    const level = own[name] ?? (inPreset ? 'error' : 'off');
    if (level !== 'off') levels.set(name, level);
  }
  return levels;
}
