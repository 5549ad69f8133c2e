import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'wake-after-update';

const waiter = `
static void wait_done(struct dev *d)
{
	wait_event_timeout(d->wq, d->done || !(d->flags & BUSY), HZ);
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
      'registers written before, as hardware wants it',
      `	iowrite32(1, dev->regs);\n	wake_up(&dev->wq); /* !! */\n	dev->done = true;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
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
      'under one lock',
      `	spin_lock(&dev->lock);\n	wake_up(&dev->wq);\n	dev->done = 1;\n	spin_unlock(&dev->lock);`,
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

  it('where the caller holds a lock', () => {
    const code = `static void f(struct dev *dev)\n{\n	wake_up(&dev->wq);\n	dev->done = 1;\n}\n
void g(struct dev *dev)\n{\n	mutex_lock(&dev->mutex);\n	f(dev);\n	mutex_unlock(&dev->mutex);\n}\n${waiter}`;
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

describe('wake-after-update with the option promises', () => {
  const strictLines = (code: string): readonly number[] =>
    analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings.map(
      ({ range }) => code.slice(0, range[0]).split('\n').length,
    );

  const queue = (
    clear: string,
    wait = `await this.untilEvent('empty');`,
  ): string => `export class Queue extends Emitter {
  jobs = [];
  constructor() {
    super();
    this.jobs = [];
  }
  push(job) {
    this.jobs.push(job);
  }
  async onEmpty(limit) {
    if (this.jobs.length === 0) return;
    ${wait}
  }
  untilEvent(event) {
    return new Promise((resolve) => this.once(event, resolve));
  }
  run() {
    this.jobs.shift()?.();
    if (this.jobs.length === 0) this.emit('empty');
  }
  ${clear}
}
`;

  it.each<[string, string]>([
    ['a collection emptied without the event', queue('clear() {\n    this.jobs = []; // !!\n  }')],
    ['one emptied in place', queue('clear() {\n    this.jobs.length = 0; // !!\n  }')],
    [
      'an event that is not emitted wherever something is taken',
      queue('take() {\n    return this.jobs.pop();\n  }', `await this.untilEvent('empty'); // !!`),
    ],
    [
      'a reaction that is added after others may have taken the promise',
      `export class Mutex {
  #next = Promise.resolve();
  #busy = false;
  async lock() {
    let unlock;
    const before = this.#next;
    const done = new Promise((resolve) => (unlock = resolve));
    this.#next = done;
    await before;
    this.#busy = true;
    done.then(() => (this.#busy = false)); // !!
    return unlock;
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
      'an emptied collection that is announced',
      queue(`clear() {\n    this.jobs = [];\n    this.emit('empty');\n  }`),
    ],
    [
      'one that a function of the file announces',
      queue('clear() {\n    this.jobs = [];\n    this.run();\n  }'),
    ],
    [
      'one that callers announce',
      queue(
        `#drop() {\n    this.jobs = [];\n  }\n  clear() {\n    this.#drop();\n    this.emit('empty');\n  }`,
      ),
    ],
    ['one that another file may announce', queue('clear() {\n    this.jobs = [];\n    this.changed();\n  }')],
    ['a constructor', queue('')],
    [
      'an event that nobody emits in sight',
      queue('clear() {\n    this.jobs = [];\n  }').replace("this.emit('empty')", 'this.tell()'),
    ],
    [
      'a reaction added before the promise is put where others take it',
      `export class Mutex {
  #next = Promise.resolve();
  #busy = false;
  async lock() {
    let unlock;
    const before = this.#next;
    const done = new Promise((resolve) => (unlock = resolve));
    done.then(() => (this.#busy = false));
    this.#next = done;
    await before;
    this.#busy = true;
    return unlock;
  }
}
`,
    ],
    [
      'one added in the turn in which the promise is put there',
      `export class Mutex {
  #next = Promise.resolve();
  #busy = false;
  async lock() {
    let unlock;
    const before = this.#next;
    const done = new Promise((resolve) => (unlock = resolve));
    this.#next = done;
    done.then(() => (this.#busy = false));
    await before;
    this.#busy = true;
    return unlock;
  }
}
`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(strictLines(code)).toEqual([]);
  });
});
