import { createRequire } from 'node:module';
import { parse } from 'node:path';
import type * as Universal from 'eslint/universal';
import type { Linter } from 'eslint/universal';
import type { Finding } from '../finding.js';
import { knownFindings, type LintedSource } from '../plugin/analysis.js';
import type { Level } from './command-line.js';
import { eslintConfigOf, levelsOf, type LintSettings } from './lint-config.js';
import { severityOf, toExplanation } from './message.js';
import { toResult, type FileResult, type Message } from './result.js';

/** Lints one text in memory. */
export type LintText = (text: string, path: string, language: 'c' | 'js') => FileResult;

/** Prepares a linter that keeps its parsers between files. */
export function createLinter(settings: LintSettings): LintText {
  const perLanguage = { c: lazily(() => prepare('c')), js: lazily(() => prepare('js')) };
  const prepare = (language: 'c' | 'js') => ({
    config: eslintConfigOf(settings, language),
    levels: levelsOf(settings, language),
  });
  return (text, path, language) => {
    const { config, levels } = perLanguage[language]();
    // The file system's root as directory: ESLint knows no file outside its directory.
    const linter = new (eslint().Linter)({ cwd: parse(path).root });
    const { fixed, output, messages } = linter.verifyAndFix(text, config, {
      filename: path,
      fix: settings.fix,
    });
    const source = linter.getSourceCode() as unknown as LintedSource | null;
    const explain = explainer(source, levels);
    const ours = messages.filter((message) => isOurs(message, source)).map((one) => counted(one, language));
    return toResult(path, ours.map(explain), {
      suppressedMessages: suppressedBy(linter).filter(({ ruleId }) => isOurRule(ruleId)),
      ...(fixed ? { output } : { source: text }),
    });
  };
}

/** Loaded when it is needed: for a kernel's C it seldom is. */
const eslint = lazily(() => createRequire(import.meta.url)('eslint/universal') as typeof Universal);

/** ESLint's types leave this method out. */
function suppressedBy(linter: Linter): Linter.SuppressedLintMessage[] {
  return (
    linter as Linter & { getSuppressedMessages(): Linter.SuppressedLintMessage[] }
  ).getSuppressedMessages();
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * ESLint also answers comments that speak of rules it can't know here (`eslint-disable other/rule`, `eslint rule: 2`);
 * they are meant for the project's own configuration. A file that could not be parsed has no source; what could not be read
 * of a file is told under no rule's name.
 */
function isOurs(message: Linter.LintMessage, source: LintedSource | null): boolean {
  if (source === null) return true;
  if (message.ruleId !== null) return isOurRule(message.ruleId) && !message.fatal;
  return source.made?.model.problems.some((problem) => problem.message === message.message) ?? false;
}

/**
 * The parser of TypeScript counts the columns of its errors from 0, and ESLint hands them on; of code that is nested too
 * deeply for the stack it gives no place at all.
 */
function counted(message: Linter.LintMessage, language: 'c' | 'js'): Linter.LintMessage {
  if (!message.fatal || language === 'c') return message;
  const { line, column } = message as Partial<Linter.LintMessage>;
  return { ...message, line: line ?? 1, column: (column ?? 0) + 1 };
}

function isOurRule(ruleId: string | null): boolean {
  return ruleId?.startsWith('waitq/') ?? false;
}

/** Adds to ESLint's messages what its format can't carry, and lowers the severity of what is less than certain. */
function explainer(source: LintedSource | null, levels: ReadonlyMap<string, Level>) {
  const byKey = new Map<string, Finding>();
  for (const finding of source ? knownFindings(source) : []) {
    const start = source!.getLocFromIndex(finding.range[0]);
    byKey.set(keyOf(`waitq/${finding.rule}`, start.line, start.column + 1, finding.message), finding);
  }
  const located = { positionAt: (offset: number) => source!.getLocFromIndex(offset) };
  return (message: Linter.LintMessage): Message => {
    const finding = byKey.get(keyOf(message.ruleId, message.line, message.column, message.message));
    if (!finding || !source) return message;
    const severity = severityOf(finding, levels.get(finding.rule), message.severity);
    return { ...message, severity, explanation: toExplanation(finding, located) };
  };
}

function keyOf(rule: string | null, line: number, column: number, text: string): string {
  return [rule, line, column, text].join('\0');
}
