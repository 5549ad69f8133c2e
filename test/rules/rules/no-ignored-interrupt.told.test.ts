import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-ignored-interrupt';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('no-ignored-interrupt and aborts that something else turns into a rejection', () => {
  const load = (told: string, listens: string): string => `export function load(blob, signal) {
  return new Promise((resolve, reject) => {
    const reader = open(blob);
    reader.onload = () => resolve(reader.result);
    ${told}
    if (signal) {
      ${listens}
    }
  });
}`;

  it('reports an abort of what tells by a field or an event', () => {
    expectMarked(
      load('reader.onabort = reject;', "signal.addEventListener('abort', () => reader.abort()); // !!"),
    );
    expectMarked(
      load(
        'reader.onabort = () => reject(new Error());',
        "signal.addEventListener('abort', () => reader.abort()); // !!",
      ),
    );
    expectMarked(
      load("reader.on('close', reject);", "signal.addEventListener('abort', () => reader.destroy()); // !!"),
    );
  });

  it.each([
    [
      'what is ended settles nothing',
      'reader.onabort = log;',
      "signal.addEventListener('abort', () => reader.abort());",
    ],
    [
      'something else is ended',
      'reader.onabort = reject;',
      "signal.addEventListener('abort', () => timer.abort());",
    ],
    [
      'the signal is looked at',
      'if (signal.aborted) return reject(); reader.onabort = reject;',
      "signal.addEventListener('abort', () => reader.abort());",
    ],
    [
      'the signal goes to another, too',
      'reader.onabort = reject; reader.read({ signal });',
      "signal.addEventListener('abort', () => reader.abort());",
    ],
  ])('stays silent where %s', (_, told, listens) => {
    expectMarked(load(told, listens));
  });
});

describe('no-ignored-interrupt and listeners that call a method', () => {
  const entry = (look: string, cancel: string): string => `export class Entry {
  constructor() {
    this.promise = new Promise((resolve, reject) => { this.resolve = resolve; this.reject = reject; });
  }
  use(signal) {
    ${look}
    this.onAbort = () => { this.queue.remove(this); this.cancel(); };
    signal.addEventListener('abort', this.onAbort);
  }
  cancel() { ${cancel} }
}`;

  it('reports a way out for an aborted signal where the method rejects', () => {
    expectMarked(entry('if (signal.aborted) return; // !!', "this.reject(new Error('cancelled'));"));
  });

  it('stays silent where the method does not reject, or is called for an aborted signal', () => {
    expectMarked(entry('if (signal.aborted) return;', 'this.over = true;'));
    expectMarked(entry('if (signal.aborted) return this.cancel();', "this.reject(new Error('cancelled'));"));
  });
});
