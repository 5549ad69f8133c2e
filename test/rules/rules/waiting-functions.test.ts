import { beforeAll, describe, expect, it } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC } from '../../../rules/src/c/lower.js';
import { queueNames } from '../../../rules/src/protocol/named-arguments.js';
import { mayCall, type FileModel } from '../../../rules/src/protocol/model.js';
import { waitingFunctions } from '../../../rules/src/rules/shared/waiting-functions.js';

beforeAll(() => grammarReady());

const model = (): FileModel =>
  lowerC(`
static void read(struct dev *dev) { wait_event(dev->in[dev->next].wq, dev->ready); }
static void write(struct dev *dev) { wait_event(dev->room, dev->free); }
static void other(struct dev *dev) { wait_event(*queue_of(dev), dev->free); }
static void wake(struct dev *dev) { wake_up(&dev->in[dev->last].wq); wake_up(queue_of(dev)); }
`);
const named = ({ functions }: FileModel, found: readonly number[]): readonly string[] =>
  found.map((index) => functions[index]!.name);

describe('waitingFunctions', () => {
  it('tells who may wait on a queue with a word, in order', () => {
    const file = model();
    const { all, on } = waitingFunctions(file);
    expect(named(file, all)).toEqual(['read', 'write', 'other']);
    expect(named(file, on(['wq']))).toEqual(['read']);
    expect(named(file, on(['room', 'wq']))).toEqual(['read', 'write']);
    expect(named(file, on(['queue_of']))).toEqual(['other']);
    expect(on(['nowhere'])).toEqual([]);
  });

  it('goes through the functions once', () => {
    const file = model();
    expect(waitingFunctions(file)).toBe(waitingFunctions(file));
    expect(waitingFunctions(file).on(['wq'])).toBe(waitingFunctions(file).on(['wq']));
  });
});

describe('queueNames', () => {
  it('is the last name of a path, and every word of what is no path', () => {
    const names: unknown[] = [];
    for (const fn of model().functions)
      mayCall(fn, (call) => {
        if (call.api.action === 'wake') names.push(queueNames(call));
        return false;
      });
    expect(names).toEqual([['wq'], ['queue_of', 'dev']]);
  });
});
