import type { FileResult } from '../result.js';

/** ESLint's result array on one line; `withExplanations` adds an `explanation` to each message that has one. */
export function formatJson(results: readonly FileResult[], withExplanations: boolean): string {
  const listed = results.filter(({ messages, output }) => messages.length > 0 || output !== undefined);
  const replacer = (key: string, value: unknown) =>
    key === 'explanation' && !withExplanations ? undefined : value;
  return `${JSON.stringify(listed, replacer)}\n`;
}
