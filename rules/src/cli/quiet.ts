import { toResult, type FileResult } from './result.js';

/** A file's errors alone. */
export function withoutWarnings(result: FileResult): FileResult {
  const errors = result.messages.filter(({ severity }) => severity === 2);
  const { suppressedMessages, output, source } = result;
  return toResult(result.filePath, errors, {
    suppressedMessages,
    ...(output === undefined ? {} : { output }),
    ...(source === undefined ? {} : { source }),
  });
}
