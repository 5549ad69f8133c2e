import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-floating-wait';

describe('no-floating-wait and promises made by hand', () => {
  it.each<[string, string]>([
    [
      'a listener that nobody awaits',
      `export async function write(stream, text) {
  if (!stream.write(text)) new Promise((resolve) => stream.once('drain', resolve)); // !!
  return stream.position;
}`,
    ],
    [
      'one that takes itself away',
      `export async function ready(bus, id) {
  new Promise((resolve) => { // !!
    const onAnswer = (one) => {
      if (one.id !== id) return;
      bus.off('answer', onAnswer);
      resolve();
    };
    bus.on('answer', onAnswer);
  });
  return bus.last;
}`,
    ],
    [
      'a place in a queue',
      `export class Lock {
  #waiters = [];
  async acquire() {
    if (this.isTaken) new Promise((resolve) => this.#waiters.push(resolve)); // !!
    this.isTaken = true;
  }
  release() { this.isTaken = false; this.#waiters.shift()?.(); }
}`,
    ],
    [
      'the once of Node',
      `import { once } from 'node:events';
export async function stop(child) { child.kill(); once(child, 'exit'); return child.exitCode; } // !!`,
    ],
    [
      'a function that gives such a promise',
      `export class Queue {
  async onIdle() {
    if (this.size > 0) this.#event('idle'); // !!
  }
  async #event(name) {
    return new Promise((resolve) => {
      const listener = () => { this.off(name, listener); resolve(); };
      this.on(name, listener);
    });
  }
}`,
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'waits that are awaited, returned or kept',
      `import { once } from 'events';
export async function f(x) {
  await new Promise((resolve) => x.once('a', resolve));
  const late = once(x, 'b');
  await late;
  return new Promise((resolve) => x.once('c', resolve));
}`,
    ],
    [
      'a promise whose making does a job, too',
      `export function send(socket, text) {
  new Promise((resolve) => { socket.once('sent', resolve); socket.send(text); });
}`,
    ],
    [
      'a handler that does a job',
      `export function begin(server) {
  new Promise((resolve) => server.once('up', () => { server.announce(); resolve(); }));
}`,
    ],
    [
      'a function that does a job and then waits',
      `export class Client {
  start() { this.connect(); }
  connect() {
    this.socket.open();
    return new Promise((resolve) => this.socket.once('open', resolve));
  }
}`,
    ],
    ['a once that is not the one of Node', `export function f(x, once) { once(x, 'a'); }`],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});
