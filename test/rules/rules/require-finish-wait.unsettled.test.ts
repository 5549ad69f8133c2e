import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait and promises that one way leaves unsettled', () => {
  it.each([
    [
      'drain of a stream that may close first',
      `export function write(socket, text) {
  return new Promise((resolve) => {
    if (socket.write(text)) resolve();
    else socket.once('drain', resolve); // !!
  });
}`,
    ],
    [
      'a request that may fail',
      `export function get(store, key) {
  return new Promise((resolve) => {
    const request = store.get(key);
    request.onsuccess = () => resolve(request.result); // !!
  });
}`,
    ],
    [
      'a web socket that may not open',
      `export async function send(socket, text) {
  await new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(), { once: true }); // !!
  });
  socket.send(text);
}`,
    ],
    [
      'a child whose exit only takes it off a list',
      `import { fork } from 'node:child_process';
export async function begin(path, list) {
  const child = fork(path);
  child.on('exit', () => list.delete(child));
  await ready(child);
  return child;
}
function ready(child) {
  return new Promise((resolve, reject) => {
    const onMessage = (message) => {
      if (message.failed) reject(message.failed);
      else resolve();
      child.off('message', onMessage);
    };
    child.on('message', onMessage); // !!
  });
}`,
    ],
    [
      'an exit that clears variables and tells nobody',
      `import { spawn } from 'node:child_process';
let active;
export async function address(path) {
  const child = spawn(path);
  let found;
  const url = new Promise((resolve) => {
    found = resolve;
  });
  child.stdout.on('data', (text) => { // !!
    if (text.includes('http')) found(String(text));
  });
  child.on('exit', () => {
    active = undefined;
  });
  active = child;
  return await url;
}`,
    ],
    [
      'a client that is ready once and closed',
      `import { connect } from 'broker';
export function begin(url, note) {
  return new Promise((resolve, reject) => {
    const client = connect(url);
    client.once('ready', () => resolve(client)); // !!
    client.on('close', () => { note.isConnected = false; });
  });
}`,
    ],
    [
      'an abort that only takes the entry out',
      `export class Frames {
  next(signal) {
    return new Promise((resolve) => {
      const entry = { take: resolve };
      this.waiting.push(entry);
      const forget = () => {
        const at = this.waiting.indexOf(entry);
        if (at >= 0) this.waiting.splice(at, 1);
      };
      signal.addEventListener('abort', forget, { once: true }); // !!
    });
  }
}`,
    ],
    [
      'the same with names kept by esbuild',
      `export class Frames {
  next(signal) {
    return new Promise((resolve) => {
      const entry = { take: /* @__PURE__ */ __name((frame) => resolve(frame), "take") };
      this.waiting.push(entry);
      const forget = /* @__PURE__ */ __name(() => {
        const at = this.waiting.indexOf(entry);
        if (at >= 0) this.waiting.splice(at, 1);
      }, "forget");
      signal.addEventListener('abort', forget, { once: true }); // !!
    });
  }
}`,
    ],
    [
      'the same in place, named by a helper with a short name',
      `export class Frames {
  next(signal) {
    return new Promise((resolve) => {
      const entry = { take: resolve };
      this.waiting.push(entry);
      signal.addEventListener('abort', n2(() => { // !!
        const at = this.waiting.indexOf(entry);
        if (at >= 0) this.waiting.splice(at, 1);
      }, "forget"), { once: true });
    });
  }
}`,
    ],
    [
      'an async executor',
      `export function load(store) {
  return new Promise(async (resolve) => { // !!
    const found = await store.find();
    resolve(found);
  });
}`,
    ],
    [
      'an async function in a timer',
      `export function later(store, ms) {
  return new Promise((resolve) => {
    setTimeout(async () => { // !!
      resolve(await store.find());
    }, ms);
  });
}`,
    ],
    [
      'a job that throws in a timer',
      `export function later(job, ms, waiting) {
  return new Promise((resolve, reject) => {
    const run = () => resolve(job.apply(null, []));
    setTimeout(run, ms); // !!
    waiting.set(ms, reject);
  });
}`,
    ],
    [
      'a way out of the executor that settles nothing',
      `export class Doors {
  open(name) {
    return new Promise((resolve) => {
      if (this.locked.has(name)) return; // !!
      this.keys.push(resolve);
    });
  }
}`,
    ],
    [
      'one event of an emitter whose listeners another method takes away',
      `export class Property {
  changed(name) {
    return new Promise((resolve) => {
      const note = (values) => {
        if (!(name in values)) return;
        this.proxy.off('changed', note);
        resolve(values[name]);
      };
      this.proxy.on('changed', note);
    });
  }
  leave() {
    this.proxy.removeAllListeners('changed'); // !!
  }
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'drain or close',
      `export function write(socket, text) {
  return new Promise((resolve, reject) => {
    socket.once('close', reject);
    socket.once('drain', resolve);
  });
}`,
    ],
    [
      'standard output',
      `export function write(text) {
  return new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });
}`,
    ],
    [
      'an object of the program that sends drain itself',
      `export function flush(queue) {
  return new Promise((resolve) => queue.once('drain', resolve));
}`,
    ],
    [
      'a request whose failure is seen',
      `export function get(store, key) {
  return new Promise((resolve, reject) => {
    const request = store.get(key);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}`,
    ],
    [
      'an abort that rejects',
      `export class Frames {
  next(signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const entry = { take: resolve };
      this.waiting.push(entry);
      const forget = () => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', forget, { once: true });
      entry.done = () => signal.removeEventListener('abort', forget);
    });
  }
}`,
    ],
    [
      'an async executor that catches',
      `export function load(store) {
  return new Promise(async (resolve, reject) => {
    try {
      resolve(await store.find());
    } catch (error) {
      reject(error);
    }
  });
}`,
    ],
    [
      'an async executor that only pauses',
      `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export function later(value) {
  return new Promise(async (resolve) => {
    await sleep(10);
    resolve(value);
  });
}`,
    ],
    [
      'a promise that leaves with the page',
      `export function login(url, popup) {
  return new Promise((resolve) => {
    if (!popup) {
      location.href = url;
      return;
    }
    popup.whenDone(resolve);
  });
}`,
    ],
    [
      'an abort that is thrown to be caught',
      `export function every(jobs, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      try {
        signal.throwIfAborted();
      } catch (error) {
        reject(error);
      }
      return;
    }
    jobs.run(resolve, reject);
  });
}`,
    ],
    [
      'an entry that tells whether it is settled',
      `export function map(items, job) {
  return new Promise((resolve, reject) => {
    const state = { resolve, reject, isOver: false, at: 0 };
    next(state, items, job);
  });
}
function next(state, items, job) {
  if (state.isOver) return;
  job(items[state.at++], (error) => {
    if (error) fail(state, error);
    else state.resolve();
  });
}
function fail(state, error) {
  state.isOver = true;
  state.reject(error);
}`,
    ],
    [
      'a request made in a list of variables, whose handlers keep their names by a short helper',
      `export function ask(url, options) {
  return new Promise((resolve, reject) => {
    const { signal } = options, stop = n2(() => {
      reject(new Error('over')), end();
    }, "stop"), request = make(url, options);
    signal && signal.addEventListener('abort', stop);
    const end = n2(() => {
      request.abort(), signal && signal.removeEventListener('abort', stop);
    }, "end");
    request.on('error', (error) => {
      reject(error), end();
    }), request.on('response', (answer) => {
      resolve(answer), end();
    });
  });
}`,
    ],
    [
      'a client that connects again after a close',
      `import { connect } from 'broker';
export function begin(url, note) {
  return new Promise((resolve, reject) => {
    const client = connect(url);
    client.on('ready', () => resolve(client));
    client.on('close', () => { note.isConnected = false; });
  });
}`,
    ],
    [
      'an exit that settles, too',
      `import { fork } from 'node:child_process';
export function begin(path) {
  const child = fork(path);
  return new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error('over')));
    child.on('message', (message) => resolve(message));
  });
}`,
    ],
    [
      'an exit that follows an answer nobody waits for',
      `import { spawn } from 'node:child_process';
export function begin(path, note) {
  return new Promise((resolve, reject) => {
    const child = spawn(path);
    child.on('error', (error) => reject(error));
    child.on('spawn', () => resolve(child));
    child.on('close', () => { note.over = true; });
    child.stdout.on('data', (text) => note.add(text));
  });
}`,
    ],
  ])('is silent: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});
