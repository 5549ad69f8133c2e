import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-unfenced-waitqueue-active';

const waiter = `
static void wait_done(struct dev *d)
{
	wait_event(d->wq, d->done || atomic_read(&d->count) == 0);
}
`;

/** A waker with the waiter of its queue in the same file. */
const inC = (body: string): string => `static void f(struct dev *dev)\n{\n${body}\n}\n${waiter}`;

const ASK = `	if (waitqueue_active(&dev->wq)) /* !! */
		wake_up(&dev->wq);`;
const SILENT = ASK.replace('/* !! */', '');

describe('no-unfenced-waitqueue-active reports a look at the queue after', () => {
  it.each<[string, string]>([
    ['a plain store', `	dev->done = 1;\n${ASK}`],
    ['WRITE_ONCE', `	WRITE_ONCE(dev->done, 1);\n${ASK}`],
    ['an atomic without a result', `	atomic_dec(&dev->count);\n${ASK}`],
    ['a relaxed atomic', `	atomic_dec_return_relaxed(&dev->count);\n${ASK}`],
    ['a barrier on the wrong side', `	smp_mb__before_atomic();\n	atomic_dec(&dev->count);\n${ASK}`],
    [
      'a store, and a question to what nobody knows',
      `	dev->done = 1;\n	if (dev_has_room(dev))\n		dev->x = 1;\n${ASK}`,
    ],
    ['a barrier for writes only', `	dev->done = 1;\n	smp_wmb();\n${ASK}`],
    ['a store on one of two ways', `	if (dev->last)\n		dev->done = 1;\n	else\n		smp_mb();\n${ASK}`],
    [
      'a store, left early when nobody is there',
      `	dev->done = 1;
	if (!waitqueue_active(&dev->wq)) /* !! */
		return;
	wake_up_all(&dev->wq);`,
    ],
    [
      'a store under a lock that the waiter does not take',
      `	spin_lock(&dev->lock);
	dev->done = 1;
	spin_unlock(&dev->lock);
${ASK}`,
    ],
    [
      'a store, the answer kept in a variable',
      `	bool asleep;

	dev->done = 1;
	asleep = waitqueue_active(&dev->wq); /* !! */
	if (asleep)
		wake_up(&dev->wq);`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('a store in a function of the same file', () => {
    const code = `static void put(struct dev *d)\n{\n	clear_bit_unlock(0, d->map);\n}\n
static void f(struct dev *dev)\n{\n	put(dev);\n${ASK}\n}\n
static void get(struct dev *dev)\n{\n	wait_event(dev->wq, !test_and_set_bit_lock(0, dev->map));\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('a store under a mutex of wakers, for a condition that asks for an index as well', () => {
    const code = `static bool is_alive(struct dev *d)\n{\n	return d->running && !idr_is_empty(&d->ids);\n}\n
static void f(struct dev *dev)\n{\n	mutex_lock(&dev->stop);\n	dev->running = false;\n${ASK}\n	mutex_unlock(&dev->stop);\n}\n
static void g(struct dev *d)\n{\n	wait_event(d->wq, !is_alive(d));\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('a simple queue', () => {
    const code = `static void f(struct dev *dev)\n{\n	dev->done = 1;
	if (swait_active(&dev->wq)) /* !! */
		swake_up_one(&dev->wq);\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(suggested(RULE, 'c', code)).toContain('if (swq_has_sleeper(&dev->wq))');
  });
});

describe('no-unfenced-waitqueue-active is silent', () => {
  it.each<[string, string]>([
    ['after smp_mb()', `	dev->done = 1;\n	smp_mb();\n${SILENT}`],
    ['after smp_mb__after_atomic()', `	atomic_dec(&dev->count);\n	smp_mb__after_atomic();\n${SILENT}`],
    ['after an atomic that answers', `	if (atomic_dec_and_test(&dev->count))\n${SILENT}`],
    ['after smp_store_mb()', `	smp_store_mb(dev->done, 1);\n${SILENT}`],
    ['with wq_has_sleeper()', `	dev->done = 1;\n	if (wq_has_sleeper(&dev->wq))\n		wake_up(&dev->wq);`],
    [
      "under the queue's lock",
      `	spin_lock(&dev->wq.lock);\n	dev->done = 1;\n	if (waitqueue_active(&dev->wq))
		wake_up_locked(&dev->wq);\n	spin_unlock(&dev->wq.lock);`,
    ],
    ['where the caller has updated', SILENT],
    ['after an update that nobody waits for', `	dev->statistics++;\n${SILENT}`],
    ['after a call that may contain the barrier', `	dev->done = 1;\n	commit(dev);\n${SILENT}`],
    ['where no wake-up depends on it', `	dev->done = 1;\n	WARN_ON(waitqueue_active(&dev->wq));`],
    [
      'in a loop that asks again',
      `	dev->done = 1;\n	while (waitqueue_active(&dev->wq)) {\n		wake_up(&dev->wq);\n		msleep(10);\n	}`,
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('under a lock that the waiter holds for its test', () => {
    const code = `static void f(struct dev *dev)\n{\n	spin_lock(&dev->lock);\n	dev->done = 1;\n${SILENT}
	spin_unlock(&dev->lock);\n}\n
static void wait_done(struct dev *dev)\n{\n	DEFINE_WAIT(wait);\n
	spin_lock(&dev->lock);
	while (!dev->done) {
		prepare_to_wait(&dev->wq, &wait, TASK_UNINTERRUPTIBLE);
		spin_unlock(&dev->lock);
		schedule();
		spin_lock(&dev->lock);
	}
	finish_wait(&dev->wq, &wait);
	spin_unlock(&dev->lock);\n}\n`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('where the lock is held by the caller', () => {
    const code = `static void f(struct dev *dev)\n{\n	dev->done = 1;\n${SILENT}\n}\n
void done(struct dev *dev)\n{\n	DEFINE_WAIT(wait);\n	spin_lock(&dev->lock);\n	f(dev);\n	spin_unlock(&dev->lock);
	prepare_to_wait(&dev->wq, &wait, TASK_UNINTERRUPTIBLE);\n	finish_wait(&dev->wq, &wait);\n}\n
static void wait_done(struct dev *dev)\n{\n	wait_event_lock_irq(dev->wq, dev->done, dev->lock);\n}\n`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

describe('a finding of no-unfenced-waitqueue-active', () => {
  const [finding] = [inC(`	dev->done = 1;\n${SILENT}`)].flatMap((code) => lint(RULE, 'c', code));

  it('is sure where the waiter is in sight', () => {
    expect(finding?.confidence).toBe('high');
    const alone = `static void f(struct dev *dev)\n{\n	dev->done = 1;\n${SILENT}\n}\n`;
    expect(lint(RULE, 'c', alone).map(({ confidence }) => confidence)).toEqual(['medium']);
  });

  it('tells the schedule', () => {
    expect(finding?.interleaving?.map(({ actor, line }) => `${actor} ${line}`)).toEqual([
      'waker 4',
      'waiter 10',
      'waiter 10',
      'waker 3',
    ]);
  });

  it('is mended by its suggestion', () => {
    const code = inC(`	dev->done = 1;\n${SILENT}`);
    expect(lint(RULE, 'c', suggested(RULE, 'c', code))).toEqual([]);
  });
});
