import type { RuleLevel, Settings } from './protocol.js';

/** What holds for a document when the client says nothing. */
export const defaultSettings: Settings = { enable: true, preset: 'recommended', rules: {}, api: '' };

/** Settings as they apply, and what a person should know about those that can't. */
export interface ReadSettings {
  readonly settings: Settings;
  /** One line for each value that was left out, naming the setting and the value. */
  readonly problems: readonly string[];
}

/** Reads the configuration section of one document; a value of the wrong kind counts as absent and is named. */
export function readSettings(value: unknown, ruleNames: ReadonlySet<string>): ReadSettings {
  const given = isRecord(value) ? value : {};
  const problems: string[] = [];
  const pick = <T>(key: string, accept: (v: unknown) => v is T, wanted: string, fallback: T): T => {
    const found = given[key] ?? fallback;
    if (accept(found)) return found;
    problems.push(`waitq.${key}: ${wanted} expected, found ${JSON.stringify(found)}`);
    return fallback;
  };
  const settings = {
    enable: pick('enable', isBoolean, 'true or false', defaultSettings.enable),
    preset: pick('preset', isPreset, "'recommended' or 'strict'", defaultSettings.preset),
    rules: readRules(pick('rules', isRecord, 'an object', {}), ruleNames, problems),
    api: pick('api', isText, 'the path of a file', defaultSettings.api),
  };
  return { settings, problems };
}

function readRules(
  given: Readonly<Record<string, unknown>>,
  ruleNames: ReadonlySet<string>,
  problems: string[],
): Readonly<Record<string, RuleLevel>> {
  const rules: Record<string, RuleLevel> = {};
  for (const [key, level] of Object.entries(given)) {
    const name = key.replace(/^waitq\//, '');
    if (!ruleNames.has(name)) problems.push(`waitq.rules: there is no rule named '${key}'`);
    else if (!isLevel(level)) {
      problems.push(
        `waitq.rules: 'off', 'warn' or 'error' expected for '${key}', found ${JSON.stringify(level)}`,
      );
    } else rules[name] = level;
  }
  return rules;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPreset(value: unknown): value is Settings['preset'] {
  return value === 'recommended' || value === 'strict';
}

function isLevel(value: unknown): value is RuleLevel {
  return value === 'off' || value === 'warn' || value === 'error';
}
