import { describe, expect, it } from 'vitest';
import { lowerC } from '../../../rules/src/c/lower.js';
import type { Operand } from '../../../rules/src/protocol/events.js';
import { callNamed, useGrammar } from './show.js';

useGrammar();

/** The operand that an expression makes as the argument of a call. */
function operand(expression: string): Operand {
  const text = `static int file_scope;
    void f(struct dev *dev, wait_queue_head_t *q, int i)
    { struct dev here, many[3]; static int kept; wait_queue_head_t **qq; int flag; probe(${expression}); schedule(); }`;
  return callNamed(lowerC(text), 'probe').args[0]!;
}

describe('forms', () => {
  it.each([
    ['q', 'place', 'q'],
    ['dev->wq', 'place', 'dev->wq'],
    ['& dev -> wq', 'address', 'dev->wq'],
    ['*q', 'deref', 'q'],
    ['(*q)', 'deref', 'q'],
    ['&(*q)', 'place', 'q'],
    ['(*dev).wq', 'place', 'dev->wq'],
    ['(&here)->wq', 'place', 'here.wq'],
    ['(**qq).lock', 'place', '(*qq)->lock'],
    ['&dev->wq[ i + 1 ]', 'address', 'dev->wq[i+1]'],
    ['((wait_queue_head_t *)&dev->wq)', 'address', 'dev->wq'],
    ['READ_ONCE(dev->flag)', 'place', 'dev->flag'],
    ['&MY_QUEUES(dev)->wq', 'address', 'MY_QUEUES(dev)->wq'],
    ['bit_waitqueue(dev, 3)', 'call', 'bit_waitqueue(dev,3)'],
    ['3', 'literal', undefined],
    ['i + 1', 'other', undefined],
    ['i ? &dev->a : &dev->b', 'other', undefined],
  ] as const)('%s is a %s', (expression, form, place) => {
    const found = operand(expression);
    expect([found.form, found.place?.text]).toEqual([form, place]);
    expect(found.text).toBe(expression);
  });
});

describe('pointer arithmetic', () => {
  it('is an element where a pointer is dereferenced or wanted', () => {
    expect(operand('*(dev->locks + i)')).toMatchObject({ form: 'place', place: { text: 'dev->locks[i]' } });
    const model = lowerC('void f(struct dev *dev, int i) { wake_up(dev->wqs + i); }');
    expect(callNamed(model, 'wake_up').args[0]).toMatchObject({
      form: 'address',
      place: { text: 'dev->wqs[i]' },
    });
  });
});

describe('places', () => {
  it.each([
    ['file_scope', true],
    ['dev', false],
    ['dev->flag', true],
    ['*q', true],
    ['q[1]', true],
    ['here', false],
    ['here.wq', false],
    ['here.next->wq', true],
    ['many[i]', false],
    ['many[i].wq', false],
    ['kept', true],
    ['SOME_MACRO(dev)', true],
    ['unknown', true],
    ['i', false],
  ])('%s: shared %s', (expression, isShared) => {
    expect(operand(expression).place?.shared).toBe(isShared);
  });
});

describe('reads and calls', () => {
  it('lists every place that is read, once as a path, with its indexes', () => {
    const reads = operand('dev->a[i].b == file_scope && test_bit(3, &dev->flags)').reads.map(
      (place) => place.text,
    );
    expect(reads).toEqual(['dev->a[i].b', 'i', 'file_scope', 'dev->flags']);
  });

  it('lists every call inside', () => {
    expect(operand('g(h(1)) + dev->ops->get(2)').calls.map((call) => call.name)).toEqual([
      'h',
      'g',
      'dev->ops->get',
    ]);
  });
});

describe('constants', () => {
  it.each([
    ['0', 0],
    ['0x10UL', 16],
    ['010', 8],
    ['-1', -1],
    ['true', true],
    ['NULL', null],
    ['"text"', 'text'],
    ['TASK_INTERRUPTIBLE', 'TASK_INTERRUPTIBLE'],
    ['-ERESTARTSYS', '-ERESTARTSYS'],
    ['i', undefined],
  ])('%s', (expression, value) => {
    expect(operand(expression).constant).toBe(value);
  });

  it('reads nothing when it is a name in capitals', () => {
    expect(operand('HZ').reads).toEqual([]);
  });
});

describe('results', () => {
  it.each([
    ['probe();', 'dropped'],
    ['(void)probe();', 'void'],
    ['if (probe()) x();', 'tested'],
    ['if (!probe() && y) x();', 'tested'],
    ['while (probe() < 0) x();', 'tested'],
    ['y = probe();', 'assigned'],
    ['int z = (int)probe();', 'assigned'],
    ['if ((y = probe())) x();', 'assigned'],
    ['return probe();', 'returned'],
    ['return y ? 0 : probe();', 'returned'],
    ['x(probe());', 'argument'],
    ['y = probe() + 1;', 'other'],
    ['switch (probe()) { case 1: x(); }', 'tested'],
    ['for (; probe(); ) x();', 'tested'],
    ['y, probe();', 'dropped'],
  ])('%s: %s', (statement, use) => {
    expect(callNamed(lowerC(`int f(int y) { ${statement} schedule(); }`), 'probe').use).toBe(use);
  });
});
