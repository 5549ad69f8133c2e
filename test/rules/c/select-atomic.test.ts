import { describe, expect, it } from 'vitest';
import type { ApiEntry } from '../../../rules/src/api/entry.js';
import { lowerC } from '../../../rules/src/c/lower.js';

const namesIn = (text: string, api?: readonly ApiEntry[]): readonly string[] =>
  lowerC(text, api ? { api } : {}).functions.map(({ name }) => name);

const fn = (name: string, body: string): string => `static int ${name}(struct dev *dev)\n{\n${body}\n}\n`;

describe('functions are read', () => {
  it('that sleep behind a lock, and not those that do so outside', () => {
    const text =
      fn('inside', '\tspin_lock(&dev->l);\n\tmsleep(1);\n\tspin_unlock(&dev->l);') +
      fn('after', '\tspin_lock(&dev->l);\n\tspin_unlock(&dev->l);\n\tmutex_lock(&dev->m);') +
      fn('never', '\tspin_lock(&dev->l);\n\tdev->n++;\n\tspin_unlock(&dev->l);');
    expect(namesIn(text)).toEqual(['inside']);
  });

  it('as far as the branches tell where the lock is held', () => {
    const lock = '\tspin_lock(&dev->l);\n';
    const unlock = '\tspin_unlock(&dev->l);\n';
    const sleep = '\tmsleep(1);\n';
    const text =
      fn('branches', `${lock}\tif (dev->n) {\n${unlock}${sleep}\t} else {\n${unlock}\t}`) +
      fn('early', `${lock}\tif (dev->n) {\n${unlock}\treturn 0;\n\t}\n${sleep}${unlock}`) +
      fn('ended', `${lock}${unlock}\treturn 0;\nout:\n${sleep}\treturn 1;`) +
      fn('broken_off', `\tdo {\n${lock}\tif (dev->n)\n\tbreak;\n${unlock}\t} while (1);\n${sleep}${unlock}`);
    expect(namesIn(text)).toEqual(['early', 'broken_off']);
  });

  it('on the whole way from the lock to the sleep', () => {
    const text =
      fn('end', '\tdev->p = kmalloc(8, GFP_KERNEL);') +
      fn('middle', '\treturn end(dev);') +
      fn('aside', '\treturn dev->n;') +
      fn('start', '\tspin_lock(&dev->l);\n\tmiddle(dev);\n\taside(dev);\n\tspin_unlock(&dev->l);');
    expect(namesIn(text)).toEqual(['end', 'middle', 'start']);
  });

  it('when they are handlers from which a sleep is reached', () => {
    const text =
      fn('quiet', '\treturn dev->n;') +
      fn('busy', '\tmutex_lock(&dev->m);\n\tmutex_unlock(&dev->m);') +
      fn('tick', '\treturn busy(dev);') +
      fn('probe', '\ttimer_setup(&dev->t, tick, 0);\n\tcall_rcu(&dev->rcu, quiet);');
    expect(namesIn(text)).toEqual(['busy', 'tick']);
    expect(lowerC(text).functions.map(({ handler }) => handler?.context)).toEqual([undefined, 'softirq']);
  });

  it('when the condition of a wait reaches a sleep through them, however long they are', () => {
    const long = '\tdev->n++;\n'.repeat(200);
    const text =
      fn('look', `${long}\tmutex_lock(&dev->m);\n\tmutex_unlock(&dev->m);\n\treturn dev->n;`) +
      fn('wait', '\treturn wait_event_interruptible(dev->wq, look(dev));');
    expect(namesIn(text)).toEqual(['look', 'wait']);
  });

  it("for a project's own sleepers and handlers", () => {
    const own: readonly ApiEntry[] = [
      { name: 'my_transfer', language: 'c', action: 'may-sleep', family: 'sched', doc: '' },
      {
        name: 'my_on_event',
        language: 'c',
        action: 'set-handler',
        family: 'sched',
        handler: { arg: 1, context: 'interrupt' },
        doc: '',
      },
    ];
    const text =
      fn('event', '\treturn my_transfer(dev);') + fn('probe', '\treturn my_on_event(dev, &event);');
    expect(namesIn(text, own)).toEqual(['event']);
    expect(namesIn(text)).toEqual([]);
  });
});
