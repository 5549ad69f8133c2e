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
