import type { ESLint } from 'eslint';
import { cLanguage } from '../c/language.js';
import { packageName, packageVersion } from '../package-info.js';
import { rules } from '../rules/index.js';
import { confidenceProcessor } from './confidence.js';
import { createConfigs, type WaitqConfigs } from './configs.js';
import { toEslintRule } from './eslint-rule.js';

/** The plugin as ESLint takes it, in the types of the ESLint that is installed. */
export interface WaitqPlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly configs: WaitqConfigs;
  readonly languages: NonNullable<ESLint.Plugin['languages']>;
  readonly processors: NonNullable<ESLint.Plugin['processors']>;
  readonly rules: NonNullable<ESLint.Plugin['rules']>;
}

const parts = {
  meta: { name: packageName, version: packageVersion, namespace: 'waitq' },
  languages: { c: cLanguage } as unknown as WaitqPlugin['languages'],
  processors: { confidence: confidenceProcessor },
  rules: Object.fromEntries(
    [...rules].map(([name, rule]) => [name, toEslintRule(rule)]),
  ) as unknown as WaitqPlugin['rules'],
};

/** Rules, the language `waitq/c`, the processor `waitq/confidence`, and configs that name this very object: ESLint refuses two plugins of one name. */
export const plugin: WaitqPlugin = Object.assign(parts, { configs: createConfigs(parts, rules) });
