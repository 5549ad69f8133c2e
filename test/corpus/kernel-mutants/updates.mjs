import { callsIn } from './c-text.mjs';
import { memberOf, namesIn } from './statement-calls.mjs';

const BY_ADDRESS =
  'atomic_set|atomic_inc|atomic_dec|WRITE_ONCE|smp_store_release|list_add|list_add_tail|list_move_tail';
const BY_BIT = 'set_bit|clear_bit|__set_bit|__clear_bit|test_and_clear_bit';

/** The member or bit that a simple statement writes: `done` of `dev->done = 1;`, `BUSY` of `clear_bit(BUSY, &flags)`. */
export function updatedName(code, statement) {
  if (statement?.kind !== 'simple') return undefined;
  const text = code.slice(statement.start, statement.end);
  const assigned = /^\*?\(?([\w.>[\]-]*(?:->|\.)[\w.>[\]-]*?|[a-z]\w*)\s*[-+|&]?=(?!=)/.exec(text)?.[1];
  if (assigned) return memberOf(assigned);
  const [call] = callsIn(code, statement.start, statement.end, `${BY_ADDRESS}|${BY_BIT}`);
  if (call?.start !== statement.start) return undefined;
  if (/bit$/.test(call.name)) return call.args[0]?.text;
  return memberOf(call.args[call.name.startsWith('list_') ? 1 : 0]?.text ?? '');
}

/** What waits of a file test (`tested`), and what is read behind a wait for a completion (`answered`). */
export function awaitedNames({ code, functions }) {
  const waits = callsIn(code, 0, code.length, 'wait_event\\w*');
  const tested = waits.flatMap(({ args }) => namesAndBits(args[1]?.text ?? ''));
  const answered = functions.flatMap((fn) => {
    const [wait] = callsIn(code, fn.open, fn.end, 'wait_for_completion\\w*');
    return wait
      ? [...code.slice(wait.end, fn.end).matchAll(/(?:->|\.)(\w+)\b(?!\s*(?:=[^=]|\())/g)].map(
          (one) => one[1],
        )
      : [];
  });
  return { tested: new Set(tested), answered: new Set(answered) };
}

/** The fields, variables and bits in a condition. */
export function namesAndBits(condition) {
  const bits = [...condition.matchAll(/test_bit\(\s*(\w+)/g)].map(([, bit]) => bit);
  const members = [...condition.matchAll(/(?:->|\.)(\w+)(?!\w*\s*(?:->|\.|\())/g)].map(([, name]) => name);
  return [...bits, ...(members.length > 0 ? members : namesIn(condition))];
}
