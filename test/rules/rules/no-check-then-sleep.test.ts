import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-check-then-sleep';

const inC = (body: string): string =>
  `static int f(struct dev *dev)\n{\n\tDEFINE_WAIT(wait);\n${body}\n\treturn 0;\n}\n`;

describe('no-check-then-sleep in C reports', () => {
  it.each<[string, string]>([
    [
      'a state set after the loop’s test',
      `	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule(); /* !! */
	}`,
    ],
    [
      'a queue joined after the attempt failed',
      `	do {
		cmd = try_alloc(dev);
		if (cmd)
			return cmd;
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		io_schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	} while (1);`,
    ],
    [
      'a retry by goto',
      `again:
	ws = find_workspace(dev);
	if (ws)
		return 1;
	ws = alloc_workspace(dev);
	if (IS_ERR(ws)) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
		goto again;
	}`,
    ],
    [
      'a test of signals only after registering',
      `	while (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule(); /* !! */
	}
	finish_wait(&dev->wait, &wait);`,
    ],
    [
      'a lock dropped between test and state',
      `	for (;;) {
		spin_lock(&dev->lock);
		if (!dev->busy)
			break;
		add_wait_queue(&dev->wait, &wait);
		spin_unlock(&dev->lock);
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		remove_wait_queue(&dev->wait, &wait);
	}
	spin_unlock(&dev->lock);`,
    ],
    [
      'a bounded sleep on a queue',
      `	while (dev->len > dev->limit) {
		add_wait_queue_exclusive(&dev->wait, &wait);
		set_current_state(TASK_UNINTERRUPTIBLE);
		left = schedule_timeout(left); /* !! */
		remove_wait_queue(&dev->wait, &wait);
	}`,
    ],
    [
      'a wait made once whose condition is looked at again afterwards',
      `	if (dev->read != dev->write)
		return 1;
	set_current_state(TASK_INTERRUPTIBLE);
	add_wait_queue(&dev->wait, &wait);
	if (!signal_pending(current))
		schedule_timeout(MAX_SCHEDULE_TIMEOUT); /* !! */
	remove_wait_queue(&dev->wait, &wait);
	if (dev->read != dev->write)
		return 1;`,
    ],
    [
      'a wait made once that is all the test decides about',
      `	if (!dev->ready) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule(); /* !! */
	}
	use(dev);`,
    ],
    [
      'the test before the last, looked at again',
      `	if (dev->old == dev->new && !dev->gone) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule(); /* !! */
		cleanup(dev);
	}
	return dev->old != dev->new;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(lint(RULE, 'c', code)[0]?.interleaving?.map(({ actor }) => actor)).toEqual([
      'waiter',
      'waker',
      'waiter',
      'waiter',
    ]);
  });
});

describe('no-check-then-sleep in C stays silent about', () => {
  it.each<[string, string]>([
    [
      'a test after registering',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (dev->ready)
			break;
		schedule();
	}
	finish_wait(&dev->wait, &wait);`,
    ],
    [
      'a second test after a first one',
      `	while (dev->total > cpus) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		if (dev->total > cpus && !dev->free)
			schedule();
		finish_wait(&dev->wait, &wait);
	}`,
    ],
    [
      'an attempt made again after registering, its result tested later',
      `	while (!dev->gone) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		got = try_take(dev);
		if (!got)
			schedule();
		finish_wait(&dev->wait, &wait);
	}`,
    ],
    [
      'test and state inside one section of a lock',
      `	spin_lock_irq(&dev->lock);
	while (dev->count) {
		__set_current_state(TASK_KILLABLE);
		spin_unlock_irq(&dev->lock);
		schedule();
		spin_lock_irq(&dev->lock);
	}
	spin_unlock_irq(&dev->lock);`,
    ],
    [
      'a lock held by the caller',
      `	while (dev->count) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		mutex_unlock(&dev->lock);
		schedule();
		mutex_lock(&dev->lock);
	}
	finish_wait(&dev->wait, &wait);`,
    ],
    [
      'the state set before the first test and again after each sleep',
      `	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);`,
    ],
    [
      'a wake-up source armed after the state is set',
      `	while (dev->running) {
		set_current_state(TASK_INTERRUPTIBLE);
		hrtimer_start(&dev->timer, dev->next, HRTIMER_MODE_ABS);
		schedule();
	}`,
    ],
    [
      'an unconditional sleep used as a delay',
      `	while (readl(dev->regs) & BUSY) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ / 10);
	}
	schedule_timeout_uninterruptible(HZ);`,
    ],
    [
      'a check of arguments before a wait that is made once',
      `	if (dev->dead)
		return -ENODEV;
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();`,
    ],
    [
      'wait_woken',
      `	add_wait_queue(&dev->wait, &wait);
	while (!dev->ready)
		timeo = wait_woken(&wait, TASK_INTERRUPTIBLE, timeo);
	remove_wait_queue(&dev->wait, &wait);`,
    ],
    [
      'a poll on a queue whose wake-ups announce something else',
      `	while (dev->count) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ / 10);
		finish_wait(&dev->wait, &wait);
	}
	return 0;
}

static void answered(struct dev *dev)
{
	dev->pending = 0;
	wake_up(&dev->wait);`,
    ],
    [
      'the stop of a thread whose work was tested under a lock since',
      `	while (!kthread_should_stop()) {
		spin_lock(&dev->lock);
		while (!list_empty(&dev->list))
			take(dev);
		set_current_state(TASK_INTERRUPTIBLE);
		spin_unlock(&dev->lock);
		schedule();
	}`,
    ],
    [
      'a mode that is looked at before and after a bounded sleep',
      `	if (dev->mode != NONE) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ / 2);
		finish_wait(&dev->wait, &wait);
	}
	if (dev->mode != NONE)
		stop(dev);`,
    ],
    [
      'a sleep until a signal',
      `	if (!dev->task) {
		set_current_state(TASK_INTERRUPTIBLE);
		while (!signal_pending(current)) {
			schedule();
			set_current_state(TASK_INTERRUPTIBLE);
		}
		set_current_state(TASK_RUNNING);
	}
	release(dev);`,
    ],
    [
      'the stop of a thread that sleeps for a time',
      `	while (!kthread_should_stop()) {
		spin_lock(&dev->lock);
		while (dev->flushing && left) {
			prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
			spin_unlock(&dev->lock);
			left = schedule_timeout(left);
			spin_lock(&dev->lock);
		}
		finish_wait(&dev->wait, &wait);
		spin_unlock(&dev->lock);
	}`,
    ],
    ['wait_event', '\tif (!dev->ready)\n\t\twait_event(dev->wait, dev->ready);'],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });
});

it('suggests a test before the sleep, which then lints clean', () => {
  const code = inC(
    '\twhile (!dev->ready) {\n\t\tset_current_state(TASK_INTERRUPTIBLE);\n\t\tschedule();\n\t}',
  );
  const better = suggested(RULE, 'c', code);
  expect(better).toContain('if (!dev->ready) schedule();');
  expect(lint(RULE, 'c', better)).toEqual([]);
});

const imports = "import { WaitEntry, finishWait, prepareToWait, schedule } from 'waitq';\n";
const inTypeScript = (body: string): string =>
  `${imports}export async function f(q, store) {\n  const w = new WaitEntry();\n${body}\n  finishWait(q, w);\n}\n`;

describe('no-check-then-sleep in TypeScript', () => {
  it('reports an await between test and registration', () => {
    const code = inTypeScript(`  while (!(await store.ready())) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w); // !!
  }`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('reports a wait made once that is all an awaited test decides about', () => {
    const code = inTypeScript(`  if (!(await store.ready())) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w); // !!
    finishWait(q, w);
  }
  store.use();`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('stays silent where nothing can run in between', () => {
    const code = inTypeScript(`  while (!store.ready) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w);
  }`);
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });

  it('reports the same code on a queue shared between threads', () => {
    const code = inTypeScript(`  while (!store.ready) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w); // !!
  }`).replace("'waitq'", "'waitq/threads'");
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('suggests a test before the sleep, which then lints clean', () => {
    const code = inTypeScript(
      "  while (!store.ready) {\n    prepareToWait(q, w, 'interruptible');\n    await schedule(w);\n  }",
    ).replace("'waitq'", "'waitq/threads'");
    const better = suggested(RULE, 'typescript', code);
    expect(better).toContain('if (!store.ready) await schedule(w);');
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });
});

describe('Atomics.wait', () => {
  const wrap = (body: string): string => `export function f(words, i, timeout) {\n${body}\n}\n`;

  it.each<[string, string]>([
    [
      'a reload in the argument after a test',
      '  while (Atomics.load(words, i) !== 0) {\n    Atomics.wait(words, i, Atomics.load(words, i)); // !!\n  }',
    ],
    [
      'a reload after a compare-exchange, bounded or not',
      '  while (Atomics.compareExchange(words, 0, 0, 1) !== 0) {\n    Atomics.wait(words, 0, Atomics.load(words, 0), 90); // !!\n  }',
    ],
    [
      'a local loaded after the test',
      '  while (Atomics.load(words, 0) === 1) {\n    const seen = Atomics.load(words, 0);\n    Atomics.wait(words, 0, seen); // !!\n  }',
    ],
    [
      'a sequence word read after the test',
      '  while (Atomics.load(words, 0) === Atomics.load(words, 1)) {\n    const seq = Atomics.load(words, 2);\n    Atomics.wait(words, 2, seq); // !!\n  }',
    ],
    [
      'the word read as a plain element',
      '  while (words[2] === 0) {\n    const now = words[2]!;\n    Atomics.wait(words, 2, now); // !!\n  }',
    ],
    [
      'waitAsync as well',
      '  while (Atomics.load(words, i) !== 0) {\n    Atomics.waitAsync(words, i, Atomics.load(words, i)); // !!\n  }',
    ],
    [
      'a wait for change from whatever is there now',
      "  return Atomics.wait(words, i, Atomics.load(words, i), 5000) === 'ok'; // !!",
    ],
  ])('reports %s', (_, body) => {
    expect(linesOf(RULE, 'javascript', wrap(body))).toEqual(marked(wrap(body)));
  });

  it.each<[string, string]>([
    [
      'the tested value',
      '  for (;;) {\n    const v = Atomics.load(words, i);\n    if (v === 0) return;\n    Atomics.wait(words, i, v);\n  }',
    ],
    ['the constant that was tested', '  while (Atomics.load(words, i) === 1) Atomics.wait(words, i, 1);'],
    [
      'the constant that was tested in a plain element',
      '  while (words[i] === 1) Atomics.wait(words, i, 1);',
    ],
    [
      'a sequence word read before the test',
      '  for (;;) {\n    const seq = Atomics.load(words, 2);\n    if (Atomics.load(words, 0) !== Atomics.load(words, 1)) return;\n    Atomics.wait(words, 2, seq);\n  }',
    ],
    [
      'a sequence word read before unlock',
      '  const seq = Atomics.load(words, 2);\n  words.lock.unlock();\n  Atomics.wait(words, 2, seq);',
    ],
    [
      'a pause on memory of its own',
      '  const cell = new Int32Array(new SharedArrayBuffer(4));\n  Atomics.wait(cell, 0, Atomics.load(cell, 0), timeout);',
    ],
    [
      'a bounded pause in a helper of a poll',
      '  if (words.turns % 10 === 0) Atomics.wait(words.a, i, Atomics.load(words.a, i), 50);',
    ],
    [
      'a bounded poll of something else',
      '  while (!words.done) {\n    Atomics.wait(words.a, i, Atomics.load(words.a, i), 50);\n  }',
    ],
  ])('is right with %s', (_, body) => {
    expect(lint(RULE, 'javascript', wrap(body))).toEqual([]);
  });
});

describe('no-check-then-sleep with the option promises', () => {
  const strictLines = (code: string): readonly number[] =>
    analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings.map(
      ({ range }) => code.slice(0, range[0]).split('\n').length,
    );

  const withJob = (listen: string): string => `export async function run(job, signal) {
  signal.throwIfAborted();
  const work = job(signal);
  const aborted = new Promise((_, reject) => {
    ${listen}
  });
  return Promise.race([work, aborted]);
}
`;
  const LISTEN = `signal.addEventListener('abort', () => reject(signal.reason), { once: true });`;

  it.each<[string, string]>([
    ['a given function that runs between the look at a signal and the listener', withJob(`${LISTEN} // !!`)],
    [
      'an await there',
      `export async function open(path, { signal }) {
  if (signal.aborted) throw signal.reason;
  const file = await load(path);
  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve)); // !!
  return { file, stopped };
}
`,
    ],
    [
      'an answer that may come while the question is sent',
      `import { once } from 'node:events';
export async function ask(socket, question) {
  await socket.write(question);
  const [answer] = await once(socket, 'data'); // !!
  return answer;
}
`,
    ],
    [
      'the same through a function of the file and a promise',
      `export async function ask(timely, socket, lines) {
  const send = async (line) => {
    await timely(socket.write(line));
  };
  for (const line of lines) await send(line);
  return await timely(new Promise((resolve) => socket.once('data', resolve))); // !!
}
`,
    ],
    [
      'a wait that the answer of an awaited call decides about',
      `export async function closeWindow(windows, events, name) {
  const reconnects = await windows.close(name);
  windows.forget(name);
  if (reconnects) {
    const reconnected = new Promise((resolve) => events.once('reconnected', resolve)); // !!
    await reconnected;
  }
}
`,
    ],
  ])('reports %s', (_, code) => {
    expect(strictLines(code)).toEqual(marked(code));
    expect(strictLines(code)).toHaveLength(1);
    expect(analyze(code, 'javascript', { rules: { [RULE]: {} } }).findings).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'a look at the signal after listening',
      withJob(`${LISTEN}\n    if (signal.aborted) reject(signal.reason);`),
    ],
    ['a signal looked at in the same turn', withJob(LISTEN).replace('  const work = job(signal);\n', '')],
    ['functions that nobody gave', withJob(LISTEN).replace('job(signal)', 'begin(signal)')],
    [
      'a listener that is there before the question',
      `import { once } from 'node:events';
export async function ask(socket, question) {
  const answer = once(socket, 'data');
  await socket.write(question);
  return await answer;
}
`,
    ],
    [
      'a question sent after listening, in the same turn',
      `export async function ask(socket, questions) {
  for (const question of questions) {
    await socket.write('next');
    const answer = new Promise((resolve) => socket.once('data', resolve));
    socket.push(question);
    await answer;
  }
}
`,
    ],
    [
      'what is started after the test and before listening',
      `import { once } from 'node:events';
export async function restart(server, settings) {
  const isNew = await settings.ask('new');
  if (isNew) {
    server.restart();
    await once(server, 'ready');
  }
}
`,
    ],
    [
      'a write that is not awaited',
      `import { once } from 'node:events';
export async function ask(socket, question) {
  socket.write(question);
  return await once(socket, 'data');
}
`,
    ],
    [
      'a state tested in the turn in which the listener is added',
      `import { once } from 'node:events';
export async function close(server) {
  await server.close();
  if (server.listening) await once(server, 'close');
}
`,
    ],
    [
      'an answer about how something is to be done',
      `import { once } from 'node:events';
export async function start(server, settings) {
  const isLoud = await settings.ask('loud');
  if (isLoud) server.say('starting');
  await once(server, 'ready');
}
`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(strictLines(code)).toEqual([]);
  });
});
