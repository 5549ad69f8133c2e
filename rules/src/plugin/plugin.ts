import type { Language, Plugin } from '@eslint/core';
import { cLanguage } from '../c/language.js';
import { packageName, packageVersion } from '../package-info.js';
import { rules } from '../rules/index.js';
import { createConfigs, type WaitqConfigs } from './configs.js';
import { toEslintRule } from './eslint-rule.js';

/** The plugin as ESLint takes it. */
export interface WaitqPlugin extends Plugin {
  readonly configs: WaitqConfigs;
  readonly languages: NonNullable<Plugin['languages']>;
  readonly rules: NonNullable<Plugin['rules']>;
}

const parts = {
  meta: { name: packageName, version: packageVersion, namespace: 'waitq' },
  languages: { c: cLanguage as unknown as Language },
  rules: Object.fromEntries([...rules].map(([name, rule]) => [name, toEslintRule(rule)])),
};

/** Rules, the language `waitq/c`, and configs that name this very object: ESLint refuses two plugins of one name. */
export const plugin: WaitqPlugin = Object.assign(parts, { configs: createConfigs(parts, rules) });
