import type { ESLint, Linter } from 'eslint';
import type { Rule } from '../rule.js';

/** The configs a user can extend: two for each language, each with its own `files`. */
export interface WaitqConfigs extends Record<string, Linter.Config> {
  readonly recommended: Linter.Config;
  readonly strict: Linter.Config;
  readonly kernel: Linter.Config;
  readonly 'kernel-strict': Linter.Config;
}

export type Preset = 'recommended' | 'strict';

/** Extensions that are read as JavaScript or TypeScript. */
export const scriptExtensions = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'] as const;
/** Extensions that are read as C. */
export const cExtensions = ['c', 'h'] as const;

/** Builds the configs from the rules' metadata. */
export function createConfigs(plugin: ESLint.Plugin, rules: ReadonlyMap<string, Rule>): WaitqConfigs {
  const script = { files: [`**/*.{${scriptExtensions.join(',')}}`] };
  const c = { files: [`**/*.{${cExtensions.join(',')}}`], language: 'waitq/c' };
  const config = (name: string, preset: Preset, language: 'c' | 'js'): Linter.Config => ({
    name: `waitq/${name}`,
    ...(language === 'c' ? c : script),
    plugins: { waitq: plugin },
    processor: 'waitq/confidence',
    rules: Object.fromEntries(
      presetRules(rules, preset, language).map((rule) => [
        `waitq/${rule}`,
        ruleEntry(rules.get(rule)!, 'error', preset, language),
      ]),
    ),
  });
  return {
    recommended: config('recommended', 'recommended', 'js'),
    strict: config('strict', 'strict', 'js'),
    kernel: config('kernel', 'recommended', 'c'),
    'kernel-strict': config('kernel-strict', 'strict', 'c'),
  };
}

/** A rule's entry in a configuration: its severity, and what the preset adds to its options. */
export function ruleEntry(
  { meta }: Rule,
  severity: 'error' | 'warn' | 'off',
  preset: Preset,
  language: 'c' | 'js',
): Linter.RuleEntry {
  const { strictOptions } = meta;
  return preset === 'strict' && language === 'js' && strictOptions ? [severity, strictOptions] : severity;
}

/** Names of the rules that a preset turns on for a language, in alphabetical order. */
export function presetRules(
  rules: ReadonlyMap<string, Rule>,
  preset: Preset,
  language: 'c' | 'js',
): readonly string[] {
  return [...rules.values()]
    .filter(({ meta }) => meta.languages.includes(language))
    .filter(({ meta }) => meta.preset === 'recommended' || meta.preset === preset)
    .map(({ meta }) => meta.name)
    .sort();
}
