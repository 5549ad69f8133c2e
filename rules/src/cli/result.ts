import type { Linter } from 'eslint';
import type { RelatedPlace, Step } from '../finding.js';

/** What ESLint's message can't carry: where else to look, and how the wake-up is lost. */
export interface Explanation {
  readonly confidence: 'high' | 'medium';
  readonly related: readonly (Pick<RelatedPlace, 'message'> & Location)[];
  readonly interleaving: readonly Step[];
}

/** Lines and columns from 1, end exclusive. */
export interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Message extends Linter.LintMessage {
  readonly explanation?: Explanation;
}

/** ESLint's result of one file, with an explanation at each message. */
export interface FileResult {
  readonly filePath: string;
  readonly messages: readonly Message[];
  readonly suppressedMessages: readonly Linter.SuppressedLintMessage[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly fatalErrorCount: number;
  readonly fixableErrorCount: number;
  readonly fixableWarningCount: number;
  /** No rule here is deprecated; tools that read ESLint's results expect the field. */
  readonly usedDeprecatedRules: readonly [];
  /** The text after fixes, when there were any. */
  readonly output?: string;
  /** The text the messages speak of; left out when fixes changed it. */
  readonly source?: string;
}

/** Counts a file's messages as ESLint does. */
export function toResult(
  filePath: string,
  messages: readonly Message[],
  rest: Partial<Pick<FileResult, 'suppressedMessages' | 'output' | 'source'>> = {},
): FileResult {
  const count = (severity: number, isCounted = (message: Message) => message !== undefined) =>
    messages.filter((message) => message.severity === severity && isCounted(message)).length;
  return {
    filePath,
    messages,
    suppressedMessages: [],
    errorCount: count(2),
    warningCount: count(1),
    fatalErrorCount: count(2, ({ fatal }) => fatal === true),
    fixableErrorCount: count(2, ({ fix }) => fix !== undefined),
    fixableWarningCount: count(1, ({ fix }) => fix !== undefined),
    usedDeprecatedRules: [],
    ...rest,
  };
}

/** A file that could not be read, parsed or judged. */
export function toFatalResult(filePath: string, message: string): FileResult {
  return toResult(filePath, [{ ruleId: null, fatal: true, severity: 2, message, line: 1, column: 1 }]);
}

/** A file that was named but is not linted. */
export function toWarningResult(filePath: string, message: string): FileResult {
  return toResult(filePath, [{ ruleId: null, severity: 1, message, line: 1, column: 1 }]);
}
