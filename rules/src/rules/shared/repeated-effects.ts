import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import type { RuleFinding } from '../../rule.js';

/** What a condition changes each time it is tested, whether it holds or not. */
export function* repeatedEffects(
  context: AnalysisContext,
  wait: Call,
  condition: Operand,
): Iterable<RuleFinding> {
  const counting = condition.calls.find(({ name }) => isCounting(name));
  if (counting) return yield report(wait, counting.nameRange, `${counting.name}()`);
  const start = condition.range[0];
  const source = context.model.text.slice(...condition.range);
  const change = DECLARES.test(source) ? null : CHANGES.exec(source.replace(QUOTED, blank));
  if (change && !TAKES.test(source.slice(0, change.index)))
    yield report(wait, [start + change.index, start + change.index + change[0].length], change[0]);
}

/** Atomic counting that happens in any case, unlike `atomic_add_unless` or `atomic_dec_if_positive`. */
export function isCounting(name: string): boolean {
  return COUNTS.test(name);
}

function report(wait: Call, range: RuleFinding['range'], what: string): RuleFinding {
  return {
    confidence: 'medium',
    range,
    message: `The condition of ${wait.name}() is tested any number of times, and ${what} counts each of them; change the state before or after the wait.`,
    related: [{ message: `the condition of this ${wait.name}()`, range: wait.nameRange }],
    suggestions: [],
  };
}

const COUNTS =
  /^(atomic(64|_long)?_((inc|dec|add|sub)(_and_test|_return(_\w+)?|_negative)?|fetch_(inc|dec|add|sub)\w*)|refcount_(inc|dec|dec_and_test)|Atomics\.(add|sub|xor))$/;

/** `++`, `--`, `+=` and the like. */
const CHANGES = /(?:\+\+|--|[-+*/^]=(?!=))/;

/** What stands behind a test of its own is done once that holds: `n > 0 && n-- > 0` takes what it waited for. */
const TAKES = /&&|\?/;

/** A condition with variables of its own may count them. */
const DECLARES = /\b(?:let|var|const|for|int|long|unsigned)\b/;

const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|\/\*[^]*?\*\/|\/\/[^\n]*/g;

function blank(text: string): string {
  return ' '.repeat(text.length);
}
