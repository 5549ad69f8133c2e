import { describe, expect, it } from 'vitest';
import { lint } from './lint.js';

const lines = (code: string): readonly number[] =>
  lint('no-ignored-interrupt', 'c', code).map(({ range }) => code.slice(0, range[0]).split('\n').length);
const body = (loop: string, head = 'static int reset(struct dev *d)'): string =>
  `${head}\n{\n\tint i, n = 100;\n\n\t${loop}\n\treturn -EIO;\n}\n`;
const PAUSE = 'msleep_interruptible(10);';

describe('no-ignored-interrupt and pauses between counted tries', () => {
  it.each([
    `for (i = 0; i < 100; i++) { if (ready(d)) return 0; ${PAUSE} }`,
    `for (i = 0; i < 100; i++) { ${PAUSE} if (ready(d)) { log(d); break; } }`,
    `while (n-- && !d->ready) ${PAUSE}`,
    `do { if (d->ready) break; schedule_timeout_interruptible(HZ / 10); } while (--n);`,
    `do { if (d->ready) break; schedule_timeout_killable(HZ / 10); } while (--n);`,
    'for (i = 0; i < 2 * HZ; i++) { if (ready(d)) break; set_current_state(TASK_INTERRUPTIBLE); schedule_timeout(1); }',
    `while (1) { if (ready(d)) break; unlock(d); ${PAUSE} lock(d); if (++i >= n) { log(d); break; } }`,
  ])('reports %s', (loop) => {
    expect(lines(body(loop))).toEqual([5]);
  });

  it('says what counts the tries, and offers the sleep that no signal ends', () => {
    const [finding] = lint('no-ignored-interrupt', 'c', body(`while (n-- && !d->ready) ${PAUSE}`));
    expect(finding?.message).toContain("reset() uses up its tries, counted by 'n--',");
    expect(finding?.suggestions[0]?.edits[0]?.text).toBe('msleep');
    expect(finding?.interleaving).toHaveLength(4);
  });

  it.each([
    [
      'a look at the signal',
      `while (n-- && !d->ready) { ${PAUSE} if (signal_pending(current)) return -EINTR; }`,
    ],
    [
      'a lock that a signal ends',
      `while (n-- && !d->ready) { ${PAUSE} if (mutex_lock_interruptible(&d->m)) return -EINTR; }`,
    ],
    ['the result', 'while (n-- && !d->ready) if (msleep_interruptible(10)) return -EINTR;'],
    ['no tries', `for (i = 0; i < 6; i++) { blink(d); ${PAUSE} }`],
    ['no count', `while (!d->ready) { look(n++); ${PAUSE} }`],
    ['the time', `while (n-- && !d->ready) { ${PAUSE} if (time_after(jiffies, d->end)) break; }`],
    ['another sleep', `while (n-- && !d->ready) { ${PAUSE} msleep(5); }`],
    ['a pause now and then', `while (n-- && !d->ready) { if (n % 5 == 0) ${PAUSE} else send(d); }`],
    ['a sleep that no signal ends', 'while (n-- && !d->ready) schedule_timeout_uninterruptible(1);'],
    ['a reason', `while (n-- && !d->ready) { /* a signal only makes it shorter */ ${PAUSE} }`],
  ])('is silent about %s', (_what, loop) => {
    expect(lines(body(loop))).toEqual([]);
  });

  it.each(['static int __init probe(struct dev *d)', 'static void reset(struct work_struct *d)'])(
    'is silent where no signal arrives: %s',
    (head) => {
      expect(lines(body(`while (n-- && !d->ready) ${PAUSE}`, head))).toEqual([]);
    },
  );
});
