import { ESLint } from 'eslint';
import type { FileResult } from '../result.js';

/** ESLint's own way of listing findings. */
export async function formatStylish(results: readonly FileResult[]): Promise<string> {
  const formatter = await new ESLint({ overrideConfigFile: true }).loadFormatter('stylish');
  const listed = results.map((result) => ({
    ...result,
    messages: [...result.messages],
    suppressedMessages: [...result.suppressedMessages],
    usedDeprecatedRules: [],
  }));
  const text = await formatter.format(listed, {});
  return text && !text.endsWith('\n') ? `${text}\n` : text;
}
