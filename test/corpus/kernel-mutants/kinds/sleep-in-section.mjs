import { callsIn } from '../c-text.mjs';
import { callOf } from '../statement-calls.mjs';

const LOCK =
  'spin_lock|spin_lock_irq|spin_lock_bh|spin_lock_irqsave|raw_spin_lock_irqsave|read_lock|write_lock|rcu_read_lock';
const SLEEPS = ['msleep(1);', 'mutex_lock(&waitq_mutex);', 'waitq_buffer = kmalloc(8, GFP_KERNEL);'];

/** A sleep in a section of a spinlock. */
export const sleepInSection = {
  name: 'sleep-in-section',
  rule: 'no-sleep-in-atomic',
  mention: /\b(spin_lock|read_lock|write_lock|rcu_read_lock)/,
  *mutants({ code, functions }) {
    for (const { fn, inside } of sectionsOf(code, functions))
      for (const [index, one] of inside.entries()) {
        if (one.kind !== 'simple') continue;
        const sleep = SLEEPS[(one.start + index) % SLEEPS.length];
        yield {
          fn,
          at: one.start,
          edits: [{ start: one.start, end: one.start, text: `${sleep} ` }],
          note: sleep,
        };
        break;
      }
  },
};

/** A sleep in a function of the file that is called in such a section. */
export const sleepInHelper = {
  name: 'sleep-in-helper',
  rule: 'no-sleep-in-atomic',
  mention: sleepInSection.mention,
  *mutants({ code, functions }) {
    const helpers = new Map(functions.filter((fn) => isStatic(code, fn)).map((fn) => [fn.name, fn]));
    if (helpers.size === 0) return;
    for (const { fn, inside } of sectionsOf(code, functions)) {
      const one = inside.find((statement) => calledHelper(code, statement, helpers));
      if (!one) continue;
      const helper = calledHelper(code, one, helpers);
      const first = firstStatement(code, helper);
      if (helper === fn || first === undefined) continue;
      const sleep = SLEEPS[one.start % SLEEPS.length];
      const edits = [{ start: first, end: first, text: `${sleep} ` }];
      yield { fn, also: helper, at: one.start, edits, note: `${sleep} in ${helper.name}()` };
    }
  },
};

/** Sections that begin and end in one list of statements: `{ fn, inside }`. */
function* sectionsOf(code, functions) {
  for (const fn of functions) {
    if (!/_lock/.test(fn.code)) continue;
    for (const { list } of fn.lists())
      for (const [index, one] of list.entries()) {
        const lock = callOf(code, one, LOCK);
        if (!lock) continue;
        const end = list.findIndex((other, at) => at > index && isUnlock(code, other, lock));
        const inside = list.slice(index + 1, Math.max(end, 0));
        const text = inside.length > 0 ? code.slice(inside[0].start, inside.at(-1).end) : '';
        if (!/unlock|might_sleep/.test(text)) yield { fn, inside };
      }
  }
}

function isUnlock(code, statement, lock) {
  const call = callOf(
    code,
    statement,
    `${lock.name.replace('lock_irqsave', 'lock_irqrestore').replace('_lock', '_unlock')}`,
  );
  return call !== undefined && call.args[0]?.text === lock.args[0]?.text;
}

function isStatic(code, fn) {
  return /^static\b/.test(code.slice(fn.start, fn.open));
}

/** The helper that a statement calls first of all, whatever else it does. */
function calledHelper(code, statement, helpers) {
  if (statement.kind !== 'simple') return undefined;
  const name = /^(?:[\w.>-]+\s*=\s*)?(\w+)\(/.exec(code.slice(statement.start, statement.end))?.[1];
  return helpers.get(name);
}

/** Behind the declarations: the first statement that calls or assigns to something. */
function firstStatement(code, fn) {
  const one = fn.body().statements.find(({ kind, start, end }) => {
    const text = code.slice(start, end);
    return (
      kind !== 'simple' ||
      callsIn(code, start, end, '\\w+')[0]?.start === start ||
      /^[\w.>-]+\s*[-+|&]?=[^=]/.test(text)
    );
  });
  return one?.start;
}
