import type { Operand } from '../protocol/events.js';

/** A C queue argument given by address, written as the macros that take the queue itself want it. */
export function asValue(operand: Operand): string {
  const text = operand.text.trim();
  if (operand.form === 'address') return stripParentheses(text.replace(/^\(*\s*&\s*/, ''), text);
  return /^[\w.>[\]-]+$/.test(text) ? `*${text}` : `*(${text})`;
}

/** A C object as the functions that take an address want it. */
export function asAddress(operand: Operand): string {
  const text = operand.text.trim();
  if (operand.form === 'deref') return text.replace(/^\(?\s*\*\s*/, '').replace(/\)$/, '');
  return `&${text}`;
}

/** `(&q)` lost its opening parentheses together with the `&`: take the closing ones off as well. */
function stripParentheses(rest: string, whole: string): string {
  const opened = /^\(*/.exec(whole)![0].length;
  return opened === 0 ? rest : rest.replace(new RegExp(`\\){${opened}}$`), '');
}
