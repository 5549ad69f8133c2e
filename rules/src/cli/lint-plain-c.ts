import { createLineIndex } from '../line-index.js';
import { mentionsEslint } from '../mentions-eslint.js';
import { prepareC } from '../plugin/analysis.js';
import { askForSleeps, runRule } from '../run-rule.js';
import type { Level } from './command-line.js';
import { waitqSettings, type LintSettings } from './lint-config.js';
import { inOrder, toMessage } from './message.js';
import { toResult, type FileResult } from './result.js';

/**
 * Lints a C file without ESLint, which of a kernel would only be loaded, in each thread, to say the same. Undefined where it has
 * something of its own to do: a comment may change what is on, what could not be read is told under no rule's name, and fixes are
 * made in several passes.
 */
export function lintPlainC(
  text: string,
  path: string,
  settings: LintSettings,
  levels: ReadonlyMap<string, Level>,
): FileResult | undefined {
  if (mentionsEslint(text)) return undefined;
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const names = rulesThatAreOn(levels);
  const context = prepareC(body, path, waitqSettings(settings), !askForSleeps(names));
  const findings = names.flatMap((name) => runRule(context, name, {}));
  if (context.model.problems.length > 0) return undefined;
  if (findings.length === 0) return toResult(path, []);
  if (settings.fix) return undefined;
  const source = { text: body, positionAt: createLineIndex(body).positionAt };
  const messages = findings.map((finding) => toMessage(finding, levels.get(finding.rule), source));
  return toResult(path, messages.sort(inOrder), { source: text });
}

/** Names of the rules that have a say. */
export function rulesThatAreOn(levels: ReadonlyMap<string, Level>): readonly string[] {
  return [...levels].flatMap(([name, level]) => (level === 'off' ? [] : [name]));
}
