import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, marked } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait: what an end forgets of what was begun together', () => {
  const strict = (code: string) =>
    analyze(code.replace('@', ''), 'typescript', { path: 'a.ts', rules: { [RULE]: { promises: true } } })
      .findings;
  const expectMarked = (code: string): void => {
    const lines = strict(code).map(({ range }) => code.slice(0, range[0]).split('\n').length);
    expect(lines).toEqual(marked(code));
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  };

  const connect = (cleanup: string, before = ''): string =>
    `class Link {
  ready() {
    const onReady = () => { cleanup(); this.begin(); };
    const onBusy = () => { cleanup(); this.later(); };
    const onGone = () => { cleanup(); this.stop(); };
    const cleanup = () => {
      ${cleanup}
    };
    ${before}
    this.on('ready', onReady);
    this.on('busy', onBusy);@
    this.on('gone', onGone);
  }
}`;

  it('a listener that the clean-up of its group forgets', () => {
    const code = connect(`this.off('ready', onReady); this.off('gone', onGone);`);
    expectMarked(code.replace('@', ' // !!'));
    expect(strict(code)[0]!.message).toContain("takes 'onBusy' away from 'this'");
  });

  it.each<[string, string]>([
    ['all are taken away', `this.off('ready', onReady); this.off('busy', onBusy); this.off('gone', onGone);`],
    ['all listeners are', `this.removeAllListeners(); this.off('gone', onGone);`],
    ['it is handed on by its name', `this.off('gone', onGone); this.drop(onBusy, onReady);`],
  ])('is silent where %s', (_, cleanup) => {
    expect(strict(connect(cleanup))).toEqual([]);
  });

  it('is silent about an emitter that is made for the job, and about errors', () => {
    const code = connect(`this.off('ready', onReady); this.off('gone', onGone);`, `const link = connect();`);
    expect(strict(code.replaceAll(/this\.(on|off)\(/g, 'link.$1('))).toEqual([]);
    expect(strict(code.replaceAll("'busy'", "'error'"))).toEqual([]);
  });

  it('a listener that the end of something that goes on leaves', () => {
    const code = (taken: string): string => `class Link {
  ready() {
    return new Promise<void>((resolve, reject) => {
      const onReady = () => { this.off('close', onClose); resolve(); };
      const onClose = () => { ${taken} reject(new Error('closed')); };
      this.once('ready', onReady);@
      this.once('close', onClose);
    });
  }
}`;
    expectMarked(code('').replace('@', ' // !!'));
    expect(strict(code(`this.off('ready', onReady);`))).toEqual([]);
    expect(strict(code('').replaceAll('this.o', 'socket.o'))).toEqual([]);
  });

  it('a time limit whose handle nobody uses', () => {
    const code = (rest: string): string => `class Child {
  async stop() {
    this.child.send('end');
    const limit = setTimeout(() => this.child.kill(), 500);@
    await this.exited;${rest}
  }
}
const other = (limit: number) => clearTimeout(limit);`;
    expectMarked(code('').replace('@', ' // !!'));
    expect(strict(code(' clearTimeout(limit);'))).toEqual([]);
    expect(strict(code('').replace('this.child.kill()', 'this.child.ask()'))).toEqual([]);
  });

  const iterator = (end: string): string => `class Source {
  resolve?: (it: unknown) => void;
  [Symbol.asyncIterator]() { return this; }
  give(it: unknown) { const resolve = this.resolve; this.resolve = undefined; resolve?.({ value: it }); }
  next() { return new Promise((resolve) => { this.resolve = resolve; }); }
  finish() { this.resolve?.({ done: true }); }
  async return() {@
    this.ended = true;
    ${end}
    return { done: true };
  }
}`;

  it('a next() that return() leaves unsettled', () => {
    expectMarked(iterator('').replace('@', ' // !!'));
    expectMarked(iterator('this.resolve = undefined;').replace('@', ' // !!'));
    expect(strict(iterator('this.resolve?.({ done: true });'))).toEqual([]);
    expect(strict(iterator('this.finish();'))).toEqual([]);
    expect(strict(iterator('super.close();'))).toEqual([]);
  });

  it('a writer that return() leaves unsettled', () => {
    const code = (end: string): string => `class Source {
  [Symbol.asyncIterator]() { return this; }
  async next() { const it = this.it; this.taken.resolve(); this.taken = deferred(); return it; }
  async push(it: unknown) { this.it = it; await this.taken.promise; }
  async return() {@
    ${end}
    return { done: true };
  }
}`;
    expectMarked(code('').replace('@', ' // !!'));
    expect(strict(code('this.taken.resolve();'))).toEqual([]);
  });

  it('a filter that keeps the one that is to go', () => {
    const code = (compared: string, name = 'acquire'): string => `class Pool {
  ${name}(entry: Entry) {
    return new Promise((resolve, reject) => {
      this.queue.push(entry);
      setTimeout(() => {
        this.queue = this.queue.filter((one) => one ${compared});@
        reject(new Error('too late'));
      }, 500);
    });
  }
  next() { this.queue.shift()?.start(); }
}`;
    expectMarked(code('=== entry').replace('@', ' // !!'));
    expect(strict(code('!== entry'))).toEqual([]);
    expect(strict(code('=== entry', 'keepOnly'))).toEqual([]);
    expect(strict(code('=== entry').replace('this.queue.shift()', 'this.list.shift()'))).toEqual([]);
  });

  it('deferreds of any make that an end drops', () => {
    const code = (made: string, entry: string, before = ''): string => `class Client {
  pending = new Map();
  async send(id: string) {
    const ${made};
    this.pending.set(id, ${entry});
    this.socket.send(id);
    return await answer.promise;
  }
  answer(id: string, it: unknown) { this.pending.get(id)?.resolve(it); }
  close() {
    ${before}
    this.pending.clear();@
    this.socket.end();
  }
}`;
    const bad = (...given: Parameters<typeof code>) => expectMarked(code(...given).replace('@', ' // !!'));
    bad('answer = createDeferred()', 'answer');
    bad('answer = Promise.withResolvers()', '{ answer, id }');
    bad('{ promise: answer, resolve, reject } = promiseWithResolvers()', '{ resolve, reject }');
    const told = 'for (const one of this.pending.values()) one.reject(new Error());';
    expect(strict(code('answer = createDeferred()', 'answer', told))).toEqual([]);
    expect(strict(code('answer = createDeferred()', 'answer', 'this.emit("end");'))).toEqual([]);
    expect(strict(code('answer = createDeferred()', 'id'))).toEqual([]);
  });
});
