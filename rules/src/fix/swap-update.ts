import type { AnalysisContext } from '../context.js';
import type { Suggestion } from '../finding.js';
import type { Range } from '../protocol/place.js';
import { textBefore } from './text-before.js';

/** Exchanges a wake-up and the update that stands as the very next statement; nothing where more lies between them. */
export function swapUpdate(
  { model: { text } }: AnalysisContext,
  { wake, update }: { readonly wake: { readonly range: Range }; readonly update: { readonly range: Range } },
): readonly Suggestion[] {
  const before = textBefore(text, wake.range[0]).replace(/(\s|\/\*[^]*?\*\/|\bawait\b)+$/, '');
  const between = text.slice(wake.range[1], update.range[0]);
  const isStatement = /[;{}]$/.test(before) && /^\s*(;|\n)/.test(text.slice(update.range[1]));
  if (!isStatement || !/^(\s*;\s*|\s*\n\s*)$/.test(between)) return [];
  return [
    {
      message: 'Write first, then wake.',
      edits: [
        { range: wake.range, text: text.slice(...update.range) },
        { range: update.range, text: text.slice(...wake.range) },
      ],
    },
  ];
}
