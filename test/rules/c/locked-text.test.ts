import { describe, expect, it } from 'vitest';
import { lowerC } from '../../../rules/src/c/lower.js';
import { createSleepReach } from '../../../rules/src/protocol/sleep-reach.js';
import { useGrammar } from './show.js';

useGrammar();

/** What the text of `f` says about its sections, without reading it. */
function textOf(body: string): { maySleepLocked: boolean; mayKeepLock: boolean } {
  const model = lowerC(
    `${HELPERS}\nint f(struct dev *d)\n{\n\twait_event(d->wq, d->ok);\n${body}\n\tmsleep(2);\n}\n`,
  );
  const index = model.functions.findIndex(({ name }) => name === 'f');
  const fn = model.functions[index]!;
  const { maySleep } = createSleepReach({ model, graphOf: unread, callsOf: unread });
  return { maySleepLocked: fn.maySleepLocked!(maySleep), mayKeepLock: fn.mayKeepLock!() };
}

function unread(): never {
  throw new Error('the function was read');
}

const HELPERS = `
static void take(struct dev *d) { spin_lock(&d->lock); }
static void both(struct dev *d) { spin_lock(&d->lock); d->n++; spin_unlock(&d->lock); }
static void idle(struct dev *d) { d->n++; schedule(); }
static void sleeper(struct dev *d) { idle(d); }
static void give(struct dev *d) { if (d->n) d->n--; spin_unlock(&d->lock); }
static void give_and_idle(struct dev *d) { give(d); idle(d); spin_lock(&d->lock); }
static void may_give(struct dev *d) { if (d->n) { spin_unlock(&d->lock); return; } idle(d); }
int user(struct dev *d) { give(d); give_and_idle(d); may_give(d); spin_lock(&d->lock); if (d->n) sleeper(d); take(d); both(d); }
`;

describe('may sleep with a lock taken', () => {
  it.each([
    ['in a section', 'spin_lock(&d->lock); msleep(1); spin_unlock(&d->lock);'],
    ['in what a section calls', 'spin_lock(&d->lock); sleeper(d); spin_unlock(&d->lock);'],
    ['behind one branch that gives it back', 'spin_lock(&d->lock); if (d->n) { spin_unlock(&d->lock); }'],
    ['behind a condition without braces', 'spin_lock(&d->lock); if (d->n) spin_unlock(&d->lock);'],
    ['behind an else without braces', 'spin_lock(&d->lock); if (d->n) d->n--; else spin_unlock(&d->lock);'],
    ['behind the other lock', 'spin_lock(&d->a); spin_lock(&d->b); spin_unlock(&d->b);'],
    [
      'behind a loop that is left with it',
      'for (;;) { spin_lock(&d->lock); if (d->n) break; spin_unlock(&d->lock); }',
    ],
    ['in the next turn of a loop', 'while (d->n) { msleep(1); spin_lock(&d->lock); } return 0;'],
    ['where a loop is tested again', 'while (msleep_interruptible(1)) { spin_lock(&d->lock); } return 0;'],
    ['behind a label', 'spin_lock(&d->lock); if (d->n) goto out; spin_unlock(&d->lock); return 0; out:'],
    ['behind a label further up', 'again: msleep(1); spin_lock(&d->lock); if (d->n) goto again; return 0;'],
    ['in the section behind a label', 'goto out; out: spin_lock(&d->lock);'],
    [
      'in another case',
      'spin_lock(&d->lock); switch (d->n) { case 1: spin_unlock(&d->lock); break; default: msleep(1); }',
    ],
    ['after a try', 'if (!spin_trylock(&d->lock)) return 0;'],
    ['after a helper that takes it', 'take(d);'],
    [
      'where the text depends on the configuration',
      'spin_lock(&d->a);\n#ifdef X\nspin_unlock(&d->a);\n#endif\n',
    ],
    ['in the other configuration', '#ifdef X\nspin_lock(&d->a);\n#else\nd->n++;\n#endif\n'],
    ['where a configuration opens a block', '#ifdef X\nif (d->n) {\n#else\n{\n#endif\nd->n++;\n}\n'],
    ['under a second lock', 'spin_lock(&d->a); spin_lock(&d->b); wait_event_lock_irq(d->wq, d->n, d->a);'],
    ['in a helper that gives it back on another path', 'spin_lock(&d->lock); may_give(d);'],
    ["under the caller's lock and its own", 'spin_lock(&d->a); wait_event_lock_irq(d->wq, d->n, d->b);'],
  ])('%s', (_, body) => {
    expect(textOf(body).maySleepLocked).toBe(true);
  });
});

describe('sleeps with no lock taken', () => {
  it.each([
    ['behind a helper that gives it back', 'spin_lock(&d->lock); give(d);'],
    ['in a helper that gives it back before', 'spin_lock(&d->lock); give_and_idle(d); give(d);'],
    ['behind a section', 'spin_lock(&d->lock); d->n = 0; spin_unlock(&d->lock);'],
    ['before one', 'msleep(1); spin_lock(&d->lock); spin_unlock(&d->lock);'],
    [
      'in a branch that gives it back',
      'spin_lock(&d->lock); if (d->n) { spin_unlock(&d->lock); msleep(1); return 0; } spin_unlock(&d->lock);',
    ],
    [
      'behind branches that both give it back',
      'spin_lock(&d->lock); if (d->n) { spin_unlock(&d->lock); } else { spin_unlock(&d->lock); }',
    ],
    [
      'behind a chain of branches',
      'spin_lock(&d->lock); if (d->n) { spin_unlock(&d->lock); } else if (d->m) { spin_unlock(&d->lock); } else { spin_unlock(&d->lock); }',
    ],
    [
      'in each turn',
      'for (;;) { spin_lock(&d->lock); if (d->n) { spin_unlock(&d->lock); break; } spin_unlock(&d->lock); msleep(1); }',
    ],
    [
      'behind a loop in a section',
      'spin_lock(&d->lock); while (d->n) { d->n--; if (d->m) { break; } } spin_unlock(&d->lock);',
    ],
    ['behind a helper that gives back what it takes', 'both(d);'],
    [
      'in all configurations',
      'spin_lock(&d->a);\n#ifdef X\nspin_unlock(&d->a);\n#elif Y\nspin_unlock(&d->a);\n#else\nspin_unlock(&d->a);\n#endif\n',
    ],
    [
      'around what is configured',
      '#if X\nmsleep(3);\n#endif\nspin_lock(&d->a);\n#ifdef X\nd->n++;\n#endif\nspin_unlock(&d->a);',
    ],
    [
      'in a wait that gives the lock back',
      'spin_lock_irq(&d->a); wait_event_lock_irq(d->wq, d->n, d->a); spin_unlock_irq(&d->a);',
    ],
  ])('%s', (_, body) => {
    expect(textOf(body).maySleepLocked).toBe(false);
  });
});

it.each([
  ['spin_lock(&d->lock); return 1;', true],
  ['spin_lock(&d->lock); if (d->n) { return 1; } spin_unlock(&d->lock);', true],
  ['take(d); return 1;', true],
  ['spin_lock(&d->lock); spin_unlock(&d->lock); return 1;', false],
  ['both(d); return 1;', false],
])('whether %s leaves a lock taken', (body, mayKeepLock) => {
  expect(textOf(body).mayKeepLock).toBe(mayKeepLock);
});
