import { describe, expect, it } from 'vitest';
import { lines, show, useGrammar } from './show.js';

useGrammar();

describe('loops and branches', () => {
  it('keeps the shape of a hand-written wait', () => {
    const body = show(`
      for (;;) {
        prepare_to_wait(&dev->wq, &wait, TASK_INTERRUPTIBLE);
        if (dev->ready)
          break;
        if (signal_pending(current)) { x = -ERESTARTSYS; goto out; }
        schedule();
      }
    out:
      finish_wait(&dev->wq, &wait);
      return x;`);
    expect(body).toBe(
      lines(`
        loop ever
          prepare_to_wait(&dev->wq, &wait, TASK_INTERRUPTIBLE)
          if dev->ready
            break
          if [signal_pending(current) tested] signal_pending(current)
            x = -ERESTARTSYS
            goto out
          schedule()
        out:
        finish_wait(&dev->wq, &wait)
        return x`),
    );
  });

  it('reads while, do-while and for with all its clauses', () => {
    const body = show(`
      while (1) schedule();
      while (!dev->ready) { schedule(); continue; }
      do { schedule(); } while (dev->busy);
      for (x = 0; x < 3; x++) schedule();`);
    expect(body).toBe(
      lines(`
        loop ever
          schedule()
        loop not dev->ready
          schedule()
          continue
        loop do dev->busy
          schedule()
        x = 0
        loop x<3
          schedule()
        next
          x = ?`),
    );
  });

  it('reads do { } while (0) as one turn', () => {
    expect(show('do { schedule(); } while (0);')).toBe('loop do false\n  schedule()');
  });

  it('reads a switch with fall-through, ranges and a default', () => {
    const body = show(`
      switch (dev->state) {
      case IDLE:
        schedule();
        fallthrough;
      case 1 ... 3:
        wake_up(&dev->wq);
        break;
      default:
        return;
      }`);
    expect(body).toBe(
      lines(`
        switch dev->state
          case IDLE
            schedule()
          case 1
            wake_up(&dev->wq)
            break
          default
            return`),
    );
  });

  it('keeps else-if chains and backward gotos', () => {
    const body = show(`
    again:
      if (x == 1) schedule();
      else if (x == 2) goto again;
      else wake_up(&dev->wq);`);
    expect(body).toBe(
      lines(`
        again:
        if x==1
          schedule()
        else
          if x==2
            goto again
          else
            wake_up(&dev->wq)`),
    );
  });

  it('takes a label at the end of a block', () => {
    expect(show('if (x) goto out;\n{ schedule();\nout: }')).toBe(
      lines(`
        if x
          goto out
        schedule()
        out:`),
    );
  });
});

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

describe('expressions', () => {
  it('calls inner functions before outer ones and says what becomes of results', () => {
    expect(show('x = f(g(dev)); (void)h(); return k();')).toBe(
      lines(`
        g(dev) argument
        f(g(dev)) assigned
        x = f(g(dev))
        h() void
        k() returned
        return k()`),
    );
  });

  it('splits conditions at && || and !', () => {
    expect(show('if (!dev->a && (dev->b || unlikely(READ_ONCE(dev->c)))) schedule();')).toBe(
      'if (not dev->a and (dev->b or dev->c))\n  schedule()',
    );
  });

  it('knows comparisons with nothing and double negation', () => {
    expect(show('if (dev->p != NULL && dev->q == 0 && !!x) schedule();')).toBe(
      'if ((dev->p and not dev->q) and x)\n  schedule()',
    );
  });

  it('puts what a condition does before its test', () => {
    expect(show('if ((x = f(dev)) < 0) return;')).toBe('if [f(dev) assigned; x = f(dev)] x<0\n  return');
    expect(show('while (x--, dev->busy) schedule();')).toBe('loop [x = ?] dev->busy\n  schedule()');
  });

  it('makes conditional evaluation an if', () => {
    expect(show('dev->ready && wake_up(&dev->wq);')).toBe('if dev->ready\n  wake_up(&dev->wq) tested');
    expect(show('x ? f() : g();')).toBe('if x\n  f()\nelse\n  g()');
    expect(show('x = dev->a ? f() : 0;')).toBe('if dev->a\n  f() assigned\nelse\nx = dev->a ? f() : 0');
    expect(show('return x ? 1 : 0;')).toBe('return x ? 1 : 0');
  });

  it('runs a statement expression where it stands', () => {
    expect(show('x = ({ int t = f(); schedule(); t; });')).toBe(
      lines(`
        f() assigned
        t = f()
        schedule()
        x = ({ int t = f(); schedule(); t; })`),
    );
  });

  it('keeps the calls of a wait condition inside its operand', () => {
    expect(show('wait_event(dev->wq, ready(dev) && ({ drop(dev); dev->x; }));')).toBe(
      'wait_event(dev->wq, ready(dev) && ({ drop(dev); dev->x; }))',
    );
  });

  it('runs the commands of wait_event_cmd around the sleep', () => {
    expect(show('wait_event_cmd(dev->wq, dev->ok, unlock_it(dev), lock_it(dev));')).toBe(
      lines(`
        unlock_it(dev)
        wait_event_cmd(dev->wq, dev->ok, unlock_it(dev), lock_it(dev))
        lock_it(dev)`),
    );
  });

  it('drops what is never evaluated, and assembler', () => {
    expect(show('x = sizeof(f(dev)); asm volatile("nop" ::: "memory"); schedule();')).toBe(
      'x = sizeof(f(dev))\nschedule()',
    );
  });
});

describe('what code writes', () => {
  it('reads stores in every spelling as updates', () => {
    const body = show(`
      dev->a = 1; dev->b |= 2; dev->c++; WRITE_ONCE(dev->d, x);
      smp_store_release(&dev->e, 1); atomic_set(&dev->f, 3); set_bit(1, &dev->g); list_add_tail(&x, &dev->list);
      int y = 2;`);
    expect(body.split('\n').filter((line) => / = /.test(line))).toEqual([
      'dev->a = 1',
      'dev->b = ?',
      'dev->c = ?',
      'dev->d = x',
      'dev->e = 1',
      'dev->f = 3',
      'dev->g = ?',
      'dev->list = ?',
      'y = 2',
    ]);
    expect(body).not.toContain('WRITE_ONCE(');
    expect(body).toContain('atomic_set(&dev->f, 3)');
  });

  it('writes before the fence that an atomic may be', () => {
    expect(show('atomic_inc_return(&dev->a); smp_store_mb(dev->b, 1);')).toBe(
      'dev->a = ?\natomic_inc_return(&dev->a)\ndev->b = 1\nsmp_store_mb(dev->b, 1)',
    );
  });

  it('takes it that an unknown function writes through an address, and that a reader does not', () => {
    expect(show('fill(&dev->a); atomic_read(&dev->b); list_empty(&dev->l); wake_up(&dev->wq);')).toBe(
      lines(`
        fill(&dev->a)
        dev->a = ?
        atomic_read(&dev->b)
        list_empty(&dev->l)
        wake_up(&dev->wq)`),
    );
  });

  it('reads an assignment to the task state as a call', () => {
    expect(show('current->state = TASK_INTERRUPTIBLE; schedule();')).toBe(
      'current->state(TASK_INTERRUPTIBLE)\nschedule()',
    );
  });

  it('does not run a static initialiser', () => {
    expect(show('static int once = 1; schedule();')).toBe('schedule()');
  });
});

describe('code that cannot be read', () => {
  it('keeps the calls around and inside', () => {
    const body = show('if (x) @@ { schedule(); }\nwake_up(&dev->wq);');
    expect(body).toContain('schedule()');
    expect(body).toContain('wake_up(&dev->wq)');
  });

  it('says where it lost the thread', () => {
    const body = show('wake_up(&dev->wq);\nfor (x = 0; x < 3 { schedule(); }\nwake_up(&dev->wq2);');
    expect(body).toContain('opaque');
    expect(body).toContain('wake_up(&dev->wq)');
    expect(body).toContain('schedule()');
  });
});
