import { describe, expect, it } from 'vitest';
import { lint } from './lint.js';

const lines = (code: string): readonly number[] =>
  lint('no-ignored-interrupt', 'c', code).map(({ range }) => code.slice(0, range[0]).split('\n').length);
const PREPARE = 'prepare_to_wait(&d->wq, &wait, TASK_KILLABLE);';
const loop = (inside: string, prepare = PREPARE): string =>
  `\tDEFINE_WAIT(wait);\n\tfor (;;) {\n\t\t${prepare}\n\t\t${inside}\n\t}\n\tfinish_wait(&d->wq, &wait);\n`;
const body = (text: string, head = 'static void drain(struct dev *d)'): string => `${head}\n{\n${text}}\n`;
const WAIT = 'if (!d->busy) break; schedule();';

describe('no-ignored-interrupt and waits made by hand', () => {
  it.each([
    loop(WAIT),
    loop('if (list_empty(&d->list)) break; spin_unlock(&d->lock); schedule(); spin_lock(&d->lock);'),
    loop(WAIT, 'prepare_to_wait(queue_of(d), &wait, TASK_INTERRUPTIBLE);'),
    loop(WAIT, 'set_current_state(TASK_INTERRUPTIBLE);'),
  ])('reports a loop that only the condition ends: %s', (text) => {
    const code = body(text);
    expect(lines(code)).toEqual([6]);
    expect(lint('no-ignored-interrupt', 'c', code)[0]?.interleaving).toHaveLength(4);
  });

  it.each([
    ['a look at the signal', loop('if (!d->busy || fatal_signal_pending(current)) break; schedule();')],
    ['a state that no signal ends', loop(WAIT, PREPARE.replace('KILLABLE', 'UNINTERRUPTIBLE'))],
    ['a result', loop(WAIT, `if (prepare_to_wait_event(&d->wq, &wait, TASK_KILLABLE)) break;`)],
    ['a condition that may look', loop('if (is_over(d)) break; schedule();')],
    ['work in between', loop('if (!d->busy) break; if (d->more) { d->done++; continue; } schedule();')],
    ['no end at all', loop('schedule();')],
    ['one turn', `\t${PREPARE}\n\tif (d->busy)\n\t\tschedule();\n\tfinish_wait(&d->wq, &wait);\n`],
  ])('is silent about %s', (_what, text) => {
    expect(lines(body(text))).toEqual([]);
  });

  it('asks functions of the file', () => {
    const asks = (how: string): string =>
      `static int over(struct dev *d)\n{\n\treturn ${how};\n}\n${body(loop('if (over(d)) break; schedule();'))}`;
    expect(lines(asks('!d->busy'))).toEqual([10]);
    expect(lines(asks('!d->busy || signal_pending(current)'))).toEqual([]);
  });

  it('is silent in work items', () => {
    expect(lines(body(loop(WAIT), 'static void drain(struct work_struct *d)'))).toEqual([]);
  });
});
