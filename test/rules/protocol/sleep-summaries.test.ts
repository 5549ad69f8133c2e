import { describe, expect, it } from 'vitest';
import { lowerC } from '../../../rules/src/c/lower.js';
import { createContext } from '../../../rules/src/context.js';
import { createSleepSummaries } from '../../../rules/src/protocol/sleep-summaries.js';
import type { SleepSummary } from '../../../rules/src/protocol/sleep-search.js';

/** Summaries by function name; the last function waits on what the others do, so that all are read. */
function summariesOf(functions: string, ...called: readonly string[]): (name: string) => SleepSummary {
  const calls = called.map((name) => `${name}(dev)`).join(' + ');
  const text = `${functions}\nvoid waiter(struct dev *dev)\n{\n\twait_event(dev->wq, ${calls});\n}\n`;
  const model = lowerC(text);
  const summaries = createSleepSummaries(createContext(model));
  return (name) => summaries.of(model.functions.findIndex((fn) => fn.name === name));
}

const fn = (name: string, body: string, more = ''): string =>
  `static int ${name}(struct dev *dev${more})\n{\n${body}\n}\n`;

describe('a summary of sleeps', () => {
  it('names the sleep and the calls on the way', () => {
    const of = summariesOf(
      fn('a', '\tmsleep(1);') + fn('b', '\treturn a(dev);') + fn('c', '\treturn b(dev);'),
      'c',
    );
    const [sleep] = of('c').sleeps;
    expect([...sleep!.via, sleep!.call].map(({ name }) => name)).toEqual(['b', 'a', 'msleep']);
  });

  it('says which parameter must be given, and asks it of the caller', () => {
    const text =
      fn('a', '\tif (wait)\n\t\tmsleep(1);', ', bool wait') +
      fn('no', '\treturn a(dev, false);') +
      fn('yes', '\treturn a(dev, true);') +
      fn('hand_on', '\treturn a(dev, may);', ', bool may');
    const of = summariesOf(text, 'no', 'yes', 'hand_on');
    expect([...of('a').sleeps[0]!.requires]).toEqual([[1, true]]);
    expect(of('no').sleeps).toEqual([]);
    expect(of('yes').sleeps[0]?.requires.size).toBe(0);
    expect([...of('hand_on').sleeps[0]!.requires]).toEqual([[1, true]]);
  });

  it('tells a mode of the object from a plain condition', () => {
    const text =
      fn('modal', '\tif (!(dev->flags & NO_WAIT))\n\t\tmsleep(1);') +
      fn('plain', '\tif (dev->count > 3)\n\t\tmsleep(1);');
    const of = summariesOf(text, 'modal', 'plain');
    expect([of('modal'), of('plain')].map(({ sleeps }) => sleeps[0]?.isModal)).toEqual([true, false]);
  });

  it('finds what recursion hides, whichever function is asked first', () => {
    const text =
      'static int b(struct dev *dev);\nstatic int c(struct dev *dev);\n' +
      fn('a', '\treturn dev->n ? b(dev) : 0;') +
      fn('b', '\treturn dev->m ? c(dev) : a(dev);') +
      fn('c', '\tif (dev->k)\n\t\treturn a(dev);\n\tmsleep(1);\n\treturn b(dev);');
    for (const first of ['a', 'b', 'c']) {
      const of = summariesOf(text, 'a', 'b', 'c');
      of(first);
      expect(['a', 'b', 'c'].map((name) => of(name).sleeps.length)).toEqual([1, 1, 1]);
    }
  });

  it('knows a lock left taken, and one given back for the caller', () => {
    const text =
      fn('take', '\tspin_lock(&dev->lock);\n\treturn 0;') +
      fn('give', '\tspin_unlock(&dev->lock);\n\tmsleep(1);\n\treturn 0;') +
      fn('both', '\ttake(dev);\n\tgive(dev);\n\treturn 0;');
    const of = summariesOf(text, 'both');
    expect(of('take').acquires.map(({ name }) => name)).toEqual(['dev->lock']);
    expect(of('give').releases).toBe(true);
    expect(of('give').sleeps[0]?.isReleased).toBe(true);
    expect(of('both').sections).toEqual([]);
  });

  it('ends for a loop that takes lock after lock', () => {
    const text = fn('all', '\tfor (;;)\n\t\tspin_lock(&dev->locks[dev->i++]);\n\tmsleep(1);');
    expect(summariesOf(text, 'all')('all').acquires).toEqual([]);
    const bounded = fn('some', '\twhile (dev->i < 8)\n\t\tspin_lock(&dev->locks[dev->i++]);\n\tmsleep(1);');
    expect(summariesOf(bounded, 'some')('some').sections).toHaveLength(1);
  });
});
