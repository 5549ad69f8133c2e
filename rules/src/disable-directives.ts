import { ConfigCommentParser } from '@eslint/plugin-kit';
import type { Language } from './analyze.js';
import { commentsOf, type Comment } from './comments.js';
import type { Finding } from './finding.js';
import { lineTable } from './line-table.js';
import { mentionsEslint } from './mentions-eslint.js';
import type { Range } from './protocol/place.js';

/** What is left of a file's findings once its comments were obeyed. */
export interface DirectedFindings {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** A finding that a comment silences, with the reason given after `--`, or ''. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly justification: string;
}

/**
 * Obeys `eslint-disable`, `-enable`, `-line`, `-next-line` and `eslint waitq/RULE: off` comments as ESLint does, for
 * callers that run without ESLint. Rules go by `waitq/NAME`; a comment without names speaks of all.
 * @param comments saves looking for them when the caller has them
 */
export function applyDisableDirectives(
  findings: readonly Finding[],
  text: string,
  language: Language,
  comments?: readonly Comment[],
): DirectedFindings {
  // Nearly every file: no comment to look for.
  if (findings.length === 0 || !mentionsEslint(text)) return { findings, suppressed: [] };
  const lines = lineTable(text);
  const lineOf = (offset: number) => lines(offset).line;
  const all = comments ?? commentsOf(text, language);
  const directives = all.flatMap((comment) => readDirectives(comment, lineOf, language));
  const isOff = new Set(directives.filter(({ label }) => label === 'off').map(({ rule }) => rule));
  const on = findings.filter(({ rule }) => !isOff.has(rule));
  const verdicts = on.map((finding) => ({
    finding,
    by: silencerOf(finding, directives, lineOf(finding.range[0])),
  }));
  return {
    findings: verdicts.filter(({ by }) => !by).map(({ finding }) => finding),
    suppressed: verdicts.flatMap(({ finding, by }) =>
      by ? [{ finding, justification: by.justification }] : [],
    ),
  };
}

/** One rule named by one comment. */
interface Directive {
  readonly label: 'disable' | 'enable' | 'disable-line' | 'disable-next-line' | 'off';
  /** Without prefix; undefined for all rules. */
  readonly rule: string | undefined;
  readonly justification: string;
  readonly range: Range;
  readonly firstLine: number;
  readonly lastLine: number;
}

const parser = new ConfigCommentParser();

function readDirectives(
  comment: Comment,
  lineOf: (offset: number) => number,
  language: Language,
): Directive[] {
  const parsed = parser.parseDirective(comment.text);
  if (!parsed) return [];
  const { label, value, justification } = parsed;
  const { range } = comment;
  const place = { range, firstLine: lineOf(range[0]), lastLine: lineOf(range[1]) };
  if (label === 'eslint') return comment.isBlock || language === 'c' ? readConfig(value, place) : [];
  const [, kind] = /^eslint-(disable|enable|disable-line|disable-next-line)$/.exec(label) ?? [];
  const forLine = kind === 'disable-line' || kind === 'disable-next-line';
  // JavaScript's line comments speak of lines only.
  if (!kind || (!comment.isBlock && !forLine && language !== 'c')) return [];
  if (kind === 'disable-line' && place.firstLine !== place.lastLine) return [];
  return namesIn(value).map((rule) => ({ label: kind as Directive['label'], rule, justification, ...place }));
}

/** The rules of ours in a list; one `undefined` for an empty list, which means all. */
function namesIn(list: string): (string | undefined)[] {
  const names = Object.keys(parser.parseListConfig(list));
  if (names.length === 0) return [undefined];
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

const prefix = 'waitq/';

/** Only the switching off counts here: without ESLint there are no severities to choose. */
function readConfig(value: string, place: Pick<Directive, 'range' | 'firstLine' | 'lastLine'>): Directive[] {
  const parsed = parser.parseJSONLikeConfig(value);
  if (!parsed.ok) return [];
  return Object.entries(parsed.config)
    .filter(([name, level]) => name.startsWith(prefix) && isOffLevel(level))
    .map(([name]) => ({ label: 'off', rule: name.slice(prefix.length), justification: '', ...place }));
}

function isOffLevel(setting: unknown): boolean {
  const level: unknown = Array.isArray(setting) ? setting[0] : setting;
  return level === 0 || level === 'off';
}

/** The comment that silences a finding: one for its line, or the last word on its rule before it. */
function silencerOf(finding: Finding, directives: readonly Directive[], line: number): Directive | undefined {
  const about = directives.filter(({ rule }) => rule === undefined || rule === finding.rule);
  const ofLine = about.find(({ label, firstLine, lastLine }) => {
    if (label === 'disable-line') return firstLine === line;
    return label === 'disable-next-line' && lastLine + 1 === line;
  });
  const before = about.filter(({ range }) => range[0] <= finding.range[0]);
  const last = before.findLast(({ label }) => label === 'disable' || label === 'enable');
  return ofLine ?? (last?.label === 'disable' ? last : undefined);
}
