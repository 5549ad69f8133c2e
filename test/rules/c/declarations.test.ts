import { describe, expect, it } from 'vitest';
import { lowerC } from '../../../rules/src/c/lower.js';
import { useGrammar } from './show.js';

useGrammar();

function declared(text: string): string[] {
  return lowerC(text).declarations.map((one) => {
    const by = one.by ? ` by ${one.by.name}` : '';
    return `${one.storage} ${one.is} ${one.family ?? '-'} ${one.shape} ${one.name}${by}`;
  });
}

describe('queues and entries', () => {
  it('at file scope, by type and by macro', () => {
    expect(
      declared(`
        static DECLARE_WAIT_QUEUE_HEAD(a);
        wait_queue_head_t b, *c, d[4];
        struct swait_queue_head e;
        static struct completion f;
        extern struct rcuwait g;`),
    ).toEqual([
      'file queue wait object a by DECLARE_WAIT_QUEUE_HEAD',
      'file queue wait object b',
      'file queue wait pointer c',
      'file queue wait array d',
      'file queue swait object e',
      'file queue completion object f',
      'file queue rcuwait object g',
    ]);
  });

  it('as fields', () => {
    expect(
      declared('struct dev { int x; wait_queue_head_t wq; struct { struct wait_queue_head *up; } y; };'),
    ).toEqual(['field queue wait object wq', 'field queue wait pointer up']);
  });

  it('in functions: parameters, stack and static', () => {
    expect(
      declared(`
        void f(wait_queue_head_t *q, struct completion done[2])
        {
          DEFINE_WAIT(w);
          DECLARE_WAITQUEUE(w2, current);
          static DECLARE_WAIT_QUEUE_HEAD(s);
          DECLARE_WAIT_QUEUE_HEAD_ONSTACK(t);
          static wait_queue_head_t u;
          wait_queue_head_t v;
          schedule();
        }`),
    ).toEqual([
      'parameter queue wait pointer q',
      'parameter queue completion pointer done',
      'stack entry wait object w by DEFINE_WAIT',
      'stack entry wait object w2 by DECLARE_WAITQUEUE',
      'static queue wait object s by DECLARE_WAIT_QUEUE_HEAD',
      'stack queue wait object t by DECLARE_WAIT_QUEUE_HEAD_ONSTACK',
      'static queue wait object u',
      'stack queue wait object v',
    ]);
  });

  it('not in casts, prototypes, results, typedefs and sizeof', () => {
    expect(
      declared(`
        typedef struct wait_queue_head my_queue_t;
        void g(wait_queue_head_t *q);
        static wait_queue_head_t *find(int x) { return (wait_queue_head_t *)x; }
        int f(void) { schedule(); return sizeof(wait_queue_head_t); }`),
    ).toEqual([]);
  });

  it('knows the function that owns a variable', () => {
    const model = lowerC('int f(void) { schedule(); }\nint g(wait_queue_head_t *q) { wake_up(q); }');
    expect(model.declarations.map(({ owner }) => owner)).toEqual([1]);
  });

  it('counts variables of other types when they are handed over as queues', () => {
    const model = lowerC(
      'void f(struct my_queue *q, void *p)\n{ struct dev d; wake_up(&d.wq); wait_event(q, p); }',
    );
    expect(model.argumentNamed?.(0, 'd')).toMatchObject({ is: 'other', storage: 'stack', shape: 'object' });
    expect(model.argumentNamed?.(0, 'q')).toMatchObject({
      is: 'other',
      storage: 'parameter',
      shape: 'pointer',
    });
    expect(model.argumentNamed?.(0, 'p')).toBeUndefined();
  });

  it('points at the name', () => {
    const text = 'struct dev { struct wait_queue_head  *wq; };';
    const [one] = lowerC(text).declarations;
    expect(text.slice(...one!.range)).toBe('wq');
    expect(one!.type).toBe('struct wait_queue_head *');
  });
});
