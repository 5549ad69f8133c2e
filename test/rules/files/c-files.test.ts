import { beforeAll, describe, expect, test } from 'vitest';
import { grammarReady } from '../../../rules/src/analyze.js';
import { told } from './project.js';

beforeAll(grammarReady);

const BLOCKING = 'no-blocking-condition';
const ATOMIC = 'no-sleep-in-atomic';
const IGNORED = 'no-ignored-interrupt';
const ADDRESS = 'no-wrong-queue-address';

const waiter = (condition: string, head = ''): string =>
  `${head}static int f(struct dev *d)\n{\n\treturn wait_event_interruptible(d->wq, ${condition});\n}\n`;
const locked = (call: string, head = ''): string =>
  `${head}static void f(struct dev *d)\n{\n\tspin_lock(&d->lock);\n\t${call};\n\tspin_unlock(&d->lock);\n\tschedule();\n}\n`;

describe('a condition that calls a function of another file of the directory', () => {
  const buffer =
    'int has_data(struct dev *d)\n{\n\tmutex_lock(&d->m);\n\tmutex_unlock(&d->m);\n\treturn d->n;\n}\n';

  test('which sleeps', () => {
    const files = { 'a.c': waiter('has_data(d)'), 'buffer.c': buffer };
    expect(told(BLOCKING, files, 'a.c')).toEqual([
      expect.stringContaining(
        '3: The condition of wait_event_interruptible() sleeps: has_data() (mutex_lock() in line 3 of buffer.c)',
      ),
    ]);
  });

  test('which calls what sleeps, by way of a third file', () => {
    const between = 'bool is_ready(struct dev *d)\n{\n\treturn has_data(d) > 2;\n}\n';
    const files = { 'a.c': waiter('is_ready(d)'), 'b.c': between, 'buffer.c': buffer };
    expect(told(BLOCKING, files, 'a.c')).toEqual([expect.stringContaining('line 3 of buffer.c')]);
  });

  test('by way of an inline function of a header and a function of the file', () => {
    const header =
      'int has_data(struct dev *d);\nstatic inline bool is_ready(struct dev *d)\n{\n\treturn has_data(d);\n}\n';
    const helper = 'static bool check(struct dev *d)\n{\n\treturn !is_ready(d);\n}\n';
    const files = { 'a.c': waiter('check(d)', helper), 'dev.h': header, 'buffer.c': buffer };
    expect(told(BLOCKING, files, 'a.c')).toEqual([expect.stringContaining('line 3 of buffer.c')]);
  });

  test.each([
    ['which does not sleep', { 'buffer.c': buffer.replaceAll('mutex_', 'spin_') }],
    [
      'which sleeps only if it is told to',
      { 'buffer.c': 'int has_data(struct dev *d, int w)\n{\n\tif (w)\n\t\tmsleep(5);\n\treturn d->n;\n}\n' },
    ],
    ['which two files define', { 'buffer.c': buffer, 'other.c': buffer }],
    ["which is another file's own", { 'buffer.c': `static ${buffer}` }],
    ['which is defined in another directory', { 'x/buffer.c': buffer }],
    ['which is defined nowhere', {}],
    ['of which there is only a prototype', { 'buffer.h': 'int has_data(struct dev *d);\n' }],
    [
      'which leads back to the file',
      {
        'buffer.c': 'int has_data(struct dev *d)\n{\n\treturn again(d);\n}\n',
        'c.c': 'int again(struct dev *d)\n{\n\treturn has_data(d);\n}\n',
      },
    ],
  ])('%s', (_, others) => {
    expect(told(BLOCKING, { 'a.c': waiter('has_data(d)'), ...others }, 'a.c')).toEqual([]);
  });

  test('is followed through a member that holds functions, one of which sleeps', () => {
    const files = {
      'a.c': waiter('d->ops->read(d)'),
      'dev.h':
        'struct dev_ops {\n\tint (*read)(struct dev *d);\n};\nstruct dev {\n\tconst struct dev_ops *ops;\n};\n',
      'fast.c':
        'static int fast_read(struct dev *d)\n{\n\treturn readl(d->io);\n}\nstatic const struct dev_ops fast = {\n\t.read = fast_read,\n};\n',
      'slow.c':
        'static int slow_read(struct dev *d)\n{\n\tmsleep(10);\n\treturn 0;\n}\nstatic const struct dev_ops slow = {\n\t.read = slow_read,\n};\n',
    };
    expect(told(BLOCKING, files, 'a.c')).toEqual([
      expect.stringContaining('it may come to msleep() in line 3 of slow.c'),
    ]);
    expect(told(ATOMIC, { ...files, 'a.c': locked('d->ops->read(d)') }, 'a.c')).toEqual([]);
    const { 'slow.c': slow, ...rest } = files;
    expect(told(BLOCKING, { ...rest, 'slow.c': slow.replace('dev_ops', 'file_ops') }, 'a.c')).toEqual([]);
    const own =
      'static const struct dev_ops mine = {\n\t.read = my_read,\n};\nstatic int my_read(struct dev *d)\n{\n\treturn d->n;\n}\n';
    expect(told(BLOCKING, { ...files, 'a.c': waiter('d->ops->read(d)', own) }, 'a.c')).toEqual([]);
  });
});

describe('a header that is included', () => {
  const header = [
    '#define my_wait(d, c) wait_event((d)->wq, c)',
    '#define q_wait(q, c) wait_event(q, c)',
    '#define my_unlocked_wait(d, c) wait_event_cmd((d)->wq, c, \\',
    '\tspin_unlock(&(d)->lock), \\',
    '\tspin_lock(&(d)->lock))',
    'static inline int wait_ready(struct dev *d)',
    '{',
    '\treturn wait_event_interruptible(d->wq, d->ready);',
    '}',
    'static inline void dev_lock(struct dev *d)',
    '{',
    '\tspin_lock(&d->lock);',
    '}',
    'static inline void dev_unlock(struct dev *d)',
    '{',
    '\tspin_unlock(&d->lock);',
    '}',
    'static inline void pause(void)',
    '{',
    '\tmsleep(5);',
    '}',
    '',
  ].join('\n');
  const among = (source: string) => ({ 'a.c': `#include "sub/dev.h"\n${source}`, 'sub/dev.h': header });

  test('tells what its macros wait for', () => {
    const source =
      'static void f(struct dev *d)\n{\n\tmy_wait(d, mutex_lock_interruptible(&d->m));\n\tschedule();\n}\n';
    expect(told(BLOCKING, among(source), 'a.c')).toEqual([
      expect.stringContaining('The condition of my_wait() sleeps'),
    ]);
    expect(told(ADDRESS, among(source.replace('my_wait(d', 'q_wait(&d->wq')), 'a.c')).toEqual([
      expect.stringContaining("pass 'd->wq'"),
    ]);
  });

  test('tells that a lock is taken, and given back', () => {
    const source =
      'static void f(struct dev *d)\n{\n\tdev_lock(d);\n\tpause();\n\tdev_unlock(d);\n\tpause();\n\tschedule();\n}\n';
    expect(told(ATOMIC, among(source), 'a.c')).toEqual([
      expect.stringContaining('5: pause() sleeps (msleep() in line 20 of dev.h)'),
    ]);
    const waits =
      'static void f(struct dev *d)\n{\n\tdev_lock(d);\n\twait_event_lock_irq(d->wq, d->ok, d->lock);\n\tdev_unlock(d);\n}\n';
    expect(told(ATOMIC, among(waits), 'a.c')).toEqual([]);
  });

  test('tells which results matter', () => {
    expect(
      told(
        IGNORED,
        among('void f(struct dev *d)\n{\n\twait_ready(d);\n\tstart(d);\n\tschedule();\n}\n'),
        'a.c',
      ),
    ).toHaveLength(1);
  });

  test('says nothing of what a macro runs while it waits', () => {
    expect(told(ATOMIC, among(locked('my_unlocked_wait(d, d->ok)')), 'a.c')).toEqual([]);
  });

  test('may include others, and itself', () => {
    const files = {
      'a.c': `#include "b.h"\n${locked('pause()')}`,
      'b.h': '#include "b.h"\n#include "c.h"\n#include "gone.h"\n',
      'c.h': '#include "b.h"\nstatic inline void pause(void)\n{\n\tmsleep(5);\n}\n',
    };
    expect(told(ATOMIC, files, 'a.c')).toEqual([expect.stringContaining('line 4 of c.h')]);
  });

  test('lies outside the package: it is not read', () => {
    const files = { 'a.c': `#include "../../dev.h"\n${locked('pause()')}`, '../../dev.h': header };
    expect(told(ATOMIC, files, 'a.c')).toEqual([]);
  });
});

describe('a macro of the file itself', () => {
  test.each([
    ['around a wait', '#define my_sleep(d) wait_event((d)->wq, (d)->ok)', 1],
    ['around another macro', '#define inner(d) msleep(5)\n#define my_sleep(d) do { inner(d); } while (0)', 1],
    [
      'that is one thing or another',
      '#define my_sleep(d) msleep(5)\n#undef my_sleep\n#define my_sleep(d)',
      0,
    ],
    ['that does not sleep', '#define my_sleep(d) wake_up(&(d)->wq)', 0],
    ['that pastes words', '#define my_sleep(d) d##_wait(msleep(5))', 0],
  ])('%s', (_, macro, count) => {
    expect(told(ATOMIC, { 'a.c': locked('my_sleep(d)', `${macro}\n`) }, 'a.c')).toHaveLength(count);
  });
});

test('a helper gives back the lock of its caller, whatever locks of its own it takes before', () => {
  const helper =
    'static int hit(struct dev *d)\n{\n\tspin_lock(&d->l);\n\tif (d->x) {\n\t\tspin_unlock(&d->l);\n\t\treturn -1;\n\t}\n\trcu_read_unlock();\n\treturn 0;\n}\n';
  const source = `${helper}void f(struct dev *d)\n{\n\trcu_read_lock();\n\tif (!hit(d))\n\t\tmsleep(5);\n}\n`;
  expect(told(ATOMIC, { 'a.c': source }, 'a.c')).toEqual([]);
});
