import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'wake-after-update';

const waiter = `
static void wait_done(struct dev *d)
{
	wait_event_timeout(d->wq, d->done || !(d->flags & BUSY), HZ);
}
`;
const lockedWaiter = `
static void wait_done(struct dev *d)
{
	DEFINE_WAIT(wait);

	spin_lock(&d->lock);
	while (!d->done) {
		prepare_to_wait(&d->wq, &wait, TASK_UNINTERRUPTIBLE);
		spin_unlock(&d->lock);
		schedule();
		spin_lock(&d->lock);
	}
	spin_unlock(&d->lock);
	finish_wait(&d->wq, &wait);
}
`;
/** Tests under the mutex. */
const lookingWaiter = `
static bool is_done(struct dev *d)
{
	bool done;

	mutex_lock(&d->mutex);
	done = d->done;
	mutex_unlock(&d->mutex);
	return done;
}

static void wait_done(struct dev *d)
{
	wait_event(d->wq, is_done(d));
}
`;
const inC = (body: string): string => `void f(struct dev *dev)\n{\n${body}\n}\n${waiter}`;

describe('wake-after-update in C reports', () => {
  it.each<[string, string]>([
    ['a store behind the wake-up', `	wake_up(&dev->wq); /* !! */\n	dev->done = 1;`],
    ['a bit cleared behind it', `	wake_up(&dev->wq); /* !! */\n	dev->flags &= ~BUSY;`],
    ['an atomic operation behind it', `	wake_up_all(&dev->wq); /* !! */\n	clear_bit(0, &dev->flags);`],
    ['a wake-up on some ways only', `	if (dev->flags & ASKED)\n		wake_up(&dev->wq); /* !! */\n	dev->flags = 0;`],
    [
      'a store behind it under a lock taken since',
      `	wake_up(&dev->wq); /* !! */\n	spin_lock(&dev->lock);\n	dev->done = 1;\n	spin_unlock(&dev->lock);`,
    ],
    [
      'a store under a lock that the waiter does not take',
      `	spin_lock(&dev->lock);\n	wake_up(&dev->wq); /* !! */\n	dev->done = 1;\n	spin_unlock(&dev->lock);`,
    ],
    ['a reference taken before', `	dev_get(dev);\n	wake_up(&dev->wq); /* !! */\n	dev->done = 1;`],
    [
      'an atomic operation on something else before',
      `	atomic_inc_return(&dev->seen);\n	wake_up(&dev->wq); /* !! */\n	dev->done = 1;`,
    ],
    [
      'work put in a queue before',
      `	queue_work(dev->workers, &dev->work);\n	wake_up(&dev->wq); /* !! */\n	dev->done = 1;`,
    ],
    ['registers shown before', `	DEV_DUMP_REGS(dev);\n	wake_up(&dev->wq); /* !! */\n	dev->done = 1;`],
    [
      'registers written before, as hardware wants it',
      `	iowrite32(1, dev->regs);\n	wake_up(&dev->wq); /* !! */\n	dev->done = true;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it.each([
    ['a function that nobody knows', 'reset(dev);', ''],
    [
      'a function of the file that calls others',
      'reset(dev);',
      'static void reset(struct dev *dev)\n{\n\ttell(dev->hw);\n}\n',
    ],
  ])('an update behind the wake-up, though %s comes before it', (_, call, helper) => {
    const code =
      `static void wait_done(struct dev *d)\n{\n\twait_event(d->wq, d->done);\n}\n${helper}` +
      `void f(struct dev *dev)\n{\n\t${call}\n\twake_up(&dev->wq); /* !! */\n\tdev->done = 1;\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    // of two places, the unknown function may have written the other one
    expect(lint(RULE, 'c', code.replace('d->done);', 'd->done || d->gone);'))).toEqual([]);
    // what it calls may wake as well
    if (helper) expect(lint(RULE, 'c', code.replace('= 1;', '= 1;\n\treset(dev);'))).toEqual([]);
  });

  it('an update that a wait by hand tests again', () => {
    const code = `void f(struct dev *dev)\n{\n	wake_up(&dev->wq); /* !! */\n	dev->count = 0;\n}\n
static void drain(struct dev *d)
{
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait(&d->wq, &wait, TASK_UNINTERRUPTIBLE);
		if (!d->count)
			break;
		schedule();
	}
	finish_wait(&d->wq, &wait);
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('wake-after-update in C is silent', () => {
  it.each<[string, string]>([
    ['on the right order', `	dev->done = 1;\n	wake_up(&dev->wq);`],
    ['where a wake-up follows, too', `	wake_up(&dev->wq);\n	dev->done = 1;\n	wake_up(&dev->wq);`],
    ['where the news came before', `	dev->flags = 0;\n	wake_up(&dev->wq);\n	dev->done = 1;`],
    ['on an update that nobody waits for', `	wake_up(&dev->wq);\n	dev->statistics++;`],
    ['on another object', `	wake_up(&dev->wq);\n	dev->next->done = 1;`],
    [
      'where an atomic operation was the news',
      `	clear_bit(0, &dev->flags);\n	wake_up(&dev->wq);\n	dev->done = 1;`,
    ],
    ['where a function may have written it', `	complete_request(dev);\n	wake_up(&dev->wq);\n	dev->done = 1;`],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('on an update that makes the condition false', () => {
    const code = `void f(struct dev *dev)\n{\n	wake_up(&dev->wq);\n	dev->idle = 0;\n	dev->state = BUSY;\n}\n
static void wait_idle(struct dev *d)\n{\n	wait_event(d->wq, READ_ONCE(d->idle));\n	wait_event(d->wq, d->state == IDLE);\n}\n`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('under one lock, where the waiter tests under it', () => {
    const code = `void f(struct dev *dev)\n{\n	spin_lock(&dev->lock);\n	wake_up(&dev->wq);\n	dev->done = 1;\n	spin_unlock(&dev->lock);\n}\n${lockedWaiter}`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('where the caller holds a lock', () => {
    const caller = `void g(struct dev *dev)\n{\n	mutex_lock(&dev->mutex);\n	f(dev);\n	mutex_unlock(&dev->mutex);\n}\n`;
    const code = `static void f(struct dev *dev)\n{\n	wake_up(&dev->wq);\n	dev->done = 1;\n}\n
${caller}${lookingWaiter}`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

const inTs = (body: string): string => `import { WaitQueue, waitEvent, wakeUp } from 'waitq';
import * as threads from 'waitq/threads';

const queue = new WaitQueue('q');
const shared = threads.SharedWaitQueue.create();
const state = { ready: false, busy: false };
export const wait = (): Promise<void> => waitEvent(queue, () => state.ready);
export const waitShared = (): Promise<void> => threads.waitEvent(shared, () => state.ready);
declare function work(): Promise<void>;

export async function f(words: Int32Array): Promise<void> {
${body}
}

export async function one(): Promise<void> {
  await waitEvent(queue, () => !state.busy);
}
`;

describe('wake-after-update in TypeScript reports', () => {
  it.each<[string, string]>([
    ['an update after an await', '  wakeUp(queue); // !!\n  await work();\n  state.ready = true;'],
    ['an update seen by other threads at once', '  threads.wakeUp(shared); // !!\n  state.ready = true;'],
    [
      'a wake-up that a rejection skips',
      `  await waitEvent(queue, () => !state.busy);
  state.busy = true;
  await work(); // !!
  state.busy = false;
  wakeUp(queue);`,
    ],
    [
      'a wake-up that a rejection skips after a wait by a function',
      `  if (state.busy) await one();
  state.busy = true;
  await work(); // !!
  state.busy = false;
  wakeUp(queue);`,
    ],
    ['a notify before its store', '  Atomics.notify(words, 0); // !!\n  Atomics.store(words, 0, 1);'],
    [
      'an answer with no store',
      `  Atomics.store(words, 0, 1);
  Atomics.wait(words, 0, 1);
  while (words[1]! > 0) {
    Atomics.notify(words, 0); // !!
    Atomics.wait(words, 0, words[1]!);
  }`,
    ],
    [
      'data written after the word that tells of it',
      '  Atomics.store(words, 0, 1);\n  words[1] = 7; // !!\n  Atomics.notify(words, 0);',
    ],
  ])('%s', (_, body) => {
    const code = inTs(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('data written to another view of the buffer after the word', () => {
    const code = `export function send(buffer: SharedArrayBuffer, bytes: Uint8Array): void {
  const words = new Int32Array(buffer, 0, 1);
  const data = new Uint8Array(buffer, 4);
  Atomics.store(words, 0, bytes.length);
  data.set(bytes); // !!
  Atomics.notify(words, 0);
}
`;
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('a word slept on whose neighbour alone is notified', () => {
    const code = `const READ = 1;
const SEQUENCE = 2;
function change(words: Int32Array, how: () => void): void {
  how();
  Atomics.add(words, SEQUENCE, 1);
  Atomics.notify(words, SEQUENCE);
}
export function reset(words: Int32Array): void {
  change(words, () => {
    Atomics.store(words, READ, 0); // !!
  });
}
export function drain(words: Int32Array, end: number): void {
  for (;;) {
    const at = Atomics.load(words, READ);
    if (at === end) return;
    Atomics.wait(words, READ, at);
  }
}
`;
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });
});

describe('wake-after-update in TypeScript is silent', () => {
  it.each<[string, string]>([
    ['on the right order', '  state.ready = true;\n  wakeUp(queue);'],
    ['within one turn: the woken task runs later', '  wakeUp(queue);\n  state.ready = true;'],
    [
      'where a wake-up follows, too',
      '  wakeUp(queue);\n  await work();\n  state.ready = true;\n  wakeUp(queue);',
    ],
    [
      'on a finally',
      `  await one();
  state.busy = true;
  try {
    await work();
  } finally {
    state.busy = false;
    wakeUp(queue);
  }`,
    ],
    [
      'on a state that is set up, not taken',
      '  state.busy = true;\n  await work();\n  state.busy = false;\n  wakeUp(queue);',
    ],
    ['on store, then notify', '  Atomics.store(words, 0, 1);\n  Atomics.notify(words, 0);'],
    ['on data, word, notify', '  words[1] = 7;\n  Atomics.store(words, 0, 1);\n  Atomics.notify(words, 0);'],
    [
      'on a notify handed on by who was woken',
      '  Atomics.wait(words, 0, 0);\n  Atomics.notify(words, 0, 1);',
    ],
    [
      'on a ping-pong that stores',
      `  for (;;) {
    Atomics.wait(words, 0, 1);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
  }`,
    ],
    ['on a notify alone: the caller may have stored', '  Atomics.notify(words, 0);'],
    [
      'on a lock word and a word of its own',
      `  while (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1);
  Atomics.add(words, 1, 1);
  Atomics.notify(words, 1);
  Atomics.store(words, 0, 0);
  Atomics.notify(words, 0, 1);`,
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'typescript', inTs(body))).toEqual([]);
  });
});

describe('a finding of wake-after-update', () => {
  const code = inC(`	wake_up(&dev->wq);\n	dev->done = 1;`);

  it('is mended by exchanging the two', () => {
    const mended = suggested(RULE, 'c', code);
    expect(mended).toContain('	dev->done = 1;\n	wake_up(&dev->wq);');
    expect(lint(RULE, 'c', mended)).toEqual([]);
    const words = inTs('  Atomics.notify(words, 0);\n  Atomics.store(words, 0, 1);');
    expect(lint(RULE, 'typescript', suggested(RULE, 'typescript', words))).toEqual([]);
  });

  it('exchanges nothing where the wake-up has a condition', () => {
    const [finding] = lint(RULE, 'c', inC(`	if (dev->flags)\n		wake_up(&dev->wq);\n	dev->done = 1;`));
    expect(finding?.suggestions).toEqual([]);
  });

  it('tells the schedule', () => {
    const [finding] = lint(RULE, 'c', code);
    expect(finding?.interleaving?.map(({ actor, line }) => `${actor} ${line}`)).toEqual([
      'waker 3',
      'waiter 9',
      'waker 4',
    ]);
  });
});

describe('wake-after-update in C, with the waiter in another file,', () => {
  const first = `void first(struct dev *dev)\n{\n	dev->flags &= ~BUSY;\n	wake_up(dev->wq);\n}\n`;
  const then = (body: string): string => `${first}\nvoid then(struct dev *dev)\n{\n${body}\n}\n`;

  it('reports a write behind the wake-up that another function makes ahead of it', () => {
    const code = then('	wake_up(dev->wq); /* !! */\n	dev->flags &= ~BUSY;');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(lint(RULE, 'c', code)[0]?.confidence).toBe('medium');
  });

  it.each<[string, string]>([
    ['another write', '	wake_up(dev->wq);\n	dev->flags |= BUSY;'],
    ['a write with news before the wake-up', '	dev->error = 1;\n	wake_up(dev->wq);\n	dev->flags &= ~BUSY;'],
    ['a write that is announced again', '	wake_up(dev->wq);\n	dev->flags &= ~BUSY;\n	wake_up(dev->wq);'],
    [
      'a write under one lock with the wake-up',
      '	spin_lock(&dev->lock);\n	wake_up(dev->wq);\n	dev->flags &= ~BUSY;\n	spin_unlock(&dev->lock);',
    ],
  ])('is silent about %s', (_, body) => {
    expect(lint(RULE, 'c', then(body))).toEqual([]);
  });
});
