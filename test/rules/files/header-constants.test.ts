import { beforeAll, describe, expect, test } from 'vitest';
import { grammarReady } from '../../../rules/src/analyze.js';
import { told, type Files } from './project.js';

beforeAll(grammarReady);

const RULE = 'no-misread-timeout';
const wait = (time: string): string =>
  `static int f(struct dev *d)\n{\n\tif (!wait_for_completion_timeout(&d->done, ${time}))\n\t\treturn -EIO;\n\treturn 0;\n}\n`;
const among = (time: string, files: Files, head = '#include "dev.h"\n'): readonly string[] =>
  told(RULE, { 'a.c': head + wait(time), ...files }, 'a.c');

describe('a time that a header defines', () => {
  test('as a bare number of jiffies', () => {
    const found = among('DEV_TIMEOUT', { 'dev.h': '#define DEV_TIMEOUT 30000 /* msec */\n' });
    expect(found).toEqual([expect.stringContaining('4: DEV_TIMEOUT jiffies')]);
  });

  test('in another unit, as its name says', () => {
    const found = among('DEV_WAIT_US', { 'dev.h': '#define DEV_WAIT_US 2100\n' });
    expect(found).toEqual([expect.stringContaining("'DEV_WAIT_US' is microseconds")]);
  });

  test('in a header that the header includes', () => {
    const files = { 'dev.h': '#include "dev.h"\n#include "hw.h"\n', 'hw.h': '#define DEV_TIMEOUT 500\n' };
    expect(among('DEV_TIMEOUT', files)).toHaveLength(1);
  });

  test('in the folder `include` of the whole', () => {
    const files = { 'include/linux/dev.h': '#define DEV_TIMEOUT 500\n' };
    expect(among('DEV_TIMEOUT', files, '#include <linux/dev.h>\n')).toHaveLength(1);
  });

  test.each<[string, string, Files, string?]>([
    ['as a part of HZ', 'DEV_TIMEOUT', { 'dev.h': '#define DEV_TIMEOUT (5 * HZ)\n' }],
    ['as a few ticks', 'DEV_TIMEOUT', { 'dev.h': '#define DEV_TIMEOUT 5\n' }],
    ['but converts', 'msecs_to_jiffies(DEV_TIMEOUT)', { 'dev.h': '#define DEV_TIMEOUT 500\n' }],
    ['that is not included', 'DEV_TIMEOUT', { 'hw.h': '#define DEV_TIMEOUT 500\n' }],
    ['by a longer name', 'DEV_TIMEOUT', { 'dev.h': '#define DEV_TIMEOUT_MAX 500\n' }],
    [
      'and the file defines otherwise',
      'DEV_TIMEOUT',
      { 'dev.h': '#define DEV_TIMEOUT 500\n' },
      '#include "dev.h"\n#define DEV_TIMEOUT msecs_to_jiffies(500)\n',
    ],
    ['nowhere', 'DEV_WAIT_US', { 'dev.h': 'int dev_wait_us(void);\n' }],
  ])('%s: silence', (_, time, files, head) => {
    expect(among(time, files, head)).toEqual([]);
  });
});
