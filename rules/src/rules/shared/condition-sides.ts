import { squeeze } from '../../protocol/build-graph.js';
import type { Call } from '../../protocol/events.js';

/** One side of an `||` in a condition: what is tested, and the value with which it holds. */
export interface ConditionSide {
  readonly text: string;
  readonly holds: boolean;
}

/** The sides of a wait's condition; none when it has but one. */
export function sidesOfCondition({ api, args }: Call): readonly ConditionSide[] {
  const condition = api?.condition === undefined ? undefined : args[api.condition];
  const sides = alternatives(withoutParens(squeeze(condition?.text ?? '')));
  return sides.length > 1 ? sides.map(sideOf) : [];
}

/** A test as a side: `!done` is `done`, and holds when that is false; `state != IDLE` is `state == IDLE` in the same way. */
export function sideOf(text: string): ConditionSide {
  const [, marks, rest] = /^(!*)([^]*)$/.exec(withoutParens(squeeze(text)))!;
  const holds = marks!.length % 2 === 0;
  const plain = withoutParens(rest!.replace(READ, '$1'));
  if (marks !== '' && plain !== rest) {
    const inner = sideOf(plain);
    return { text: inner.text, holds: inner.holds === holds };
  }
  const [, left, operator, right] = COMPARED.exec(plain) ?? [];
  if (marks !== '' || left === undefined) return { text: plain, holds };
  const isEqual = operator!.startsWith('=');
  return NOTHING.test(right!)
    ? { text: left, holds: !isEqual }
    : { text: `${left}==${right!}`, holds: isEqual };
}

const READ = /^(?:READ_ONCE|likely|unlikely)(\(.*\))$/;
/** Only one comparison, of which neither side is more than a place, a call or a number. */
const COMPARED = /^((?:->|[^=!<>&|?])+)([=!]=)((?:->|[^=!<>&|?])+)$/;
const NOTHING = /^(0|NULL|false)$/;

/** `a||f(b||c)` is `a` and `f(b||c)`. */
function alternatives(text: string): readonly string[] {
  const sides: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (depth === 0 && text.startsWith('||', at)) {
      sides.push(text.slice(start, at));
      start = at + 2;
    } else if (depth === 0 && (text[at] === '?' || text[at] === ',')) return [text];
  }
  return [...sides, text.slice(start)];
}

/** Without parentheses around the whole. */
function withoutParens(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return text;
  }
  return withoutParens(text.slice(1, -1));
}
