import { describe, expect, it } from 'vitest';
import { linesOf, marked } from './lint.js';

const RULE = 'wake-after-update';

function expectMarked(code: string): void {
  expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
}

describe('wake-after-update where a handler notifies a view of its own', () => {
  const handlers = (before: string, made = 'const words = new Int32Array(shared);'): string => `
parent.on('message', async (message) => {
  const { shared, id } = message;
  ${made}
  try {
    port.postMessage({ id, answer: await run(message) });
  } catch (error) {
    port.postMessage({ id, error });
  }
  ${before}
  Atomics.notify(words, 0); // !!
});
parent.on('error', ({ shared, id, error }) => {
  const words = new Int32Array(shared);
  port.postMessage({ id, error });
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
});`;

  it('reports one that has not written it, though another has', () => expectMarked(handlers('')));

  it('reports it below the function that makes the view', () => {
    expectMarked(`parent.on('message', (message) => {
  const view = new Int32Array(message.shared);
  void (async () => {
    try {
      port.postMessage(await run(message));
    } catch (error) {
      port.postMessage({ error });
    }
    Atomics.notify(view, 0); // !!
  })();
});
export function end(view) {
  Atomics.store(view, 0, 1);
}`);
  });

  it.each([
    ['it is written', 'Atomics.store(words, 0, 1);', undefined],
    ['something else may write it', 'tell(words);', undefined],
    ['the buffer is handed on', 'fill(shared, 1);', undefined],
    ['another view writes it', 'new Uint8Array(shared).set(bytes);', undefined],
    ['the view comes from elsewhere', '', 'const words = viewOf(shared);'],
  ])('stays silent where %s', (_, before, made) => {
    const code = handlers(before, made).replaceAll(' // !!', '');
    expect(linesOf(RULE, 'typescript', code)).toEqual([]);
  });
});

describe('wake-after-update where sleepers expect what they have loaded', () => {
  const condition = (one: string): string => `export class Turn {
  #words = new Int32Array(new SharedArrayBuffer(4));
  async wait(lock) {
    const seen = Atomics.load(this.#words, 0);
    lock.unlock();
    const { async, value } = Atomics.waitAsync(this.#words, 0, seen);
    if (async) await value;
    await lock.lock();
  }
  notifyOne() {
    ${one}
  }
  notifyAll() {
    Atomics.add(this.#words, 0, 1);
    Atomics.notify(this.#words, 0);
  }
}`;

  it('reports a notify that counts nothing', () =>
    expectMarked(condition('Atomics.notify(this.#words, 0, 1); // !!')));

  it('reports a count that notifies nobody', () =>
    expectMarked(condition('Atomics.add(this.#words, 0, 1); // !!')));

  it('stays silent about both together', () =>
    expectMarked(condition('Atomics.add(this.#words, 0, 1); Atomics.notify(this.#words, 0, 1);')));
});

describe('wake-after-update where all but one store and notify', () => {
  const worker = (one: string): string => `const state = new Int32Array(workerData.buffer);
const READ_AT = 0;
const WRITE_AT = 1;
export function close(end) {
  ${one}
}
export function drained(end) {
  Atomics.store(state, READ_AT, end);
  Atomics.notify(state, READ_AT);
}
export function read(end) {
  work(end);
  Atomics.store(state, READ_AT, end);
  Atomics.notify(state, READ_AT);
}`;

  it('reports a store that nothing notifies', () =>
    expectMarked(worker('Atomics.store(state, READ_AT, end); // !!')));

  it('reports a store after which another word is notified', () =>
    expectMarked(worker('Atomics.store(state, READ_AT, end); // !!\n  Atomics.notify(state, WRITE_AT);')));

  it('reports a notify behind the store of another word', () =>
    expectMarked(worker('Atomics.store(state, WRITE_AT, end);\n  Atomics.notify(state, READ_AT); // !!')));

  const resumed = (calls: string): string => `${worker('Atomics.store(state, READ_AT, end); // !!')}
export function resume(end) {
  ${calls}
}`;

  it('reports it where a caller notifies of its own store before the call', () =>
    expectMarked(
      resumed('Atomics.store(state, READ_AT, end);\n  Atomics.notify(state, READ_AT);\n  close(end);'),
    ));

  it('stays silent where a caller notifies behind the call', () =>
    expect(linesOf(RULE, 'typescript', resumed('close(end);\n  Atomics.notify(state, READ_AT);'))).toEqual(
      [],
    ));

  it.each([
    ['another value', 'Atomics.store(state, READ_AT, 0);'],
    ['the same, which a helper tells of', 'Atomics.store(state, READ_AT, end);\n  notifyReader();'],
    ['the same, and hands the words on', 'Atomics.store(state, READ_AT, end);\n  hand(state);'],
    ['another word', 'Atomics.store(state, WRITE_AT, end);'],
    ['the same before it sleeps', 'Atomics.store(state, READ_AT, end);\n  Atomics.wait(state, WRITE_AT, 0);'],
  ])('stays silent about one that stores %s', (_, one) => {
    expect(linesOf(RULE, 'typescript', worker(one))).toEqual([]);
  });
});

describe('wake-after-update where a word is slept on by the name of a value', () => {
  const file = (done: string): string => `enum Status { Pending = 0, Done = 1 }
function headerOf(buffer) {
  return new Int32Array(buffer);
}
export function answer(buffer, value) {
  const header = headerOf(buffer);
  Atomics.store(header, 1, value);
  ${done}
  Atomics.notify(header, 0); // !!
}
export function ask(buffer) {
  const header = headerOf(buffer);
  Atomics.wait(header, 0, Status.Pending);
  return Atomics.load(header, 1);
}`;

  it('reports a notify of a word that nothing writes', () => expectMarked(file('')));

  it('stays silent where it is written', () =>
    expect(linesOf(RULE, 'typescript', file('Atomics.store(header, 0, Status.Done);'))).toEqual([]));
});
