import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'require-recheck-loop';

const inC = (body: string): string =>
  `static int f(struct dev *dev)\n{\n\tDEFINE_WAIT(wait);\n\tint ret = 0;\n\n${body}\n}\n`;

describe('require-recheck-loop in C reports', () => {
  it.each<[string, string]>([
    [
      'a sleep under an if, with the condition taken for granted after it',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	}
	start(dev);
	return 0;`,
    ],
    [
      'a test after registering that is never asked again',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!dev->ready)
		schedule(); /* !! */
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'a sleep with a lock dropped around it',
      `	spin_lock(&dev->lock);
	if (dev->users) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		spin_unlock(&dev->lock);
		schedule(); /* !! */
		spin_lock(&dev->lock);
		finish_wait(&dev->wait, &wait);
	}
	dev->closed = 1;
	spin_unlock(&dev->lock);
	return 0;`,
    ],
    [
      'a signal taken for the condition',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
		if (signal_pending(current))
			return -ERESTARTSYS;
	}
	start(dev);
	return 0;`,
    ],
    [
      'a condition that is read again and only remarked on',
      `	int status = read_status(dev);

	if (status & BUSY) {
		dev->waiting = 1;
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
		status = read_status(dev);
		WARN_ON(status & BUSY);
		dev->waiting = 0;
	}
	dev->in_use = 1;
	return 0;`,
    ],
    [
      'an interruptible sleep without any condition',
      `	prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	schedule(); /* !! */
	finish_wait(&dev->wait, &wait);
	return copy_to_user(dev->out, dev->buffer, dev->length) ? -EFAULT : 0;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('a helper that sleeps once and leaves its callers to believe', () => {
    const code = `static void settle(struct dev *dev)
{
	DEFINE_WAIT(wait);

	if (dev->busy) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	}
}

void close_dev(struct dev *dev)
{
	settle(dev);
	release(dev);
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('require-recheck-loop in C stays silent about', () => {
  it.each<[string, string]>([
    [
      'a loop',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		if (dev->ready)
			break;
		schedule();
	}
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'a goto back to the test',
      `again:
	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
		goto again;
	}
	start(dev);
	return 0;`,
    ],
    [
      'a test after the sleep',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
	}
	if (!dev->ready)
		return -EIO;
	start(dev);
	return 0;`,
    ],
    [
      'a test after the sleep of something else that tells',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
	}
	if (dev->status != OK)
		return -EIO;
	start(dev);
	return 0;`,
    ],
    [
      'a sleep that ends in an error, for the caller to try again',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
		return -EAGAIN;
	}
	start(dev);
	return 0;`,
    ],
    [
      'a pause with a time',
      `	prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	schedule_timeout(HZ);
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'an uninterruptible sleep for work started after registering',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	queue_work(dev->wq, &dev->work);
	schedule();
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'a test of the mode, not of what is waited for',
      `	if (dev->mode == SYNC) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		queue_work(dev->wq, &dev->work);
		schedule();
		finish_wait(&dev->wait, &wait);
	}
	start(dev);
	return 0;`,
    ],
    [
      'schedule() in the running state',
      `	if (need_resched())
		schedule();
	start(dev);
	return 0;`,
    ],
    [
      'a completion',
      `	if (!dev->ready)
		wait_for_completion(&dev->done);
	start(dev);
	return 0;`,
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('a helper that sleeps once and is called in a loop', () => {
    const code = `static void settle(struct dev *dev)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (dev->busy)
		schedule();
	finish_wait(&dev->wait, &wait);
}

void close_dev(struct dev *dev)
{
	while (dev->busy)
		settle(dev);
	release(dev);
}
`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('a kernel thread that waits for its first wake-up', () => {
    const code = `static int thread(void *arg)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	schedule();
	finish_wait(&queue, &wait);
	probe();
	return 0;
}

int start(void)
{
	kthread_run(thread, NULL, "probe");
	return 0;
}
`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

const imports = "import { WaitEntry, finishWait, prepareToWait, schedule, waitEvent } from 'waitq';\n";
const inTypeScript = (body: string): string =>
  `${imports}export async function f(q, dev, words) {\n${body}\n}\n`;

describe('require-recheck-loop in TypeScript', () => {
  it.each<[string, string]>([
    [
      'a sleep under an if',
      `  if (!dev.ready) {
    using w = new WaitEntry();
    prepareToWait(q, w, 'uninterruptible');
    await schedule(w); // !!
  }
  dev.start();`,
    ],
    [
      'a test that is not asked again',
      `  using w = new WaitEntry();
  prepareToWait(q, w, 'uninterruptible');
  if (!dev.ready) await schedule(w); // !!
  dev.start();`,
    ],
    [
      'a full counter waited for once',
      '  if (dev.running === dev.limit) await Atomics.waitAsync(words, 0, 0).value; // !!\n  dev.running++;',
    ],
    [
      'a lock taken once',
      '  if (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1); // !!\n  dev.start();',
    ],
  ])('reports %s', (_, body) => {
    const code = inTypeScript(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'a loop',
      `  using w = new WaitEntry();
  for (;;) {
    prepareToWait(q, w, 'uninterruptible');
    if (dev.ready) break;
    await schedule(w);
  }
  dev.start();`,
    ],
    ['waitEvent', '  if (!dev.ready) await waitEvent(q, () => dev.ready);\n  dev.start();'],
    [
      'a while over Atomics',
      '  while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0);\n  dev.start();',
    ],
    [
      'a cell that one writer fills once',
      '  dev.post(words);\n  Atomics.wait(words, 0, 0);\n  return dev.receive().message;',
    ],
    ['a pause', '  if (dev.busy) Atomics.wait(words, 0, 0, 10);\n  dev.start();'],
    [
      'a condition variable, whose caller tests',
      '  const seen = Atomics.load(words, 0);\n  dev.unlock();\n  Atomics.wait(words, 0, seen);\n  dev.lock();',
    ],
  ])('stays silent about %s', (_, body) => {
    expect(lint(RULE, 'typescript', inTypeScript(body))).toEqual([]);
  });
});

describe('require-recheck-loop and a test that is repeated once', () => {
  const receive = (after: string): string =>
    inTypeScript(`  let message = dev.poll();
  if (message) return message;
  const result = Atomics.wait(words, 0, 0, dev.timeout); // !!
  message = dev.poll();
  if (message) return message;
  if (result === 'timed-out') throw new Error('timed out');
${after}`);

  it('reports a word changed as if nothing more could come', () => {
    const code = receive('  Atomics.and(words, 0, 2);\n  return dev.closed;');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    ['leaves without more ado', '  return undefined;'],
    ['fails', "  throw new Error('nothing came');"],
    [
      'looks at the word',
      '  if (Atomics.load(words, 0) === 2) Atomics.store(words, 1, 1);\n  return undefined;',
    ],
  ])('stays silent where the second no %s', (_, after) => {
    expect(lint(RULE, 'typescript', receive(after))).toEqual([]);
  });

  it('stays silent about a loop', () => {
    const code = inTypeScript(`  for (;;) {
    const message = dev.poll();
    if (message) return message;
    Atomics.wait(words, 0, 0);
    Atomics.store(words, 0, 0);
  }`);
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });
});

describe('require-recheck-loop suggests a loop, which lints clean', () => {
  it('in C', () => {
    const code = inC(
      '\tif (!dev->ready) {\n\t\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\t\tschedule();\n\t\tfinish_wait(&dev->wait, &wait);\n\t}\n\tstart(dev);\n\treturn 0;',
    );
    const better = suggested(RULE, 'c', code);
    expect(better).toContain('while (!dev->ready) {');
    expect(lint(RULE, 'c', better)).toEqual([]);
  });

  it('in TypeScript', () => {
    const code = inTypeScript('  if (dev.n === 3) await Atomics.waitAsync(words, 0, 0).value;\n  dev.n++;');
    const better = suggested(RULE, 'typescript', code);
    expect(better).toContain('while (dev.n === 3) await');
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });

  it('but none where the registration stands before the test', () => {
    const [finding] = lint(
      RULE,
      'c',
      inC(
        '\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\tif (!dev->ready)\n\t\tschedule();\n\tfinish_wait(&dev->wait, &wait);\n\tstart(dev);\n\treturn 0;',
      ),
    );
    expect(finding?.suggestions).toEqual([]);
  });
});

it('tells how the waiter is woken for nothing', () => {
  const [finding] = lint(
    RULE,
    'typescript',
    inTypeScript('  if (dev.n === 3) await Atomics.waitAsync(words, 0, 0).value;\n  dev.n++;'),
  );
  expect(finding?.interleaving?.map(({ actor, line }) => [actor, line])).toEqual([
    ['waiter', 3],
    ['waiter', 3],
    ['waker', null],
    ['waiter', 4],
  ]);
});

/** Lines of the findings with the option that the preset `strict` gives. */
const strictLines = (code: string): readonly number[] =>
  analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings.map(
    ({ range }) => code.slice(0, range[0]).split('\n').length,
  );

const semaphore = (acquire: string, release: string): string => `class Semaphore {
  constructor(free) {
    this.free = free;
    this.waiters = [];
  }
  async acquire() {
${acquire}
  }
  release() {
${release}
  }
}
`;

const WAIT = 'await new Promise((resolve) => this.waiters.push(resolve));';
const FREE_THEN_WAKE = '    this.free++;\n    this.waiters.shift()?.();';

describe('require-recheck-loop with the option promises reports', () => {
  it.each<[string, string]>([
    [
      'a slot taken by a woken waiter that does not test again',
      semaphore(`    if (this.free === 0) ${WAIT} // !!\n    this.free--;`, FREE_THEN_WAKE),
    ],
    [
      'a resolver kept in a field, and a waker that calls another function',
      semaphore(
        '    if (this.busy) await new Promise((resolve) => (this.wake = resolve)); // !!\n    this.busy = true;',
        '    this.busy = false;\n    this.next();\n  }\n  next() {\n    this.wake();',
      ),
    ],
    [
      'a listener that the first event takes away',
      `const spawn = (bot, name) => new Promise((resolve) => {
  function listener(entity) {
    if (entity.name === name) resolve(entity);
    bot.off('spawn', listener); // !!
  }
  bot.on('spawn', listener);
});
`,
    ],
    [
      'once, for one of many answers',
      `const reply = (port, id) => new Promise((resolve) => {
  port.once('message', (message) => { // !!
    if (message.id === id) resolve(message);
  });
});
`,
    ],
  ])('%s', (_, code) => {
    expect(strictLines(code)).toEqual(marked(code));
    expect(lint(RULE, 'javascript', code)).toEqual([]);
  });
});

describe('require-recheck-loop with the option promises stays silent about', () => {
  it.each<[string, string]>([
    ['a loop', semaphore(`    while (this.free === 0) ${WAIT}\n    this.free--;`, FREE_THEN_WAKE)],
    [
      'a slot that is handed over',
      semaphore(
        `    if (this.free === 0) return ${WAIT.slice('await '.length)}\n    this.free--;`,
        '    const next = this.waiters.shift();\n    if (next) next();\n    else this.free++;',
      ),
    ],
    [
      'a waker that leaves a taken slot taken',
      semaphore(
        `    if (this.locked) ${WAIT}\n    this.locked = true;`,
        '    const next = this.waiters.shift();\n    if (next) next();\n    else this.locked = false;',
      ),
    ],
    [
      'a pause',
      semaphore(
        '    if (this.free === 0) await new Promise((r) => setTimeout(r, 10));\n    this.free--;',
        FREE_THEN_WAKE,
      ),
    ],
    [
      'a test after waking',
      semaphore(
        `    if (this.free === 0) ${WAIT}\n    if (this.free === 0) throw new Error('taken');\n    this.free--;`,
        FREE_THEN_WAKE,
      ),
    ],
    [
      'a listener that goes when the promise is settled',
      `const spawn = (bot, name) => new Promise((resolve) => {
  function listener(entity) {
    if (entity.name !== name) return;
    bot.off('spawn', listener);
    resolve(entity);
  }
  bot.on('spawn', listener);
});
`,
    ],
    [
      'a listener that settles either way',
      `const opened = (socket) => new Promise((resolve, reject) => {
  socket.once('open', (error) => {
    if (error) reject(error);
    else resolve();
  });
});
`,
    ],
    [
      'a listener that looks whether it is all over',
      `const opened = (socket) => new Promise((resolve) => {
  let done = false;
  socket.once('open', () => {
    if (done) return;
    done = true;
    resolve();
  });
});
`,
    ],
    [
      'a listener that listens again',
      `const reply = (port, id) => new Promise((resolve) => {
  function listener(message) {
    if (message.id === id) resolve(message);
    else port.once('message', listener);
  }
  port.once('message', listener);
});
`,
    ],
  ])('%s', (_, code) => {
    expect(strictLines(code)).toEqual([]);
  });
});

it('suggests a loop for a promise, too', () => {
  const code = semaphore(`    if (this.free === 0) ${WAIT}\n    this.free--;`, FREE_THEN_WAKE);
  const [finding] = analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings;
  const [edit] = finding!.suggestions[0]!.edits;
  const better = code.slice(0, edit!.range[0]) + edit!.text + code.slice(edit!.range[1]);
  expect(better).toContain('while (this.free === 0) await');
  expect(strictLines(better)).toEqual([]);
});
