import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

/** A wait for an answer that may be given up by an abort; `more` comes after the answer was asked for. */
const asks = (more: string): string => `export function ask(desk, signal) {
  return new Promise((resolve, reject) => {
    desk.ask((answer) => resolve(answer));
    ${more}
  });
}`;

describe('require-finish-wait and listeners for an abort', () => {
  it('reports a listener that nothing can take away', () => {
    expectMarked(asks("signal.addEventListener('abort', () => reject(signal.reason)); // !!"));
    expectMarked(
      asks("signal.addEventListener('abort', () => reject(signal.reason), { once: true }); // !!"),
    );
  });

  it('reports the one end that leaves what the others take away', () => {
    expectMarked(`export function ask(desk, signal) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => { desk.calls.delete(7); reject(new Error('late')); }, 500);
    const onAbort = () => { clearTimeout(late); reject(signal.reason); };
    const leave = () => signal.removeEventListener('abort', onAbort);
    desk.ask((answer) => { leave(); resolve(answer); });
    signal.addEventListener('abort', onAbort); // !!
  });
}`);
  });

  it.each([
    ["signal.addEventListener('abort', () => reject(signal.reason), { signal: desk.over });"],
    [
      "const end = () => reject(signal.reason);\n    signal.addEventListener('abort', end);\n    desk.onEnd(() => signal.removeEventListener('abort', end));",
    ],
    [
      "const own = new AbortController();\n    own.signal.addEventListener('abort', () => reject(new Error('over')));",
    ],
    [
      "const any = AbortSignal.any([signal, desk.over]);\n    any.addEventListener('abort', () => reject(any.reason));",
    ],
  ])('stays silent about %s', (more) => expectMarked(asks(more)));
});

describe('require-finish-wait and promises that only an abort ends', () => {
  const until = (use: string): string =>
    `export async function* never(signal, work) {
  if (signal.aborted) return;
  ${use.replace('ABORT', "new Promise((_, reject) => {\n    signal.addEventListener('abort', () => reject(signal.reason)); // !!\n  })")}
}`;

  it('reports one that is raced', () => {
    expectMarked(until('await Promise.race([work(), ABORT]);'));
  });

  it('stays silent about one that is awaited alone: the listener goes with it', () => {
    expect(promiseLines(RULE, until('await ABORT;'))).toEqual([]);
    expect(promiseLines(RULE, until('yield __await(ABORT);'))).toEqual([]);
  });
});

describe('require-finish-wait and events that lose a race', () => {
  const races = (member: string): string => `import { once } from 'node:events';
export class Line {
  async up(late) {
    await Promise.race([${member}, late()]);
  }
}`;

  it.each([
    ["once(this, 'up') /* !! */"],
    ["new Promise((resolve) => this.wire.once('up', resolve)) /* !! */"],
  ])('reports %s', (member) =>
    expectMarked(races(member).replace('/* !! */', '').replace('late()]);', 'late()]); // !!')),
  );

  it.each([
    ["once(this, 'up', { signal: late.signal })"],
    ["once(this, 'close')"],
    ["new Promise((resolve) => this.wire.once('exit', resolve))"],
  ])('stays silent about %s', (member) => expectMarked(races(member)));

  it('stays silent about an emitter of the function itself', () => {
    expectMarked(`import { once } from 'node:events';
export async function start(late) {
  const child = launch();
  await Promise.race([once(child, 'ready'), late()]);
}`);
  });
});

describe('require-finish-wait and handlers that take everything away', () => {
  const close = (onGone: string): string => `export class Line {
  close() {
    return new Promise((resolve, reject) => {
      const off = () => { this.wire.off('closed', onClosed); this.wire.off('gone', onGone); };
      const onClosed = () => { off(); resolve(); };
      ${onGone}
      this.wire.once('closed', onClosed);
      this.wire.once('gone', onGone);
      this.wire.close();
    });
  }
}`;

  it('reports a handler after which nothing settles the promise', () => {
    expectMarked(close('const onGone = () => { off(); log("gone"); }; // !!'));
  });

  it('stays silent when it settles, or leaves the other listener', () => {
    expectMarked(close('const onGone = () => { off(); reject(new Error("gone")); };'));
    expectMarked(close('const onGone = () => { log("gone"); };'));
  });
});

describe('require-finish-wait and waiters that are thrown away with their source', () => {
  it('reports them, and stays silent when they are told', () => {
    const calls = (close: string): string => `export class Calls {
  waiting = new Map();
  call(id) {
    return new Promise((resolve, reject) => { this.waiting.set(id, { resolve, reject }); });
  }
  close() {
    this.wire.end();
    ${close}
  }
}`;
    expectMarked(calls('this.waiting.clear(); // !!'));
    expectMarked(
      calls(
        'for (const { reject } of this.waiting.values()) reject(new Error("over"));\n    this.waiting.clear();',
      ),
    );
  });
});
