import type { Linter } from 'eslint';
import { packageVersion } from '../package-info.js';
import { rules } from '../rules/index.js';

/** Marks a message whose finding is less than certain. */
export const mediumMessageId = 'mediumConfidence';

/**
 * Makes warnings of findings that are less than certain: ESLint knows one severity a rule, and a processor is where it
 * lets messages be changed. The text goes through as it is, fixes included. It never raises a severity.
 */
export const confidenceProcessor: Linter.Processor = {
  meta: { name: 'waitq/confidence', version: packageVersion },
  supportsAutofix: true,
  preprocess: (text) => [text],
  postprocess: (lists) => lists.flat().map(lower),
};

function lower(message: Linter.LintMessage): Linter.LintMessage {
  const isOurs = rules.has(message.ruleId?.replace(/^.*\//, '') ?? '');
  return isOurs && message.messageId === mediumMessageId ? { ...message, severity: 1 } : message;
}
