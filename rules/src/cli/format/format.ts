import type { Command } from '../command-line.js';
import type { FileResult } from '../result.js';
import { formatExplained } from './explained.js';
import { formatJson } from './json.js';
import { formatSarif } from './sarif.js';

/** Writes results in the format asked for. */
export async function format(
  results: readonly FileResult[],
  command: Pick<Command, 'format' | 'explain'>,
): Promise<string> {
  if (command.format === 'json') return formatJson(results, command.explain);
  if (command.format === 'sarif') return formatSarif(results);
  if (command.explain) return formatExplained(results);
  // It brings in all of ESLint, which the thread that finds files and writes results has no other use for.
  const { formatStylish } = await import('./stylish.js');
  return formatStylish(results);
}
