import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, marked } from './lint.js';

const RULE = 'require-finish-wait';

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
      'a waiter left by a timeout whose reason others make',
      `waiters.add(resolve); // !!
    setTimeout(() => { log.verbose('late'); reject(translate(7)); }, 500);`,
    ],
    [
      'an entry left in a map by an abort, and the listener left by an answer',
      `waiters.set(7, { resolve, reject }); // !!
    signal.addEventListener('abort', () => reject(signal.reason)); // !!`,
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

  const queued = (clear: string): string => `class Queue {
  tasks = [];
  run(task) {
    let resolve, reject;
    const promise = new Promise((res, rej) => {
      resolve = res;
      reject = rej;
    });
    this.tasks.push({ task, resolve, reject });
    return promise;
  }
  ask(task) {
    return new Promise(async (resolve, reject) => {
      await task.ready;
      this.asked.push({ task, resolve, reject });
    });
  }
  clear() {
    ${clear}
  }
}`;

  it.each([
    ['this.tasks = []; // !!'],
    ['this.tasks.length = 0; // !!'],
    ['this.asked.splice(0, this.asked.length); // !!\n    return this;'],
    ["if (this.isLoud) console.log('cleared');\n    this.asked.splice(0); // !!"],
  ])('reports waiters that are emptied out: %s', (clear) => {
    expectMarked(queued(clear));
  });

  it.each([
    ['for (const { reject } of this.tasks) reject();\n    this.tasks.length = 0;'],
    ['const left = this.asked.splice(0);\n    return left;'],
    ['this.asked.splice(0, 1);'],
    ['Promise.all(this.asked.splice(0).map(({ resolve }) => resolve()));'],
  ])('stays silent about %s', (clear) => {
    expectMarked(queued(clear));
  });

  it('asks what the function calls whether it has seen to them', () => {
    const closing = (body: string): string => `const add = (line, task) =>
  new Promise((resolve) => line.tasks.push({ task, resolve }));
function stop(line) { line.isOpen = false; ${body} }
function finish(line) {
  if (line.isOpen) stop(line);
  line.tasks = [];
}`;
    expectMarked(closing('for (const { resolve } of line.tasks) resolve();'));
    expectMarked(closing('line.wire.end();').replace('tasks = [];', 'tasks = []; // !!'));
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
