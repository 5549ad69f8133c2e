import type { Edit } from '../finding.js';
import type { Range } from '../protocol/place.js';
import { textBefore } from './text-before.js';

/** Edits that run `statement` before the statement at `range`, in braces where it stands alone after `if (…)`. */
export function insertBefore(source: string, range: Range, statement: string): readonly Edit[] {
  const [start, end] = range;
  const near = textBefore(source, start);
  const before = near.replace(/(\s|\/\*[^]*?\*\/)+$/, '');
  const indent = /[^\S\n]*$/.exec(near)![0];
  const isFirstOnLine = /(^|\n)[^\S\n]*$/.test(near);
  if (before === '' || /[;{}:]$/.test(before)) {
    return [{ range: [start, start], text: isFirstOnLine ? `${statement}\n${indent}` : `${statement} ` }];
  }
  const semicolon = /^\s*;/.exec(source.slice(end))?.[0].length ?? 0;
  const last = source.slice(start, end).trimEnd().endsWith(';') ? end : end + semicolon;
  return [
    { range: [start, start], text: `{ ${statement} ` },
    { range: [last, last], text: ' }' },
  ];
}
