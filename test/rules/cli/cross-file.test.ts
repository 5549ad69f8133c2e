import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli.js';
import { makeTree } from './tree.js';

const DATA = 'int has_data(struct dev *d)\n{\n\treturn d->n;\n}\n';
const HEADER = 'static inline void settle(void)\n{\n\tmsleep(5);\n}\n';
const LOCKED = (include: string) =>
  `#include "${include}"\nvoid f(struct dev *d)\n{\n\tspin_lock(&d->lock);\n\tsettle();\n\tspin_unlock(&d->lock);\n\tschedule();\n}\n`;

const linted = async (path: string): Promise<string> => (await runCli([path])).out;

describe('other files', () => {
  test('of the directory that was named are read, where there is no repository', async () => {
    const tree = makeTree({ 'include/dev.h': HEADER, 'drivers/a.c': LOCKED('../include/dev.h') });
    expect(await linted(tree)).toContain('settle() sleeps (msleep() in line 3 of dev.h)');
    expect(await linted(join(tree, 'drivers'))).toBe('');
  });

  test('are read as far as the repository goes, whatever was named', async () => {
    const tree = makeTree({
      '.git/HEAD': '',
      'include/dev.h': HEADER,
      'drivers/a.c': LOCKED('../include/dev.h'),
    });
    expect(await linted(join(tree, 'drivers'))).toContain('line 3 of dev.h');
  });

  test('make a script worth linting that does not name the API itself', async () => {
    const tree = makeTree({
      'package.json': '{}',
      'waits.js': "export { waitEvent as until } from 'waitq';\n",
      'a.js':
        "import { until } from './waits.js';\nexport async function f(q) {\n  until(q, () => q.ok);\n}\n",
      'b.js':
        "import { other } from './waits.js';\nexport async function f(q) {\n  other(q, () => q.ok);\n}\n",
    });
    const { out, code } = await runCli([tree]);
    expect(code).toBe(1);
    expect(out).toContain('waitq/no-floating-wait');
    expect(out).not.toContain('b.js');
  });

  test('that are broken, huge or no files at all tell nothing', async () => {
    const tree = makeTree({
      'dev.h': `${HEADER.replace('msleep(5);', '{ { {')}\0\u{ffff}`,
      'sub/dev.h/x': '',
      'deep.js': `export const x = ${'['.repeat(5000)}0${']'.repeat(5000)}; Atomics;\n`,
      'a.c': `${DATA}${LOCKED('dev.h')}`,
      'b.c': LOCKED('sub/dev.h'),
      'b.js': "import { x } from './deep.js';\nAtomics.notify(x, 0);\n",
    });
    const { code, err } = await runCli([join(tree, 'a.c'), join(tree, 'b.c'), join(tree, 'b.js')]);
    expect([code, err]).toEqual([0, '']);
  });
});
