import { prepareC } from '../plugin/analysis.js';
import { askForSleeps, runRule } from '../run-rule.js';
import type { Level } from './command-line.js';
import { mentionsEslint } from '../mentions-eslint.js';
import { waitqSettings, type LintSettings } from './lint-config.js';

/**
 * Whether the rules have nothing to say about a C file. ESLint is only asked about the others: in a kernel they are
 * one in a hundred of those that wait, and a comment of ESLint's may still change what is on.
 */
export function isClearlyClean(
  text: string,
  path: string,
  settings: LintSettings,
  levels: ReadonlyMap<string, Level>,
): boolean {
  if (mentionsEslint(text)) return false;
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const names = rulesThatAreOn(levels);
  const context = prepareC(body, path, waitqSettings(settings), !askForSleeps(names));
  const isSilent = names.every((name) => runRule(context, name, {}).length === 0);
  return isSilent && context.model.problems.length === 0;
}

/** Names of the rules that have a say. */
export function rulesThatAreOn(levels: ReadonlyMap<string, Level>): readonly string[] {
  return [...levels].flatMap(([name, level]) => (level === 'off' ? [] : [name]));
}
