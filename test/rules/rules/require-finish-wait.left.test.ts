import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait where some listeners of a promise are taken away and one is not', () => {
  it.each([
    [
      'one is forgotten',
      `export class Phone {
  ask(question) {
    return new Promise((resolve, reject) => {
      const onAnswer = (answer) => {
        this.socket.off('message', onAnswer);
        resolve(answer);
      };
      this.socket.on('message', onAnswer);
      this.socket.once('close', () => reject(new Error('closed'))); // !!
      this.socket.send(question);
    });
  }
}`,
    ],
    [
      'one end takes the other away and not the reverse',
      `export class Shell {
  run(command) {
    return new Promise((resolve, reject) => {
      const onFull = () => resolve(this.buffer);
      const onReady = () => {
        this.removeListener('full', onFull);
        resolve(this.answer);
      };
      this.once('ready', onReady); // !!
      this.once('full', onFull);
    });
  }
}`,
    ],
    [
      'a common clean-up leaves one out',
      `export function once(stream, event) {
  return new Promise((resolve, reject) => {
    const onEvent = event === 'end' ? undefined : (value) => {
      clear();
      resolve(value);
    };
    const onClose = () => {
      clear();
      resolve();
    };
    const clear = () => stream.removeListener(event, onEvent);
    stream.on(event, onEvent);
    stream.on('close', onClose); // !!
  });
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'each takes the other away',
      `export function connect(bus) {
  return new Promise((resolve, reject) => {
    const onOpen = () => { bus.off('fault', onFault); resolve(); };
    const onFault = (error) => { bus.off('open', onOpen); reject(error); };
    bus.once('open', onOpen);
    bus.once('fault', onFault);
  });
}`,
    ],
    [
      'after the event that leaves it nothing more comes',
      `export function connect(bus) {
  return new Promise((resolve, reject) => {
    const onOpen = () => { bus.off('error', onFault); resolve(); };
    const onFault = (error) => reject(error);
    bus.once('open', onOpen);
    bus.once('error', onFault);
  });
}`,
    ],
    [
      'the emitter is made for the wait',
      `export function ask(url) {
  return new Promise((resolve, reject) => {
    const socket = new Socket(url);
    const onAnswer = (answer) => { socket.off('message', onAnswer); resolve(answer); };
    socket.on('message', onAnswer);
    socket.once('closed', () => reject(new Error('closed')));
  });
}`,
    ],
  ])('stays silent: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

describe('require-finish-wait where what settles a promise is thrown away', () => {
  it('reports a resolver that is deleted, and not where it was called before', () => {
    const code = `export class Writer {
  async write(message) {
    await new Promise((resolve) => { this.release = resolve; });
    this.send(message);
  }
  reset() {
    delete this.release; // !!
  }
}`;
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    expect(
      promiseLines(RULE, code.replace('delete this.release;', 'this.release(); delete this.release;')),
    ).toEqual([]);
    const called = code.replace('reset() {', 'end() { this.release(); this.reset(); }\n  reset() {');
    expect(promiseLines(RULE, called)).toEqual([]);
  });

  it('reports all listeners taken away, and not where somebody is told', () => {
    const code = `export class Client {
  answer(id) {
    return new Promise((resolve) => { this.answers.once(id, resolve); });
  }
  cleanup() {
    this.answers.removeAllListeners(); // !!
  }
}`;
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    expect(promiseLines(RULE, code.replace('cleanup() {', "cleanup() { this.answers.emit('end');"))).toEqual(
      [],
    );
    expect(promiseLines(RULE, code.replace('this.answers.remove', 'this.others.remove'))).toEqual([]);
  });
});

describe('require-finish-wait where a way out leaves what another ends', () => {
  it('reports a listener of a generator whose reader may leave', () => {
    const code = `export async function* read(source, signal) {
  const stop = () => source.cancel();
  signal.addEventListener('abort', stop); // !!
  for await (const chunk of source) yield chunk;
  signal.removeEventListener('abort', stop);
}`;
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    const guarded = `export async function* read(source, signal) {
  const stop = () => source.cancel();
  signal.addEventListener('abort', stop);
  try {
    for await (const chunk of source) yield chunk;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}`;
    expect(promiseLines(RULE, guarded)).toEqual([]);
  });

  it('reports a subscription that an early return leaves', () => {
    const code = `export async function settle(pool) {
  const failures = pool.events.subscribe((event) => pool.note(event)); // !!
  if (pool.queue.length === 0) {
    return pool.failures;
  }
  await new Promise((resolve) => pool.drained.push(resolve));
  failures.unsubscribe();
  return pool.failures;
}`;
    const lines = promiseLines(RULE, code);
    expect(lines).toEqual(marked(code));
    expect(
      promiseLines(RULE, code.replace('return pool.failures;\n  }', 'failures.unsubscribe(); return 1; }')),
    ).toEqual([]);
    expect(promiseLines(RULE, code.replace('return pool.failures;\n  }', 'return failures; }'))).toEqual([]);
  });
});
