import type { Edit, Finding } from '../finding.js';
import type { LineIndex } from '../line-index.js';
import { mediumMessageId } from '../plugin/confidence.js';
import type { Range } from '../protocol/place.js';
import type { Level } from './command-line.js';
import type { Explanation, Location, Message } from './result.js';

/** The text that findings are in. */
export interface Located extends Pick<LineIndex, 'positionAt'> {
  readonly text: string;
}

/** What ESLint makes of a finding, with what its format can't carry. */
export function toMessage(finding: Finding, level: Level | undefined, source: Located): Message {
  const { confidence, fix, message, range, rule } = finding;
  const { endLine, endColumn, ...start } = toLocation(range, source);
  const suggestions = finding.suggestions.map((one) => ({
    messageId: 'suggestion',
    data: { message: one.message },
    fix: merged(one.edits, source.text),
    desc: one.message,
  }));
  return {
    ruleId: `waitq/${rule}`,
    severity: severityOf(finding, level, level === 'warn' ? 1 : 2),
    message,
    ...start,
    messageId: confidence === 'medium' ? mediumMessageId : 'finding',
    endLine,
    endColumn,
    ...(fix ? { fix: merged(fix, source.text) } : {}),
    ...(suggestions.length > 0 ? { suggestions } : {}),
    explanation: toExplanation(finding, source),
  };
}

/** A preset lowers the severity of what is less than certain. */
export function severityOf<S extends number>(
  { confidence }: Finding,
  level: Level | undefined,
  given: S,
): S | 1 {
  return confidence === 'medium' && level === 'preset' ? 1 : given;
}

/** What ESLint's format can't carry. */
export function toExplanation(
  { confidence, related, interleaving = [] }: Finding,
  source: Pick<Located, 'positionAt'>,
): Explanation {
  return {
    confidence,
    related: related.map(({ message, range }) => ({ message, ...toLocation(range, source) })),
    interleaving,
  };
}

/** By place, as ESLint sorts messages. */
export function inOrder(a: Message, b: Message): number {
  return a.line - b.line || a.column - b.column;
}

function toLocation([from, to]: Range, { positionAt }: Pick<Located, 'positionAt'>): Location {
  const start = positionAt(from);
  const end = positionAt(to);
  return { line: start.line, column: start.column + 1, endLine: end.line, endColumn: end.column + 1 };
}

/** Several edits as the one that ESLint's format has room for: with the text that stays between them. */
function merged(edits: readonly Edit[], text: string): { range: [number, number]; text: string } {
  const sorted = [...edits].sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
  const [start, end] = [sorted[0]!.range[0], sorted.at(-1)!.range[1]];
  let at = start;
  const parts = sorted.map((edit) => {
    const before = text.slice(at, edit.range[0]);
    at = edit.range[1];
    return before + edit.text;
  });
  return { range: [start, end], text: parts.join('') };
}
