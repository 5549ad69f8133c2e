import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'no-blocking-condition';

const waiting = (condition: string, before = ''): string =>
  `${before}static void f(struct dev *dev, bool flag)\n{\n\twait_event(dev->wq, ${condition});\n}\n`;

const helper = (body: string, head = 'static bool ready(struct dev *dev, bool wait)'): string =>
  `${head}\n{\n${body}\n\treturn dev->ready;\n}\n`;

describe('no-blocking-condition in C reports', () => {
  it.each<[string, string]>([
    ['a mutex', '({ mutex_lock(&dev->mutex); n = dev->n; mutex_unlock(&dev->mutex); n; })'],
    ['an allocation', '(dev->p = kmalloc(8, GFP_KERNEL))'],
    ['another wait', 'wait_for_completion_timeout(&dev->done, HZ)'],
    ['a sleep behind &&', '!dev->busy && (msleep(1), dev->ready)'],
    ['counting down', 'atomic_dec_and_test(&dev->users)'],
    ['counting tries', 'dev->ready || dev->tries++ > 3'],
  ])('%s', (_, condition) => {
    expect(linesOf(RULE, 'c', waiting(condition))).toEqual([3]);
  });

  it.each<[string, string]>([
    ['sleeps', '\tmutex_lock(&dev->mutex);\n\tmutex_unlock(&dev->mutex);'],
    ['parks its thread', '\tif (kthread_should_park())\n\t\tkthread_parkme();'],
    ['sleeps under a lock of its own', '\tspin_lock(&dev->lock);\n\tspin_unlock(&dev->lock);\n\tmsleep(1);'],
  ])('a function that %s', (_, body) => {
    const code = waiting('ready(dev, true)', helper(body));
    expect(lint(RULE, 'c', code).map(({ range }) => code.slice(...range))).toEqual(['ready']);
  });

  it('a sleep three calls down, and the way to it', () => {
    const chain = `static int a(struct dev *dev)\n{\n\tdown(&dev->sem);\n\treturn dev->n;\n}\nstatic int b(struct dev *dev)\n{\n\treturn a(dev);\n}\nstatic int c(struct dev *dev)\n{\n\treturn b(dev);\n}\n`;
    const [finding] = lint(RULE, 'c', waiting('c(dev) > 0', chain));
    expect(finding?.message).toMatch(
      /^The condition of wait_event\(\) sleeps: c\(\) \(down\(\) in line 3, by way of b\(\) and a\(\)\)/,
    );
    expect(finding?.interleaving?.map(({ line }) => line)).toEqual([16, 3, 16]);
  });

  it('functions that call each other', () => {
    const circle = `static int b(struct dev *dev);\nstatic int a(struct dev *dev)\n{\n\treturn dev->n ? b(dev) : 1;\n}\nstatic int b(struct dev *dev)\n{\n\tmutex_lock(&dev->m);\n\tmutex_unlock(&dev->m);\n\treturn a(dev);\n}\n`;
    expect(lint(RULE, 'c', waiting('a(dev)', circle))).toHaveLength(1);
  });
});

describe('no-blocking-condition in C is silent for', () => {
  it.each<[string, string]>([
    ['plain reads', 'READ_ONCE(dev->ready) || atomic_read(&dev->n) == 0'],
    ['taking what is there', 'test_and_clear_bit(DONE, &dev->flags) || atomic_add_unless(&dev->n, -1, 0)'],
    ['an assignment', '(item = pop(dev)) != NULL'],
    ['a try-lock', 'mutex_trylock(&dev->mutex)'],
    ['a spinlock', '({ spin_lock(&dev->lock); n = dev->n; spin_unlock(&dev->lock); n; })'],
    ['an allocation that does not sleep', '(dev->p = kmalloc(8, GFP_ATOMIC))'],
    ['comparisons', 'dev->a <= dev->b && dev->c >= -1 && dev->d == 2'],
  ])('%s', (_, condition) => {
    expect(linesOf(RULE, 'c', waiting(condition))).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'declares its sleep',
      '\tsched_annotate_sleep();\n\tmutex_lock(&dev->mutex);\n\tmutex_unlock(&dev->mutex);',
      'true',
    ],
    ['sleeps only if asked', '\tif (wait)\n\t\tmsleep(1);', 'false'],
    ['sleeps only if somebody knows', '\tif (wait)\n\t\tmsleep(1);', 'flag'],
  ])('a function that %s', (_, body, argument) => {
    expect(linesOf(RULE, 'c', waiting(`ready(dev, ${argument})`, helper(body)))).toEqual([]);
  });

  it('a loop with wait_woken', () => {
    const code = `${helper('\tmutex_lock(&dev->m);\n\tmutex_unlock(&dev->m);')}static void f(struct dev *dev)\n{\n\tDEFINE_WAIT_FUNC(wait, woken_wake_function);\n\n\tadd_wait_queue(&dev->wq, &wait);\n\twhile (!ready(dev, true))\n\t\twait_woken(&wait, TASK_UNINTERRUPTIBLE, HZ);\n\tremove_wait_queue(&dev->wq, &wait);\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual([]);
  });
});

const script = (condition: string, before = ''): string =>
  `import { WaitQueue, waitEvent } from 'waitq';\nconst words = new Int32Array(new SharedArrayBuffer(8));\n${before}\nexport async function f(queue: WaitQueue, dev: any): Promise<void> {\n  await waitEvent(queue, ${condition}); // !!\n}\n`;

describe('no-blocking-condition in TypeScript reports', () => {
  it.each<[string, string]>([
    ['a blocked thread', `() => Atomics.wait(words, 0, 0, 10) === 'ok'`],
    ['counting', '() => dev.ready || ++dev.tries > 3'],
    ['atomic counting', '() => Atomics.sub(words, 0, 1) === 1'],
  ])('%s', (_, condition) => {
    const code = script(condition);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('a function that blocks the thread', () => {
    const code = script(
      '() => ready()',
      `function ready(): boolean {\n  return Atomics.wait(words, 0, 0, 10) === 'ok';\n}`,
    );
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });
});

describe('no-blocking-condition in TypeScript reads', () => {
  it('helpers with parameters of any kind', () => {
    const helper =
      "function ready(on: boolean, { a = ')' }: any, [b]: any, ...$rest: any[]): boolean {\n  if (on) return Atomics.wait(words, 0, 0, 10) === 'ok';\n  return a + b + $rest;\n}";
    const code = script('() => ready(true, dev, dev, dev)', helper);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
    expect(linesOf(RULE, 'typescript', script('() => ready(false, dev, dev, dev)', helper))).toEqual([]);
  });
});

describe('no-blocking-condition in TypeScript is silent for', () => {
  it.each<[string, string]>([
    ['a read', '() => dev.ready'],
    ['taking what is there', '() => (dev.item = dev.items.shift()) !== undefined'],
    ['taking one of several', '() => dev.free > 0 && dev.free-- > 0'],
    ['a variable of its own', '() => { let n = 0; for (const x of dev.items) n++; return n > 3; }'],
    ['text that only looks so', "() => dev.name !== 'a++'"],
    ['an atomic load', '() => Atomics.load(words, 0) === 1'],
  ])('%s', (_, condition) => {
    expect(linesOf(RULE, 'typescript', script(condition))).toEqual([]);
  });
});
