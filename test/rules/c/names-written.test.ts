import { describe, expect, it } from 'vitest';
import { lowerC } from '../../../rules/src/c/lower.js';
import { scanC } from '../../../rules/src/c/scan.js';
import { namesFor } from '../../../rules/src/c/names.js';
import { localsIn, namesWritten } from '../../../rules/src/c/names-written.js';
import { useGrammar } from './show.js';

useGrammar();

const namesIn = (piece: string, locals: readonly string[] = []): readonly string[] | undefined => {
  const names = namesWritten(piece, (name) => locals.includes(name));
  return names && [...names].sort();
};

describe('names that a text writes', () => {
  it.each([
    ['d->state = 1;', ['state']],
    ['d->bits[n] |= 1;', ['bits']],
    ['(*d).count <<= 2;', ['count']],
    ['++d->m[i].n; --total;', ['n', 'total']],
    ['d->n++;', ['n']],
    ['WRITE_ONCE(d->done, true);', ['done']],
    ['set_bit(BUSY, &d->flags);', ['flags']],
    ['list_add_tail(&r->node, &d->queue);', ['queue']],
    ['if (a == b || c <= d) f(e);', []],
  ])('%s', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it('leave out what the function has for itself', () => {
    expect(namesIn('ret = 0; d->ret = 1; *err = 2; other = 3;', ['ret', 'err'])).toEqual([
      'err',
      'other',
      'ret',
    ]);
    expect(namesIn('ret = 0; i++;', ['ret', 'i'])).toEqual([]);
  });

  it('are not known where one of them is not', () => {
    expect(namesIn('d->map[d->ids[n]] = 0;')).toBeUndefined();
    expect(namesIn('set_bit(BUSY, flags_of(d, 1));')).toEqual(undefined);
  });
});

describe('names that a function has for itself', () => {
  const localsOf = (body: string): readonly string[] => {
    const text = `static int f(struct dev *d, int n)\n{\n${body}\n}\n`;
    const [fn] = scanC(text, namesFor(undefined).wanted).functions;
    return [...localsIn(text, fn!)].sort();
  };

  it.each([
    ['int i, *p = &x, q[4];', ['i', 'p', 'q']],
    ['struct dev *other = find(d, global);', ['other']],
    ['unsigned long flags; foo(d);', ['flags']],
    ['dev_t * id;', ['id']],
    ['static int kept; return kept;', []],
    ['goto out; else total = 1;', []],
  ])('%s', (body, names) => {
    expect(localsOf(body)).toEqual(expect.arrayContaining(names));
    expect(localsOf(body)).not.toContain('global');
    expect(localsOf(body)).not.toContain('total');
    expect(localsOf(body)).not.toContain('kept');
  });
});

describe('of a wake-up', () => {
  it('what is written behind it is told without reading the function', () => {
    const text =
      'void f(struct dev *d)\n{\n\tint n;\n\twait_event(d->wq, d->ok);\n\td->a = 1;\n\twake_up(&d->wq);\n\tn = 2;\n\td->b = n;\n}\n';
    const [fn] = lowerC(text).functions;
    const behind: unknown[] = [];
    fn!.mayCall!(({ api, namesWrittenBehind }) => {
      if (api.action === 'wake') behind.push([...(namesWrittenBehind?.() ?? [])]);
      return false;
    });
    expect(behind).toEqual([['b']]);
  });
});
