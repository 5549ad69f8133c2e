import { describe, expect, it } from 'vitest';
import { linesOf, marked, promiseLines } from './lint.js';

const RULE = 'no-check-then-sleep';

describe('no-check-then-sleep and events that are over', () => {
  const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));
  const stop = (body: string): string => `import { once } from 'node:events';
export async function stop(child, log) {
  ${body}
}`;

  it('reports an end that came while something else was awaited', () => {
    expectMarked(stop("child.kill();\n  await log.flush();\n  await once(child, 'exit'); // !!"));
    expectMarked(stop("child.kill();\n  await once(child, 'exit');"));
    expectMarked(
      stop("const over = once(child, 'exit');\n  child.kill();\n  await log.flush();\n  await over;"),
    );
  });

  const job = (body: string): string => `import { quietSend } from './send.js';
export async function run(child, job) {
  ${body}
}`;
  const listen =
    "new Promise((resolve, reject) => {\n    child.on('message', resolve);\n    child.on('exit', reject);\n  })";

  it('reports answers that come while sending them is awaited, by a helper and for several events', () => {
    const marking = listen.replace('resolve);', 'resolve); // !!');
    expectMarked(
      job(
        `await quietSend(child, job);\n  const done = ${marking};\n  return done.finally(() => job.end());`,
      ),
    );
    expectMarked(
      job(`const done = ${listen};\n  await quietSend(child, job);\n  return done.finally(() => job.end());`),
    );
  });

  const door = (body: string): string => `import { EventEmitter, once } from 'node:events';
export class Door extends EventEmitter {
  async pass(log) {
    ${body}
  }
  open() {
    this.isOpen = true;
    this.emit('open');
  }
}`;

  it('reports an event of its own between the test and once()', () => {
    expectMarked(
      door("if (this.isOpen) return;\n    await log('closed');\n    await once(this, 'open'); // !!"),
    );
    expectMarked(door("await log('closed');\n    if (this.isOpen) return;\n    await once(this, 'open');"));
  });
});

describe('no-check-then-sleep and condition variables', () => {
  const condition = (wait: string): string => `export class Condition {
  constructor(buffer, mutex) {
    this.words = new Int32Array(buffer);
    this.mutex = mutex;
  }
  wait() {
    ${wait}
    this.mutex.lock();
  }
}`;
  const expectMarked = (code: string): void =>
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));

  it('reports a sequence word that is read when the lock is given up', () => {
    expectMarked(
      condition(
        'this.mutex.unlock();\n    const seen = Atomics.load(this.words, 0);\n    Atomics.wait(this.words, 0, seen); // !!',
      ),
    );
    expectMarked(
      condition(
        'const seen = Atomics.load(this.words, 0);\n    this.mutex.unlock();\n    Atomics.wait(this.words, 0, seen);',
      ),
    );
  });
});
