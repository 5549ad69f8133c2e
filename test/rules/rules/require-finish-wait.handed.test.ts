import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('require-finish-wait where listeners that settle a promise are taken away', () => {
  const socket = (end: string, opened = 'await new Promise((resolve, reject) => {'): string =>
    `export function connect(address) {
  const line = open(address);
  let onOpen, onClose;
  const opened = async () => {
    ${opened}
      onOpen = () => resolve();
      onClose = toError(reject);
      line.on('open', onOpen);
      line.on('close', onClose);
    });
    line.off('open', onOpen);
    line.off('close', onClose);
  };
  const end = () => {
    ${end}
    line.close();
  };
  return { opened, end };
}`;

  it('reports all of them, of a variable', () => {
    expectMarked(socket("line.removeAllListeners('close'); // !!\n    line.removeAllListeners('open');"));
    expectMarked(socket('line.removeAllListeners(); // !!'));
  });

  it.each([
    ['one is left', "line.removeAllListeners('open');"],
    ['the emitter tells first', "line.emit('close');\n    line.removeAllListeners();"],
    ['it is a comment', '// line.removeAllListeners();'],
  ])('stays silent where %s', (_, end) => expectMarked(socket(end)));

  it('stays silent about a promise that is kept for a race', () => {
    expectMarked(socket('line.removeAllListeners();', 'const first = new Promise((resolve, reject) => {'));
  });

  const ended = (head: string, removal: string): string => `class Browser extends EventEmitter {
  async close() {
    await new Promise((resolve) => this.once('gone', resolve));
  }
}
class Session {}
${head} {
  dispose() {
    ${removal}
  }
}`;

  it('takes this of another class for another emitter, and that of one that extends it for the same', () => {
    expectMarked(ended('export class Remote extends Browser', 'this.removeAllListeners(); // !!'));
    expectMarked(ended('export class Registry extends EventEmitter', 'this.removeAllListeners();'));
  });

  const closing = (before: string, after = ''): string => `export class Client {
  close(callback) {
    const closeLine = (done) => {
      if (this.line.isClosed) return done();
      ${before}
      this.line.once('close', () => {
        this.line.removeAllListeners();
        done();
      });
      this.line.close();
    };
    return new Promise((resolve) => {
      closeLine(resolve);
    });
  }${after}
}`;

  it('reports the listener of an earlier call, which a helper has added', () => {
    expectMarked(closing("this.line.removeAllListeners('close'); // !!"));
    expectMarked(closing("this.line.removeAllListeners('data');"));
  });

  it('stays silent in the handler of the end, and behind the wait', () => {
    const gone = `
  constructor(line) {
    this.line = line;
    line.on('close', this.onClose);
  }
  onClose() {
    this.line.removeAllListeners();
  }`;
    expectMarked(closing('', gone));
    expectMarked(`export async function secure(line) {
  const answer = await new Promise((resolve) => line.once('data', resolve));
  line.removeAllListeners();
  return answer;
}`);
  });
});

describe('require-finish-wait where an entry is handed to a method', () => {
  const pool = (enter: string, entry = 'new Task({ job, resolve, reject })'): string => `export class Pool {
  tasks = [];
  run(job) {
    return new Promise((resolve, reject) => this.enter(${entry}));
  }
  enter(task) {
    ${enter}
    this.tasks.push(task);
  }
  next() {
    this.tasks.shift()?.start();
  }
}`;

  it.each([['new Task({ job, resolve, reject })'], ['{ job, resolve, reject }']])(
    'reports a way out that leaves %s',
    (entry) => expectMarked(pool('if (this.isEnding) return; // !!', entry)),
  );

  it('stays silent where the entry is told', () => {
    expectMarked(pool("if (this.isEnding) return task.reject(new Error('ending'));"));
  });

  const queue = (clear: string, enter = 'this.queue.push({ job, done });'): string => `export class Queue {
  queue = [];
  run(job) {
    return new Promise((resolve, reject) => {
      this.add(job, (error, value) => (error ? reject(error) : resolve(value)));
    });
  }
  add(job, done) {
    this.enter(job, done);
  }
  enter(job, done) {
    ${enter}
  }
  next() {
    const { job, done } = this.queue.shift();
    job().then((value) => done(null, value), done);
  }
  ${clear}
}`;

  it.each([
    ['clear() {\n    this.queue = []; // !!\n  }', undefined],
    [
      'stop() {\n    this.queue.length = 0; // !!\n  }',
      'const entry = { job, done };\n    this.queue.push(entry);',
    ],
    [
      'clear() {\n    this.queue.clear(); // !!\n  }',
      'const line = this.queue.get(job.name) ?? [];\n    line.push({ job, done });\n    this.queue.set(job.name, line);',
    ],
  ])('reports %s that drops what came through helpers', (clear, enter) => {
    expectMarked(queue(clear, enter));
  });

  it.each([
    [
      'clear() {\n    for (const { done } of this.queue) done(new Error());\n    this.queue = [];\n  }',
      undefined,
    ],
    [
      'clear() {\n    this.queue = [];\n  }',
      'if (this.isFull) done(new Error());\n    else this.list.push({ job, done });',
    ],
  ])('stays silent about %s', (clear, enter) => expectMarked(queue(clear, enter)));
});
