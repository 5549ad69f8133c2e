import type { Command } from '../command-line.js';
import type { FileResult } from '../result.js';
import { formatExplained } from './explained.js';
import { formatJson } from './json.js';
import { formatSarif } from './sarif.js';
import { formatStylish } from './stylish.js';

/** Writes results in the format asked for. */
export async function format(
  results: readonly FileResult[],
  command: Pick<Command, 'format' | 'explain'>,
): Promise<string> {
  if (command.format === 'json') return formatJson(results, command.explain);
  if (command.format === 'sarif') return formatSarif(results);
  return command.explain ? formatExplained(results) : formatStylish(results);
}
