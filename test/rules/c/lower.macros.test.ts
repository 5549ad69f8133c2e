import { describe, expect, it } from 'vitest';
import { lines, show, useGrammar } from './show.js';

useGrammar();

describe('macros that the grammar does not know', () => {
  it('reads for_each macros as loops that end some time, with and without braces', () => {
    const body = show(`
      struct item *pos;
      list_for_each_entry(pos, &dev->list, struct item, node) {
        wake_up(&pos->wq);
      }
      for_each_online_cpu(x)
        wake_up(&dev->wqs[x]);`);
    expect(body).toBe(
      lines(`
        list_for_each_entry(pos, &dev->list, struct item, node)
        loop some time
          pos = ?
          wake_up(&pos->wq)
        for_each_online_cpu(x)
        loop some time
          x = ?
          wake_up(&dev->wqs[x])`),
    );
  });

  it('finishes statements that have no semicolon', () => {
    expect(show('TRACE_HERE(x)\nschedule();')).toBe('TRACE_HERE(x)\nschedule()');
  });

  it('takes types among the arguments', () => {
    const body = show(
      'x = min_t(unsigned long, x, HZ);\np = container_of(work, struct dev, work);\nschedule();',
    );
    expect(body).toContain('schedule()');
    expect(body).toContain('x = min_t(unsigned long, x, HZ)');
  });

  it('reads typeof, attributes and address spaces', () => {
    const body = show(
      'typeof(*dev->p) y = g(typeof(x), 1); char __user *u = dev->u; int z __maybe_unused = g();',
    );
    expect(body).toBe('g(typeof(x), 1) assigned\ny = g(typeof(x), 1)\nu = dev->u\ng() assigned\nz = g()');
  });

  it('holds a guard to the end of its block', () => {
    const body = show('{ guard(spinlock)(&dev->lock); if (x) return; schedule(); }\nwake_up(&dev->wq);');
    expect(body).toBe(
      lines(`
        spin_lock(&dev->lock)
        try
          if x
            return
          schedule()
        finally
          spin_unlock(&dev->lock)
        wake_up(&dev->wq)`),
    );
  });

  it('holds a scoped_guard for its block', () => {
    expect(show('scoped_guard(mutex, &dev->lock) { schedule(); }')).toBe(
      lines(`
        mutex_lock(&dev->lock)
        try
          schedule()
        finally
          mutex_unlock(&dev->lock)`),
    );
  });
});

describe('preprocessor lines inside a function', () => {
  it('makes whole arms a choice', () => {
    const body = show(
      '#ifdef CONFIG_A\nschedule();\n#elif defined(CONFIG_B)\nyield();\n#else\nwake_up(&dev->wq);\n#endif',
    );
    expect(body).toBe(
      lines(`
        choice
          arm
            schedule()
          arm
            yield()
          arm
            wake_up(&dev->wq)`),
    );
  });

  it('makes #if without #else a choice with an empty arm', () => {
    expect(show('#if IS_ENABLED(CONFIG_A) && \\\n  (X < 3)\nschedule();\n#endif')).toBe(
      'choice\n  arm\n    schedule()\n  arm',
    );
  });

  it('leaves out #if 0 and the #else of #if 1', () => {
    expect(
      show("#if 0\nsleep_on(&q); don't\n#else\nschedule();\n#endif\n#if 1\nyield();\n#else\nbroken(\n#endif"),
    ).toBe('schedule()\nyield()');
  });

  it('keeps the first arm of a group that cuts a statement in two', () => {
    const body = show('#ifdef A\nif (x) {\n#else\nif (dev->y) {\n#endif\nschedule();\n}');
    expect(body).toBe('if x\n  schedule()');
    expect(show('x = f(1\n#ifdef A\n , g()\n#endif\n);')).toMatch(
      /^g\(\) argument\nf\(1, g\(\)\) assigned\n/,
    );
  });

  it('is not confused by a macro defined inside', () => {
    expect(show('#define STEP(a) do { \\\n  if (a) { \\\n} while (0)\nschedule();\n#undef STEP')).toBe(
      'schedule()',
    );
  });

  it('reads cases under #ifdef as cases', () => {
    expect(show('switch (x) {\n#ifdef A\ncase 1: schedule(); break;\n#endif\ncase 2: return;\n}')).toBe(
      lines(`
        switch x
          case 1
            schedule()
            break
          case 2
            return`),
    );
  });
});
