import type { AnalysisContext } from '../../context.js';
import { declarationOf } from '../../protocol/declarations.js';
import type { Operand } from '../../protocol/events.js';

/** JavaScript: whether an argument is certainly no function: a literal, a comparison, a variable that holds one. */
export function isPlainValue(context: AnalysisContext, owner: number, operand: Operand): boolean {
  const { form, text, constant } = operand;
  switch (form) {
    case 'literal':
      return !/^(null|undefined)$/.test(text);
    case 'place':
      return constant === undefined ? holdsValue(context, owner, operand) : true;
    case 'other':
      return isComparison(text);
    default:
      return false;
  }
}

/** Declared as a plain type, or with a plain value. */
function holdsValue(context: AnalysisContext, owner: number, operand: Operand): boolean {
  const found = declarationOf(context.model, operand, owner);
  if (!found) return false;
  if (found.type !== undefined) return /^(boolean|number|string|bigint)$/.test(found.type);
  const { value } = found;
  return value !== undefined && (typeof value.constant === 'boolean' || isComparison(value.text));
}

/** `!a`, `a === b`, `a < b`, `a instanceof B`, and such joined by `&&` and `||`, outside brackets and strings. */
function isComparison(text: string): boolean {
  const outer = outside(text);
  if (/=>|\?/.test(outer) || /^(async\s+)?function\b/.test(outer)) return false;
  return outer.split(/&&|\|\|/).every((part) => COMPARISON.test(part.trim()));
}

const COMPARISON = /^!|[^=!<>][=!]==?[^=>]|[^<>=][<>]=?[^<>=]|\b(instanceof|in)\b/;

/** The text with everything in brackets and quotes taken out. */
function outside(text: string): string {
  let plain = text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''");
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, '_');
  }
  return plain;
}
