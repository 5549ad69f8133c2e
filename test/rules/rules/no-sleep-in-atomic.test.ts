import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-sleep-in-atomic';

const inC = (body: string): string => `static int f(struct dev *dev, int flag)\n{\n${body}\n}\n`;

/** A file that sets `handler`, which sleeps. */
const handled = (set: string): string =>
  `static int handler(int irq, void *data)\n{\n\tmsleep(1); /* !! */\n\treturn 0;\n}\n\nstatic int probe(struct dev *d)\n{\n\t${set}\n\treturn 0;\n}\n`;

describe('no-sleep-in-atomic reports a sleep', () => {
  it.each<[string, string]>([
    ['under a spinlock', '\tspin_lock(&dev->lock);\n\tmsleep(3); /* !! */\n\tspin_unlock(&dev->lock);'],
    [
      'for an interrupt that is asked for under a spinlock',
      '\tspin_lock(&dev->lock);\n\trequest_irq(dev->irq, NULL, 0, "dev", dev); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'for a new device',
      '\tspin_lock(&dev->lock);\n\tdevice_register(&dev->child); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'for a file of the kernel',
      '\tspin_lock(&dev->lock);\n\tdebugfs_remove(dev->file); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'for the rate of a clock',
      '\tspin_lock(&dev->lock);\n\tclk_set_rate(dev->clk, rate); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'between two tries of a poll, unless told 0 microseconds',
      '\tspin_lock(&dev->lock);\n\treadl_poll_timeout(dev->reg, val, val & 1, 10, 1000); /* !! */\n\tregmap_read_poll_timeout(dev->map, 4, val, val & 1, TRY_US, 1000); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'until the handlers of an interrupt have ended',
      '\tspin_lock(&dev->lock);\n\tdisable_irq(dev->irq); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'for a number, with flags that let it',
      '\tspin_lock(&dev->lock);\n\tida_alloc(&dev->ids, GFP_KERNEL); /* !! */\n\tida_alloc(&dev->ids, GFP_ATOMIC);\n\tspin_unlock(&dev->lock);',
    ],
    [
      'in a function of another file that is given flags which let it',
      '\tspin_lock(&dev->lock);\n\tdev_tell(dev->vif, dev->mask, GFP_KERNEL); /* !! */\n\tdev_tell(dev->vif, dev->mask, GFP_ATOMIC);\n\tspin_unlock(&dev->lock);',
    ],
    [
      'with interrupts off',
      '\tlocal_irq_save(flags);\n\twait_event(dev->wq, dev->done); /* !! */\n\tlocal_irq_restore(flags);',
    ],
    [
      'in an RCU read section',
      '\trcu_read_lock();\n\tmutex_lock(&dev->mutex); /* !! */\n\trcu_read_unlock();',
    ],
    [
      'with bottom halves off',
      '\tlocal_bh_disable();\n\tcancel_work_sync(&dev->work); /* !! */\n\tlocal_bh_enable();',
    ],
    [
      'on the branch that holds the lock',
      '\tif (flag)\n\t\tspin_lock(&dev->lock);\n\tmsleep(3); /* !! */\n\tif (flag)\n\t\tspin_unlock(&dev->lock);',
    ],
    [
      'behind a try-lock that succeeded',
      '\tif (!spin_trylock(&dev->lock))\n\t\treturn 0;\n\tmsleep(3); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    ['to the end of the block of a guard', '\tguard(spinlock_irqsave)(&dev->lock);\n\tmsleep(3); /* !! */'],
    [
      'inside a scoped guard',
      '\tscoped_guard(spinlock, &dev->lock) {\n\t\tmsleep(3); /* !! */\n\t}\n\tmsleep(4);',
    ],
    [
      'of an allocator that may',
      '\tspin_lock(&dev->lock);\n\tdev->p = kzalloc(8, GFP_KERNEL | __GFP_NOWARN); /* !! */\n\tspin_unlock(&dev->lock);',
    ],
    [
      'under the second of two locks',
      '\tspin_lock(&dev->a);\n\tspin_lock(&dev->b);\n\tspin_unlock(&dev->b);\n\tmsleep(3); /* !! */\n\tspin_unlock(&dev->a);',
    ],
    [
      'that gives back another lock only',
      '\tspin_lock(&dev->a);\n\tspin_lock_irq(&dev->b);\n\twait_event_lock_irq(dev->wq, dev->done, dev->b); /* !! */\n\tspin_unlock_irq(&dev->b);\n\tspin_unlock(&dev->a);',
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it.each([
    'request_irq(d->irq, handler, 0, "d", d);',
    'devm_request_irq(d->dev, d->irq, handler, 0, "d", d);',
    'request_threaded_irq(d->irq, handler, thread, 0, "d", d);',
    'timer_setup(&d->timer, handler, 0);',
    'tasklet_setup(&d->tasklet, handler);',
    'call_rcu(&d->rcu, handler);',
    'hrtimer_init(&d->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);\n\td->timer.function = handler;',
    'smp_call_function_single(0, handler, d, 1);',
    'usb_fill_int_urb(d->urb, d->udev, pipe, d->buf, 8, handler, d, 10);',
  ])('in a handler set by %s', (set) => {
    const code = handled(set);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('in a timer of the file', () => {
    const code = `static void tick(struct timer_list *t)\n{\n\tmsleep(1); /* !! */\n}\nstatic DEFINE_TIMER(timer, tick);\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('no-sleep-in-atomic is silent', () => {
  it.each<[string, string]>([
    [
      'about a poll that spins',
      '\tspin_lock(&dev->lock);\n\treadl_poll_timeout(dev->reg, val, val & 1, 0, 1000);\n\treadl_poll_timeout_atomic(dev->reg, val, val & 1, 10, 1000);\n\treadx_poll_timeout(get, dev, val, val & 1, pause, 1000);\n\tspin_unlock(&dev->lock);',
    ],
    [
      'about an interrupt that is disabled without waiting',
      '\tspin_lock(&dev->lock);\n\tdisable_irq_nosync(dev->irq);\n\tspin_unlock(&dev->lock);',
    ],
    [
      'before and after the section',
      '\tmsleep(1);\n\tspin_lock(&dev->lock);\n\tdev->n++;\n\tspin_unlock(&dev->lock);\n\tmsleep(1);',
    ],
    ['under a mutex', '\tmutex_lock(&dev->mutex);\n\tmsleep(1);\n\tmutex_unlock(&dev->mutex);'],
    [
      'in sleepable RCU',
      '\tidx = srcu_read_lock(&dev->srcu);\n\tmsleep(1);\n\tsrcu_read_unlock(&dev->srcu, idx);',
    ],
    [
      'where the wait gives the lock back',
      '\tspin_lock_irq(&dev->lock);\n\twait_event_lock_irq(dev->wq, dev->done, dev->lock);\n\tspin_unlock_irq(&dev->lock);',
    ],
    [
      'where the command of a wait does',
      '\tspin_lock(&dev->lock);\n\twait_event_cmd(dev->wq, dev->done, spin_unlock(&dev->lock), spin_lock(&dev->lock));\n\tspin_unlock(&dev->lock);',
    ],
    [
      "in the queue's own section",
      '\tspin_lock_irq(&dev->wq.lock);\n\twait_event_interruptible_locked_irq(dev->wq, dev->done);\n\tspin_unlock_irq(&dev->wq.lock);',
    ],
    [
      'on the other branch of a flag',
      '\tif (flag)\n\t\tspin_lock(&dev->lock);\n\telse\n\t\tmutex_lock(&dev->mutex);\n\tif (!flag)\n\t\tmsleep(1);\n\tif (flag)\n\t\tspin_unlock(&dev->lock);',
    ],
    [
      'where the try-lock failed',
      '\tif (!spin_trylock(&dev->lock)) {\n\t\tmsleep(1);\n\t\treturn 0;\n\t}\n\tspin_unlock(&dev->lock);',
    ],
    [
      'when an unknown function may have unlocked',
      '\tspin_lock(&dev->lock);\n\tdev_unlock(dev);\n\tmsleep(1);',
    ],
    ['when the lock was handed on', '\tspin_lock(&dev->lock);\n\tfinish(dev, &dev->lock);\n\tmsleep(1);'],
    [
      'for a method of the same name',
      '\tspin_lock(&dev->lock);\n\tdev->ops->schedule(dev);\n\tspin_unlock(&dev->lock);\n\twake_up(&dev->wq);',
    ],
    [
      'for flags that do not let it',
      '\tspin_lock(&dev->lock);\n\tdev->p = kzalloc(8, GFP_ATOMIC);\n\tdev->q = kzalloc(8, flag ? GFP_KERNEL : GFP_ATOMIC);\n\tspin_unlock(&dev->lock);\n\tmsleep(1);',
    ],
    [
      'for flags given to what looks at them only, or allocates for an array whose lock it gives back',
      '\tspin_lock(&dev->lock);\n\tdev_set_gfp(dev, GFP_KERNEL);\n\t__xa_cmpxchg(&dev->xa, 1, NULL, dev, GFP_KERNEL);\n\tspin_unlock(&dev->lock);\n\tmsleep(1);',
    ],
    [
      'for a delay that may spin',
      '\tspin_lock(&dev->lock);\n\tfsleep(3);\n\tspin_unlock(&dev->lock);\n\tmsleep(1);',
    ],
    [
      'behind a jump out of the section',
      '\tspin_lock(&dev->lock);\n\tif (flag) {\n\t\tspin_unlock(&dev->lock);\n\t\tgoto out;\n\t}\n\tspin_unlock(&dev->lock);\nout:\n\tmsleep(1);\n\treturn 0;',
    ],
  ])('%s', (_, body) => {
    expect(linesOf(RULE, 'c', inC(body))).toEqual([]);
  });

  it.each([
    'request_threaded_irq(d->irq, NULL, handler, 0, "d", d);',
    'devm_request_threaded_irq(d->dev, d->irq, quick, handler, 0, "d", d);',
    'INIT_WORK(&d->work, handler);',
    'kthread_run(handler, d, "d");',
    'd->ops.function = handler;',
  ])('for a function set by %s', (set) => {
    expect(linesOf(RULE, 'c', handled(set))).toEqual([]);
  });
});

it('no-sleep-in-atomic follows a function of the file that is given flags', () => {
  const tell = 'void dev_tell(struct dev *dev, gfp_t flags)\n{\n\tdev->flags = flags;\n}\n';
  const body = '\tspin_lock(&dev->lock);\n\tdev_tell(dev, GFP_KERNEL);\n\tspin_unlock(&dev->lock);';
  expect(lint(RULE, 'c', tell + inC(body))).toEqual([]);
  expect(lint(RULE, 'c', inC(body))).toHaveLength(1);
});

describe('no-sleep-in-atomic leaves out', () => {
  it('what runs with interrupts off while the kernel starts', () => {
    const text = (attribute: string): string =>
      `static void ${attribute}start(struct dev *dev)\n{\n\tlocal_irq_disable();\n\tmutex_lock(&dev->m);\n\tlocal_irq_enable();\n}\n`;
    expect(linesOf(RULE, 'c', text(''))).toEqual([4]);
    expect(linesOf(RULE, 'c', text('__init '))).toEqual([]);
  });

  it('an argument of a macro that may end the section', () => {
    const body = `static void f(struct dev *dev)\n{\n\tspin_lock(&dev->lock);\n\twait_without_lock(dev, msleep(1));\n\tspin_unlock(&dev->lock);\n}\n`;
    expect(linesOf(RULE, 'c', body)).toEqual([4]);
    expect(linesOf(RULE, 'c', `#define wait_without_lock(d, c) unlocked(d, c)\n${body}`)).toEqual([]);
  });

  it('a helper that is a macro in another configuration', () => {
    const rest = `static void f(struct dev *dev)\n{\n\tbegin(dev);\n\tmsleep(1);\n\tend(dev);\n}\n`;
    const helper = 'static void begin(struct dev *dev)\n{\n\tlocal_irq_disable();\n}\n';
    expect(linesOf(RULE, 'c', helper + rest)).toEqual([8]);
    expect(linesOf(RULE, 'c', `#ifdef X\n${helper}#else\n#define begin(dev)\n#endif\n${rest}`)).toEqual([]);
  });

  it('a helper whose sleep hangs on a mode of the object, where it is called for another', () => {
    const text = (condition: string): string =>
      `static void help(struct dev *dev)\n{\n\tif (${condition})\n\t\tmsleep(1);\n}\nstatic void f(struct dev *dev)\n{\n\tspin_lock(&dev->lock);\n\thelp(dev);\n\tspin_unlock(&dev->lock);\n}\n`;
    expect(linesOf(RULE, 'c', text('dev->count > 1'))).toEqual([9]);
    for (const mode of [
      'dev->flags & MAY_WAIT',
      '!dev->in_timeout',
      'refcount_dec_and_test(&dev->refs)',
      'dev->ops->pause',
    ]) {
      expect(linesOf(RULE, 'c', text(mode))).toEqual([]);
    }
  });
});

describe('no-sleep-in-atomic knows', () => {
  it('that schedule() switches interrupts off itself', () => {
    const back = (lock: string): string =>
      inC(`\tdo {\n\t\tschedule();\n\t\t${lock};\n\t} while (dev->work);`);
    expect(lint(RULE, 'c', back('local_irq_disable()'))).toEqual([]);
    expect(linesOf(RULE, 'c', back('spin_lock_irq(&dev->lock)'))).toEqual([4]);
  });

  it('that interrupts are on again after one call, however often they were switched off', () => {
    const twice =
      '\tlocal_irq_save(flags);\n\tlocal_irq_disable();\n\tlocal_irq_restore(flags);\n\tmsleep(3);';
    expect(lint(RULE, 'c', inC(twice))).toEqual([]);
    expect(lint(RULE, 'c', inC(twice.replace('local_irq_restore(flags)', 'go(dev)')))).toHaveLength(1);
  });

  it('that a function without a wait of its own gives back the lock', () => {
    const helper = (unlock: string): string =>
      `static void forget(struct dev *dev, struct file *file)\n{\n\tfile->dev = NULL;\n${unlock}}\n\n`;
    const code = inC(
      '\twake_up(&dev->wait);\n\tspin_lock(&dev->file->lock);\n\tforget(dev, file);\n\tmutex_lock(&dev->mutex);',
    );
    expect(lint(RULE, 'c', helper('\tspin_unlock(&file->lock);\n') + code)).toEqual([]);
    expect(lint(RULE, 'c', helper('') + code)).toHaveLength(1);
  });

  it('that what chooses between a spinlock and a mutex chooses alike in every turn', () => {
    const loop = (body: string): string => inC(`\tlist_for_each_entry(s, &dev->all, list) {\n${body}\n\t}`);
    const either = '\t\tif (s->spins)\n\t\t\tspin_lock(&s->lock);\n\t\telse\n\t\t\tmutex_lock(&s->mutex);';
    expect(lint(RULE, 'c', loop(either))).toEqual([]);
    const both = '\t\tif (s->spins)\n\t\t\tspin_lock(&s->lock);\n\t\tmutex_lock(&s->mutex);';
    expect(linesOf(RULE, 'c', loop(both))).toEqual([6]);
  });
});

describe('no-sleep-in-atomic explains', () => {
  const code = `static void stop(struct dev *dev)
{
	spin_lock_irqsave(&dev->lock, flags);
	kthread_stop(dev->thread);
	spin_unlock_irqrestore(&dev->lock, flags);
}
static void other(struct dev *dev)
{
	spin_lock(&dev->lock);
	dev->p = kmalloc(4, GFP_NOIO);
	spin_unlock(&dev->lock);
}
`;

  it('who spins for the sleeper, with another place that takes the lock', () => {
    const [finding] = lint(RULE, 'c', code);
    expect(finding?.message).toBe(
      'kthread_stop() sleeps in the section that spin_lock_irqsave() begins in line 3, where nothing may sleep; end the section before, or do without the sleep.',
    );
    expect(finding?.interleaving?.map(({ actor, line }) => [actor, line])).toEqual([
      ['waiter', 3],
      ['waiter', 4],
      ['waker', 9],
    ]);
  });

  it('how an allocation does without', () => {
    const allocating = inC(
      '\tspin_lock(&dev->lock);\n\tdev->p = kmalloc(4, GFP_NOIO);\n\tspin_unlock(&dev->lock);',
    );
    const better = suggested(RULE, 'c', allocating);
    expect(better).toContain('kmalloc(4, GFP_ATOMIC)');
    expect(linesOf(RULE, 'c', better)).toEqual([]);
  });
});

describe('no-sleep-in-atomic in TypeScript', () => {
  const box = (
    take: string,
    put: string,
  ): string => `import { WaitQueue, waitEvent, waitEventLock, waitEventTimeout, wakeUp } from 'waitq';

class Box {
  lock = makeLock();
  queue = new WaitQueue('box');
  full = false;
  async take(): Promise<void> {
    await this.lock.acquire();
    ${take}
    this.lock.release();
  }
  async put(): Promise<void> {
    ${put}
  }
}
`;
  const locked = 'await this.lock.acquire(); this.full = true; wakeUp(this.queue); this.lock.release();';

  it('reports a wait under the lock that the waker takes, and who waits for whom', () => {
    const code = box('await waitEvent(this.queue, () => this.full); // !!', locked);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
    const [finding] = lint(RULE, 'typescript', code);
    expect(finding?.message).toContain(
      "with 'this.lock' held since line 8, and the waker in line 13 needs it first",
    );
    expect(finding?.interleaving?.map(({ actor, line }) => [actor, line])).toEqual([
      ['waiter', 8],
      ['waiter', 9],
      ['waker', 13],
    ]);
  });

  it.each<[string, string, string]>([
    ['that the wait gives back', 'await waitEventLock(this.queue, () => this.full, this.lock);', locked],
    [
      'given back before',
      'this.lock.release(); await waitEvent(this.queue, () => this.full); await this.lock.acquire();',
      locked,
    ],
    ['with a time limit', 'await waitEventTimeout(this.queue, () => this.full, 50);', locked],
    [
      'that the waker does not take',
      'await waitEvent(this.queue, () => this.full);',
      'this.full = true; wakeUp(this.queue);',
    ],
    [
      'given back by the waker before it wakes',
      'await waitEvent(this.queue, () => this.full);',
      'await this.lock.acquire(); this.full = true; this.lock.release(); wakeUp(this.queue);',
    ],
    ['of another queue', 'await waitEvent(this.queue, () => this.full);', locked.replace('queue', 'other')],
  ])('is silent about a lock %s', (_, take, put) => {
    expect(linesOf(RULE, 'typescript', box(take, put))).toEqual([]);
  });

  it('reports a wait that blocks the thread of a page', () => {
    const code = `const words = new Int32Array(new SharedArrayBuffer(8));
button.onclick = () => {
  Atomics.wait(words, 0, 0); // !!
  document.title = String(words[1]);
};
export function inWorker(): void {
  Atomics.wait(words, 0, 0);
  postMessage({ document: words[1] });
}
export async function onPage(): Promise<void> {
  await Atomics.waitAsync(words, 0, 0).value;
  window.alert('done');
}
`;
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });
});

describe('no-sleep-in-atomic is less certain', () => {
  const confidence = (call: string) =>
    lint(RULE, 'c', inC(`\tspin_lock(&dev->lock);\n\t${call};\n\tspin_unlock(&dev->lock);`)).map(
      (one) => one.confidence,
    );

  it('of what sleeps in some configurations only', () => {
    expect(confidence('msleep(3)')).toEqual(['high']);
    expect(confidence('disable_irq(dev->irq)')).toEqual(['medium']);
  });
});
