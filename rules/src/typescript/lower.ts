import type { AnalyzeOptions, ParsedScript } from '../analyze.js';
import type { FileModel } from '../protocol/model.js';

/** Reads an ESTree with its scopes into the language-free model. */
export function lowerEstree(
  text: string,
  parsed: ParsedScript,
  options: Pick<AnalyzeOptions, 'api' | 'path'>,
): FileModel {
  void parsed;
  void options;
  return { language: 'js', text, functions: [], declarations: [], problems: [] };
}
