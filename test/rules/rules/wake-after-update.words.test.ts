import { describe, expect, it } from 'vitest';
import { linesOf, marked } from './lint.js';

const RULE = 'wake-after-update';

describe('wake-after-update where a way out leaves out the notify', () => {
  const push = (test: string): string => `export class Queue {
  push(item) {
    const count = Atomics.add(this.words, 0, 1);
    ${test}
    Atomics.notify(this.words, 0, 1);
  }
  pop() {
    while (Atomics.load(this.words, 0) === 0) Atomics.wait(this.words, 0, 0);
    Atomics.sub(this.words, 0, 1);
  }
}`;

  it('reports an early return', () => {
    const code = push('if (item === undefined) return; // !!');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    ['the word was what it was', 'if (count > 0) return;'],
    ['nobody sleeps', 'if (Atomics.load(this.sleepers, 0) === 0) return;'],
    ['it throws', 'if (item === undefined) throw new Error();'],
  ])('stays silent where %s', (_, test) => {
    expect(linesOf(RULE, 'typescript', push(test))).toEqual([]);
  });
});

describe('wake-after-update where nothing records a wake-up', () => {
  const condition = (signal: string): string => `export class Condition {
  wait(lock) {
    lock.unlock();
    Atomics.wait(this.words, 0, 0);
    lock.lock();
  }
  signal() {
    ${signal}
  }
}`;

  it('reports the notify and the sleep', () => {
    const code = condition('Atomics.notify(this.words, 0, 1); // !!');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
    expect(linesOf('no-check-then-sleep', 'typescript', code)).toEqual([4]);
  });

  it.each([
    ['counted first', 'Atomics.add(this.words, 0, 1); Atomics.notify(this.words, 0, 1);'],
    ['written elsewhere', 'Atomics.notify(this.words, 0, 1); }\n  reset() { this.words[0] = 1;'],
    ['of another word', 'Atomics.notify(this.others, 0, 1);'],
  ])('stays silent about a wake-up %s', (_, signal) => {
    expect(linesOf('no-check-then-sleep', 'typescript', condition(signal))).toEqual([]);
  });
});

describe('wake-after-update where a file notifies nobody', () => {
  const call = (
    answer: string,
    wait = 'Atomics.wait(words, 0, 0);',
  ): string => `export function ask(buffer, port) {
  const words = new Int32Array(buffer);
  port.postMessage('?');
  ${wait}
  return words[1];
}
export function answer(buffer, value) {
  const words = new Int32Array(buffer);
  ${answer}
}`;

  it('reports the store that the sleeper waits for', () => {
    const code = call('Atomics.store(words, 0, value); // !!');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    ['it notifies elsewhere', call('Atomics.store(words, 0, value); notify(words);')],
    ['the word is put back', call('Atomics.store(words, 0, 0);')],
    ['another word is written', call('Atomics.store(words, 2, value);')],
    ['the sleep has an end', call('Atomics.store(words, 0, value);', 'Atomics.wait(words, 0, 0, 10);')],
  ])('stays silent where %s', (_, code) => {
    expect(linesOf(RULE, 'typescript', code)).toEqual([]);
  });
});

describe('wake-after-update where a notify has no store before it', () => {
  const server = (answer: string, more = ''): string => `const words = new Int32Array(workerData.shared);
parentPort.on('message', (job) => {
  parentPort.postMessage(run(job));
  ${answer}
});
${more}`;

  it('reports an answer that no word tells of', () => {
    const code = server('Atomics.notify(words, 0); // !!');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('reports the one of several that leaves the store out', () => {
    const paired = (name: string): string =>
      `export function ${name}() { Atomics.add(words, 0, 1); Atomics.notify(words, 0); }\n`;
    const code = server('Atomics.notify(words, 0); // !!', paired('open') + paired('close'));
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    ['after a store', 'Atomics.store(words, 0, 1); Atomics.notify(words, 0);', ''],
    ['after a helper has stored', 'mark(); Atomics.notify(words, 0);', 'function mark() { words[0] = 1; }'],
    ['after handing the words on', 'fill(words); Atomics.notify(words, 0);', ''],
    [
      'of a word that others write',
      'Atomics.notify(words, 0);',
      'export const set = () => { words[0] = 1; };',
    ],
    [
      'in a helper of whoever has stored',
      'Atomics.store(words, 0, 1); wake();',
      'function wake() { log(); Atomics.notify(words, 0); }',
    ],
    [
      'in a helper that is told the word',
      '',
      'export function wake(at) { log(at); Atomics.notify(words, at); }',
    ],
    ['in a helper that does nothing else', '', 'export function wake() { Atomics.notify(words, 0); }'],
  ])('stays silent about one %s', (_, answer, more) => {
    expect(linesOf(RULE, 'typescript', server(answer, more))).toEqual([]);
  });
});

describe('wake-after-update where a text is copied character by character', () => {
  const write = (body: string): string => `const CONTROL = 0;
const LENGTH = 1;
const START = 2;
export function write(words, codes) {
  ${body}
  Atomics.notify(words, CONTROL, 1);
}`;
  const copy = 'for (let i = 0; i < codes.length; i++) Atomics.store(words, START + i, codes[i]);';

  it('reports a flag that is stored before the text', () => {
    const code = write(`Atomics.store(words, CONTROL, 1);
  Atomics.store(words, LENGTH, codes.length); // !!
  ${copy}`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    [
      'stored last',
      `Atomics.store(words, LENGTH, codes.length);\n  ${copy}\n  Atomics.store(words, CONTROL, 1);`,
    ],
    [
      'that may be what is copied to',
      'Atomics.store(words, CONTROL, 1);\n  for (let i = 0; i < 9; i++) Atomics.store(words, i, codes[i]);',
    ],
  ])('stays silent about a flag %s', (_, body) => {
    expect(linesOf(RULE, 'typescript', write(body))).toEqual([]);
  });
});

describe('wake-after-update where the job of an answer may fail', () => {
  const worker = (job: string): string => `import { parentPort } from 'node:worker_threads';
parentPort.on('message', async ({ buffer, job }) => {
  const word = new Int32Array(buffer, 0, 1);
  ${job}
  Atomics.store(word, 0, 1);
  Atomics.notify(word, 0);
});`;

  it('reports a rejection that skips the notify', () => {
    const code = worker('new Uint8Array(buffer, 4).set(await job()); // !!');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('stays silent where it is caught', () => {
    const code = worker(
      'try { new Uint8Array(buffer, 4).set(await job()); } catch (error) { console.error(error); }',
    );
    expect(linesOf(RULE, 'typescript', code)).toEqual([]);
  });
});

describe('no-ignored-interrupt where an answer is taken after a wait that may have timed out', () => {
  it.each([
    ['the one message', 'return receiveMessageOnPort(port).message;'],
    ['what another function reads', 'return read(words);'],
  ])('reports it: %s', (_, take) => {
    const code = `import { receiveMessageOnPort } from 'node:worker_threads';
export function ask(port, words, question) {
  Atomics.store(words, 0, 0);
  port.postMessage(question);
  Atomics.wait(words, 0, 0, 1000); // !!
  ${take}
}`;
    expect(linesOf('no-ignored-interrupt', 'typescript', code)).toEqual(marked(code));
    const tested = code.replace(
      'Atomics.wait(words, 0, 0, 1000);',
      "if (Atomics.wait(words, 0, 0, 1000) === 'timed-out') throw new Error();",
    );
    expect(linesOf('no-ignored-interrupt', 'typescript', tested)).toEqual([]);
  });

  it('stays silent where the message is looked at', () => {
    const code = `import { receiveMessageOnPort } from 'node:worker_threads';
export function ask(port, words) {
  Atomics.wait(words, 0, 0, 1000);
  const answer = receiveMessageOnPort(port);
  return answer ? answer.message : undefined;
}`;
    expect(linesOf('no-ignored-interrupt', 'typescript', code)).toEqual([]);
  });
});

describe('wake-after-update where the notify comes first', () => {
  const finish = (before: string): string => `const kDone = 0;
const kCount = 1;
function view(buffer) { return new Int32Array(buffer); }
function log(text) { console.log(text); }
export function finish(buffer) {
  ${before}
  Atomics.notify(words, kDone); // !!
  Atomics.store(words, kDone, 1);
}
export function post(words, port) { port.postMessage(words); }`;

  it.each([
    ['a view that is made first', 'const words = new Int32Array(buffer);'],
    ['a function of the file that makes it', 'const words = view(buffer);'],
    ['a function of the file that writes nothing', 'const words = view(buffer); log(words);'],
    ['a store to another word', 'const words = view(buffer); Atomics.add(words, kCount, 1);'],
  ])('reports it behind %s', (_, before) => {
    const code = finish(before);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each([
    ['a store to the word', 'const words = view(buffer); Atomics.store(words, kDone, 2);'],
    [
      'a function of the file that may write',
      'const words = view(buffer); put(words); function put(w) { w[0] = 2; }',
    ],
    ['a function that is not known', 'const words = view(buffer); prepare(words);'],
  ])('stays silent behind %s', (_, before) => {
    expect(linesOf(RULE, 'typescript', finish(before))).toEqual([]);
  });
});
