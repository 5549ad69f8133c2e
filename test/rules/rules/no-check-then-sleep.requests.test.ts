import { describe, expect, it } from 'vitest';
import { marked, linesOf, promiseLines } from './lint.js';

const RULE = 'no-check-then-sleep';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('no-check-then-sleep and answers that come before they are expected', () => {
  const client = (ask: string): string => `export class Client {
  constructor(channel) {
    channel.consume((answer) => {
      const deferred = this.requests.get(answer.id);
      this.requests.delete(answer.id);
      deferred?.resolve(answer);
    });
  }
  async ask(question) {
    const id = String(++this.last);
    ${ask}
  }
}`;

  it('reports an entry that is made behind the awaited sending', () => {
    expectMarked(
      client(`await this.channel.publish({ id, question });
    const deferred = (0, util.createDeferred)();
    this.requests.set(id, deferred); // !!
    return await deferred.promise;`),
    );
  });

  it.each([
    'const deferred = createDeferred();\n    this.requests.set(id, deferred);\n    await this.channel.publish({ id, question });\n    return deferred.promise;',
    'await this.channel.publish({ question });\n    const deferred = createDeferred();\n    this.requests.set(id, deferred);\n    return deferred.promise;',
    'this.channel.publish({ id, question });\n    const deferred = createDeferred();\n    this.requests.set(id, deferred);\n    return deferred.promise;',
    'await this.channel.publish({ id, question });\n    const deferred = createDeferred();\n    this.requests.set(id, Date.now());\n    return deferred.promise;',
  ])('stays silent about %s', (ask) => {
    expectMarked(client(ask));
  });

  const frames = (send: string): string => `export class Channel {
  send(frame) {
    return new Promise((resolve, reject) => {
      ${send}
    });
  }
  answered(value) { this.waiting.shift()?.[0](value); }
}`;

  it('reports resolvers that are stored when the sending is over', () => {
    expectMarked(
      frames(
        'this.connection.send(frame).then(() => this.waiting.push([resolve, reject])).catch(reject); // !!',
      ),
    );
    expectMarked(frames('this.waiting.push([resolve, reject]); this.connection.send(frame).catch(reject);'));
    expectMarked(frames('this.connection.open().then(() => this.waiting.push([resolve, reject]));'));
  });
});

describe('no-check-then-sleep and the exit of a process', () => {
  const close = (test: string, mark = ''): string => `export function close(child) {
  return new Promise((resolve) => {
    if (${test}) resolve();
    else child.on('exit', resolve); // ${mark}
  });
}`;

  it('reports an exit code that is only asked whether it is true', () => {
    expectMarked(close('!child || child.exitCode', '!!'));
    expectMarked(close('child.exitCode', '!!'));
  });

  it.each([
    'child.exitCode !== null',
    'child.exitCode !== null || child.signalCode !== null',
    'child.exitCode ?? child.signalCode',
    'child.killed || child.exitCode',
    'other.exitCode',
  ])('stays silent about %s', (test) => {
    expectMarked(close(test));
  });
});

describe('no-check-then-sleep and workers that speak first', () => {
  const start = (body: string): string => `export async function start(url, folder) {
  const worker = new Worker(url);
  const ready = new Defer();
  ${body}
  return ready.promise;
}`;

  it('reports messages that are listened to when something has been awaited', () => {
    expectMarked(
      start(
        'const root = await folder;\n  worker.onmessage = ({ data }) => ready.resolve(data, root); // !!',
      ),
    );
    expectMarked(
      start("const root = await folder;\n  worker.on('message', (data) => ready.resolve(data, root)); // !!"),
    );
  });

  it.each([
    'worker.onmessage = ({ data }) => ready.resolve(data);\n  await folder;',
    'const root = await folder;\n  worker.onmessage = ({ data }) => ready.resolve(data);\n  worker.postMessage(root);',
    'await once(worker);\n  worker.onmessage = ({ data }) => ready.resolve(data);',
  ])('stays silent about %s', (body) => {
    expectMarked(start(body));
  });
});

describe('no-check-then-sleep and words that no request is recorded in', () => {
  const both = (call: string, serve = 'Atomics.wait(this.words, 0, 0);'): string => `export class Messenger {
  constructor(memory) { this.words = new Int32Array(memory); }
  call(length) {
    const { words } = this;
    ${call}
    Atomics.notify(words, 0);
  }
  serve() {
    const { words } = this;
    ${serve.replaceAll('this.words', 'words')}
    return words[2];
  }
}`;
  const lines = (code: string): readonly number[] => linesOf(RULE, 'javascript', code);

  it('reports the wait where only other words of the array are written', () => {
    expect(lines(both('words[2] = length;'))).toEqual([10]);
    expect(lines(both('Atomics.store(words, 2, length);'))).toEqual([10]);
  });

  it.each([
    'words[0] = 1; words[2] = length;',
    'Atomics.store(words, 0, 1);',
    'words[length] = 1;',
    'words.set(length);',
    '',
  ])('stays silent about %s', (call) => {
    expect(lines(both(call))).toEqual([]);
  });
});
