import type { AnalyzeOptions } from '../analyze.js';
import type { FileModel } from '../protocol/model.js';

/** Reads kernel C, unexpanded, into the language-free model. */
export function lowerC(text: string, options: Pick<AnalyzeOptions, 'api' | 'path'>): FileModel {
  void options;
  return { language: 'c', text, functions: [], declarations: [], problems: [] };
}
