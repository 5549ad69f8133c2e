import type { Operand, UpdateEvent } from '../../protocol/events.js';
import { squeeze } from '../../protocol/build-graph.js';
import { lastName } from '../../protocol/place.js';
import type { Waiter } from './pairing.js';

/** True when the update is certain to leave the waiter's condition false: `busy = true` before a wait for `!busy`. */
export function makesFalse(update: UpdateEvent, { condition }: Waiter): boolean {
  return effectOf(update, condition) === false;
}

/** True when the update is certain to make the waiter's condition true: `done = 1` before a wait for `done`. */
export function makesTrue(update: UpdateEvent, { condition }: Waiter): boolean {
  return effectOf(update, condition) === true;
}

/** What the condition is after the update, where the condition is as plain as `done`, `!busy` or `state == IDLE`. */
function effectOf({ place, value }: UpdateEvent, condition: Operand | undefined): boolean | undefined {
  if (!condition || !value) return undefined;
  const text = bare(condition.text);
  const name = lastName(place);
  const compared = COMPARISON.exec(text);
  if (compared) {
    const [, left, operator, right] = compared;
    if (nameOf(left!) !== name) return undefined;
    if (squeeze(value.text) === right) return operator!.startsWith('=');
    const isOther = isConstantText(value) && isConstantText({ text: right! });
    return isOther ? operator!.startsWith('!') : undefined;
  }
  const plain = /^(!*)([\w$>.[\]-]+)$/.exec(text);
  const truth = truthOf(value);
  if (!plain || truth === undefined || nameOf(plain[2]!) !== name) return undefined;
  return (plain[1]!.length % 2 === 0) === truth;
}

const COMPARISON = /^([\w$>.[\]-]+)(===?|!==?)([\w$-]+)$/;

/** Without white space, an arrow, parentheses around it all, and macros that only read. */
function bare(text: string): string {
  let inner = squeeze(text).replace(/^(async)?\(\)=>/, '');
  for (let before = ''; before !== inner;) {
    before = inner;
    inner = inner.replace(/^(!*)(?:READ_ONCE|smp_load_acquire|likely|unlikely)?\(&?([^()]*)\)$/, '$1$2');
  }
  return inner;
}

function nameOf(path: string): string {
  return lastName({ text: path });
}

function truthOf({ constant, text }: Operand): boolean | undefined {
  if (constant === null || text === 'NULL') return false;
  return typeof constant === 'number' || typeof constant === 'boolean' ? Boolean(constant) : undefined;
}

/** A number or a name in capitals: two different ones are taken for different values. */
function isConstantText({ text }: Pick<Operand, 'text'>): boolean {
  return /^-?(\d\w*|[A-Z][A-Z\d_]*|true|false)$/.test(squeeze(text));
}
