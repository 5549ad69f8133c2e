import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'require-finish-wait';

const inC = (body: string): string =>
  `static int f(struct dev *dev, int noblock)\n{\n\tDEFINE_WAIT(wait);\n\tint ret = 0;\n\n${body}\n}\n`;

describe('require-finish-wait in C reports', () => {
  it.each<[string, string]>([
    [
      'a return from inside the loop',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE); /* !! */
		if (dev->ready)
			break;
		if (signal_pending(current))
			return -ERESTARTSYS;
		schedule();
	}
	finish_wait(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'a goto that jumps over the finish',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE); /* !! */
		if (dev->ready)
			break;
		if (!signal_pending(current)) {
			schedule();
			continue;
		}
		ret = -ERESTARTSYS;
		goto out;
	}
	finish_wait(&dev->wait, &wait);
out:
	return ret;`,
    ],
    [
      'a function that relies on autoremove',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE); /* !! */
	if (!dev->sess) {
		finish_wait(&dev->wait, &wait);
		return 0;
	}
	schedule();
	return 0;`,
    ],
    [
      'add_wait_queue without remove_wait_queue on the error path',
      `	add_wait_queue(&dev->wait, &wait); /* !! */
	if (start(dev) < 0)
		return -EIO;
	remove_wait_queue(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'a state left sleeping',
      `	set_current_state(TASK_INTERRUPTIBLE); /* !! */
	if (dev->ready)
		return 1;
	schedule();
	__set_current_state(TASK_RUNNING);
	return 0;`,
    ],
    [
      'a state left sleeping where the running state is never set',
      `	set_current_state(TASK_INTERRUPTIBLE); /* !! */
	if (dev->ready)
		return 0;
	schedule();
	return 1;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('require-finish-wait in C stays silent about', () => {
  it.each<[string, string]>([
    [
      'goto out that finishes',
      `	prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	if (signal_pending(current)) {
		ret = -EINTR;
		goto out;
	}
	if (!dev->ready)
		schedule();
out:
	finish_wait(&dev->wait, &wait);
	return ret;`,
    ],
    [
      'prepare and finish under the same flag',
      `	if (!noblock)
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	ret = take(dev);
	if (!noblock)
		finish_wait(&dev->wait, &wait);
	return ret;`,
    ],
    [
      'a flag that remembers the registration',
      `	int on_wq = 0;

	if (dev->busy) {
		add_wait_queue(&dev->wait, &wait);
		on_wq = 1;
	}
	work(dev);
	if (on_wq)
		remove_wait_queue(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'a finish that is skipped for a dead object on purpose',
      `	add_wait_queue(&dev->wait, &wait);
	ret = wait_woken(&wait, TASK_INTERRUPTIBLE, HZ);
	if (!device_dead(dev))
		remove_wait_queue(&dev->wait, &wait);
	return ret;`,
    ],
    [
      'a failed prepare_to_wait_event',
      `	for (;;) {
		ret = prepare_to_wait_event(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (ret)
			return ret;
		if (dev->ready)
			break;
		schedule();
	}
	finish_wait(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'autoremove and the running state, where nothing is left on the queue',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	schedule();
	__set_current_state(TASK_RUNNING);
	return 0;`,
    ],
    [
      'an entry handed to a function that cannot be seen',
      '\tadd_wait_queue(&dev->wait, &wait);\n\tsubmit(dev, &wait);\n\treturn 0;',
    ],
    [
      'a path that never comes back',
      '\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\tif (!dev->ok)\n\t\tBUG();\n\tfinish_wait(&dev->wait, &wait);\n\treturn 0;',
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('an entry of the caller that is finished elsewhere', () => {
    expect(
      lint(
        RULE,
        'c',
        'int lock(struct op *op)\n{\n\tprepare_to_wait(&op->c->wait, &op->wait, TASK_UNINTERRUPTIBLE);\n\treturn -EINTR;\n}\n',
      ),
    ).toEqual([]);
  });

  it('a helper of the same file that finishes', () => {
    const code = `static void done(struct dev *dev, wait_queue_entry_t *wait)
{
	finish_wait(&dev->wait, wait);
}

${inC('\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\tschedule();\n\tdone(dev, &wait);\n\treturn 0;')}`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

it('suggests the finish before a return, in braces where they are missing, and lints clean', () => {
  const code = inC(
    '\tadd_wait_queue(&dev->wait, &wait);\n\tif (start(dev) < 0)\n\t\treturn -EIO;\n\tremove_wait_queue(&dev->wait, &wait);\n\treturn 0;',
  );
  const better = suggested(RULE, 'c', code);
  expect(better).toContain('{ remove_wait_queue(&dev->wait, &wait); return -EIO; }');
  expect(lint(RULE, 'c', better)).toEqual([]);
});

const imports = "import { WaitEntry, finishWait, prepareToWait, schedule } from 'waitq';\n";
const inTypeScript = (body: string): string => `${imports}export async function f(q, dev) {\n${body}\n}\n`;

describe('require-finish-wait in TypeScript', () => {
  it.each<[string, string]>([
    [
      'an early return',
      `  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  if (dev.gone) return;
  finishWait(q, w);`,
    ],
    [
      'an awaited call that can reject',
      `  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  await dev.refresh();
  finishWait(q, w);`,
    ],
    [
      'a throw',
      `  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  if (dev.gone) throw new Error('gone');
  finishWait(q, w);`,
    ],
    [
      'an entry with a standard wake function',
      `  const w = new WaitEntry({ wake: autoremoveWakeFunction });
  prepareToWait(q, w); // !!
  if (dev.gone) return;
  finishWait(q, w);`,
    ],
  ])('reports %s', (_, body) => {
    const code = inTypeScript(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'try/finally',
      `  const w = new WaitEntry();
  try {
    prepareToWait(q, w, 'interruptible');
    if (dev.gone) return;
    await schedule(w);
  } finally {
    finishWait(q, w);
  }`,
    ],
    [
      'the plain loop: schedule() never rejects',
      `  const w = new WaitEntry();
  for (;;) {
    prepareToWait(q, w, 'interruptible');
    if (dev.ready) break;
    await schedule(w);
  }
  finishWait(q, w);`,
    ],
    [
      'using',
      `  using w = new WaitEntry();
  for (;;) {
    prepareToWait(q, w, 'interruptible');
    if (dev.gone) return;
    await schedule(w);
  }`,
    ],
    ['an entry that is returned', `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  return w;`],
    [
      'one that is returned in an object',
      `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  return { w };`,
    ],
    [
      'one whose finish is returned',
      `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  return () => finishWait(q, w);`,
    ],
    [
      'one whose finish is kept',
      `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  dev.cancel = () => finishWait(q, w);`,
    ],
    ['one that is stored', `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  dev.entry = w;`],
    [
      'one that was put into a collection before',
      `  const w = new WaitEntry();\n  dev.entries.add(w);\n  prepareToWait(q, w);`,
    ],
    [
      'one with a wake function of its own',
      `  const w = new WaitEntry({ wake: () => dev.woken(q) });\n  prepareToWait(q, w);`,
    ],
  ])('stays silent about %s', (_, body) => {
    expect(lint(RULE, 'typescript', inTypeScript(body))).toEqual([]);
  });

  it('is not led astray by a return that names the entry', () => {
    const code = inTypeScript(`  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  if (dev.gone) return;
  return void finishWait(q, w);`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('names a line with two ways out once', () => {
    const [finding] = lint(
      RULE,
      'typescript',
      inTypeScript(
        "  const w = new WaitEntry();\n  prepareToWait(q, w, 'interruptible');\n  if (!(await dev.load(await dev.key()))) log();\n  finishWait(q, w);",
      ),
    );
    expect(finding?.message).toMatch(/^The exception in line 5 leaves/);
  });

  it('suggests `using`, which lints clean', () => {
    const code = inTypeScript(
      "  const w = new WaitEntry();\n  prepareToWait(q, w, 'interruptible');\n  await dev.refresh();\n  finishWait(q, w);",
    );
    const better = suggested(RULE, 'typescript', code);
    expect(better).toContain('using w = new WaitEntry();');
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });
});

describe('require-finish-wait with promises made by hand', () => {
  const strict = (code: string) =>
    analyze(code, 'typescript', { path: 'a.ts', rules: { [RULE]: { promises: true } } }).findings;
  const expectMarked = (code: string): void => {
    const lines = strict(code).map(({ range }) => code.slice(0, range[0]).split('\n').length);
    expect(lines).toEqual(marked(code));
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  };
  const executor = (body: string, parameters = 'resolve, reject'): string =>
    `function answer(link: Link, signal: AbortSignal, waiters: Waiters) {
  return new Promise((${parameters}) => {
    ${body}
  });
}`;

  it.each<[string, string]>([
    [
      'a listener left by a timeout',
      `const timer = setTimeout(() => reject(new Error('too late')), 500);
    link.once('answer', (it) => { clearTimeout(timer); resolve(it); }); // !!`,
    ],
    [
      'a waiter left on a list by a timeout',
      `const give = () => resolve(1);
    waiters.push(give); // !!
    setTimeout(() => { reject(new Error('too late')); }, 500);`,
    ],
    [
      'an entry left in a map by an abort',
      `waiters.set(7, { resolve, reject }); // !!
    signal.addEventListener('abort', () => reject(signal.reason));`,
    ],
    [
      'an abort listener left by a pause that is over',
      `const timer = setTimeout(resolve, 500);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }); // !!`,
    ],
    [
      'an error listener that swallows the first error to come',
      `link.once('error', reject); // !!
    link.once('ready', () => resolve(link));`,
    ],
  ])('reports %s, in strict only', (_, body) => expectMarked(executor(body)));

  it('reports an abort listener of a promise that ends in no other way', () => {
    expectMarked(
      executor("signal.addEventListener('abort', () => reject(signal.reason)); // !!", '_, reject'),
    );
  });

  it('follows the resolvers into a helper, and a named handler', () => {
    expectMarked(`class Lock {
  readonly #waiters = [];
  take(ms) {
    return new Promise((resolve, reject) => this.#pend(resolve, reject, ms));
  }
  #pend(give, fail, ms) {
    const giveUp = () => fail(new Error('too late'));
    setTimeout(giveUp, ms);
    this.#waiters.push(give); // !!
  }
}`);
  });

  it('says which end leaves what where', () => {
    const [finding] = strict(
      executor("setTimeout(() => reject(new Error()), 500);\n    link.once('answer', resolve);"),
    );
    expect(finding).toMatchObject({
      confidence: 'medium',
      message: expect.stringContaining(
        "setTimeout() in line 3 ends the wait, the listener for 'answer' on 'link' stays",
      ) as string,
    });
  });

  it.each<[string, string]>([
    [
      'the timeout takes the listener away',
      `const listen = (it) => resolve(it);
    setTimeout(() => { link.off('answer', listen); reject(new Error('too late')); }, 500);
    link.once('answer', listen);`,
    ],
    [
      'a function of its own does so',
      `const cleanUp = () => link.off('answer', listen);
    const listen = (it) => { cleanUp(); resolve(it); };
    setTimeout(() => { cleanUp(); reject(new Error('too late')); }, 500);
    link.once('answer', listen);`,
    ],
    [
      'the timeout ends the emitter',
      `setTimeout(() => { link.destroy(); reject(new Error('too late')); }, 500);
    link.once('answer', resolve);`,
    ],
    [
      'the emitter was made for the wait',
      `const own = new Link();
    setTimeout(() => reject(new Error('too late')), 500);
    own.once('answer', resolve);`,
    ],
    [
      'the emitter has ended by itself',
      `link.on('error', reject);
    link.on('end', () => resolve(1));`,
    ],
    [
      'the listener goes with a signal',
      `setTimeout(() => reject(new Error('too late')), 500);
    link.addEventListener('answer', resolve, { signal });`,
    ],
    [
      'the waiter is marked for those that sweep',
      `const waiter = { resolve, reject, isLate: false };
    waiters.push({ resolve, waiter });
    setTimeout(() => { waiter.isLate = true; reject(new Error('too late')); }, 500);`,
    ],
    [
      'the listener is no end of the wait',
      "link.on('data', (it) => log(it));\n    setTimeout(resolve, 500);",
    ],
  ])('stays silent when %s', (_, body) => expect(strict(executor(body))).toEqual([]));

  it('stays silent when a finally takes everything away', () => {
    expectMarked(`async function answer(link) {
  let listen;
  try {
    return await new Promise((resolve, reject) => {
      listen = (it) => resolve(it);
      setTimeout(() => reject(new Error('too late')), 500);
      link.once('answer', listen);
    });
  } finally {
    link.off('answer', listen);
  }
}`);
  });

  const pending = (clear: string): string => `class Pending {
  readonly #calls = new Map();
  ask(id) {
    return new Promise((resolve, reject) => {
      const call = { resolve, reject };
      this.#calls.set(id, call);
    });
  }
  clear() {
    ${clear}
  }
}`;

  it('reports waiters that are dropped unsettled', () => {
    expectMarked(
      pending(
        'for (const [, call] of this.#calls) clearTimeout(call.timer);\n    this.#calls.clear(); // !!',
      ),
    );
  });

  it('stays silent when they are settled first', () => {
    expectMarked(pending('for (const [, call] of this.#calls) call.reject();\n    this.#calls.clear();'));
  });

  const session = (rest: string, on = ''): string => `async function open(link, id) {
  const onPacket = (packet) => id.take(packet);
  link.on('packet', onPacket);${on}
  ${rest}
}`;

  it.each([
    ["const it = await link.open(id);\n  it.once('close', () => link.off('packet', onPacket));"],
    ["if (id.isGone) throw new Error('gone');\n  link.off('packet', onPacket);"],
  ])('reports a listener left by an exception: %s', (rest) => {
    expectMarked(session(rest, ' // !!'));
  });

  it.each([
    ["link.off('packet', onPacket);\n  return link.open(id);"],
    ["try {\n    return await link.open(id);\n  } finally {\n    link.off('packet', onPacket);\n  }"],
    ["const stop = () => link.off('packet', onPacket);\n  id.onEnd(stop);\n  await link.open(id);"],
    ["id.stop = () => link.off('packet', onPacket);\n  await link.open(id);"],
    ["await sleep(5);\n  link.off('packet', onPacket);"],
    ['await link.open(id);'],
  ])('stays silent about %s', (rest) => {
    expectMarked(session(rest));
  });
});
