import { createRequire } from 'node:module';
import type { Linter } from 'eslint';
import type { ApiEntry } from '../api/entry.js';
import { cExtensions, presetRules, ruleEntry, scriptExtensions, type Preset } from '../plugin/configs.js';
import { plugin } from '../plugin/plugin.js';
import type { WaitqSettings } from '../plugin/settings.js';
import { rules } from '../rules/index.js';
import type { Level } from './command-line.js';

/** What decides about findings; can be sent to another thread. */
export interface LintSettings {
  readonly preset: Preset;
  readonly rules: Readonly<Record<string, Level>>;
  readonly api: readonly ApiEntry[] | undefined;
  readonly fix: boolean;
  /** Directories named on the command line: files below them are taken to belong together. */
  readonly named?: readonly string[];
}

/** The level of each rule that is on for a language: the preset's, changed by what the command line asks for. */
export function levelsOf(settings: LintSettings, language: 'c' | 'js'): ReadonlyMap<string, Level> {
  const levels = new Map<string, Level>();
  for (const name of presetRules(rules, settings.preset, language)) levels.set(name, 'preset');
  for (const [name, level] of Object.entries(settings.rules)) {
    if (rules.get(name)?.meta.languages.includes(language)) levels.set(name, level);
  }
  return levels;
}

/** What the plugin is told by way of ESLint's `settings.waitq`. */
export function waitqSettings({ api }: LintSettings): WaitqSettings {
  return { crossFile: true, ...(api ? { api } : {}) };
}

/** ESLint's configuration for one language, made from nothing but the command line. */
export function eslintConfigOf(settings: LintSettings, language: 'c' | 'js'): Linter.Config[] {
  const levels = [...levelsOf(settings, language)];
  const entry = (name: string, level: Level) =>
    ruleEntry(rules.get(name)!, level === 'preset' ? 'error' : level, settings.preset, language);
  return [
    // ESLint would leave these out; what is linted has been decided before.
    { ignores: ['!**/node_modules/', '!**/.git/'] },
    {
      files: [`**/*.{${(language === 'c' ? cExtensions : scriptExtensions).join(',')}}`],
      plugins: { waitq: plugin },
      ...(language === 'c'
        ? { language: 'waitq/c' }
        : { languageOptions: { parser: loadTypescriptParser() } }),
      linterOptions: { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' },
      settings: { waitq: waitqSettings(settings) },
      rules: Object.fromEntries(levels.map(([name, level]) => [`waitq/${name}`, entry(name, level)])),
    },
  ];
}

/** Loads the parser at the first script: a run over C alone does without TypeScript's 9 MB. */
function loadTypescriptParser(): Linter.Parser {
  return createRequire(import.meta.url)('@typescript-eslint/parser') as Linter.Parser;
}
