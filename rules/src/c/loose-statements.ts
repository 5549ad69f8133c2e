import type { Range } from '../protocol/place.js';
import { isProtocolAction, type Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';

/** Longest statement that is looked for outside a function. */
const LONGEST = 2000;

/**
 * Calls of the wait API that stand outside any function, as in a snippet pasted from an article. Each is read as a
 * function of its own, so that at least its arguments are checked.
 */
export function looseStatements(text: string, scan: Scan, names: Names): readonly SourceFunction[] {
  return scan.mentions.flatMap((mention) => {
    const action = mention.depth === 0 && !mention.inParens ? names.api(mention.word)?.action : undefined;
    const isCall = action !== undefined && isProtocolAction(action) && !action.startsWith('declare-');
    if (!isCall || !startsStatement(text, mention)) return [];
    const end = endOfCall(text, mention);
    if (end === undefined) return [];
    const range: Range = [mention.start, end];
    const none: Range = [mention.start, mention.start];
    return [
      {
        name: '',
        nameRange: none,
        range,
        parameters: none,
        body: range,
        isStatic: true,
        isMacro: false,
        isLoose: true,
      },
    ];
  });
}

/** Nothing but a list number stands before it: a prototype has its type there. */
function startsStatement(text: string, { start }: Mention): boolean {
  const before = text.slice(Math.max(0, start - LONGEST), start).replace(/\s+$/, '');
  return before === '' || /(?:[;{}]|\*\/|(?:^|\n)\s*\d+\.)$/.test(before);
}

/** The offset after the `;` that ends the call, if its parentheses balance and nothing but `;` follows. */
function endOfCall(text: string, { start, word }: Mention): number | undefined {
  let depth = 0;
  for (let at = start + word.length; at < Math.min(text.length, start + LONGEST); at++) {
    const character = text[at]!;
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth === 0)
      return character === ';' ? at + 1 : /\s/.test(character) ? skipTo(text, at) : undefined;
  }
  return undefined;
}

function skipTo(text: string, at: number): number | undefined {
  const rest = /^\s*;/.exec(text.slice(at, at + 20));
  return rest ? at + rest[0].length : undefined;
}
