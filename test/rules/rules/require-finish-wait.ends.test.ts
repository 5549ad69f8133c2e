import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait where some ends of a promise take something away and one forgets it', () => {
  it.each([
    [
      'a timer that does more than settle leaves a listener',
      `export function greet(door) {
  return new Promise((resolve, reject) => {
    const onOpen = (guest) => {
      if (!guest.name) return;
      door.off('open', onOpen);
      clearTimeout(limit);
      resolve(guest);
    };
    door.on('open', onOpen); // !!
    const limit = setTimeout(() => {
      console.warn('nobody came');
      door.count += 1;
      reject(new Error('late'));
    }, 100);
  });
}`,
    ],
    [
      'a rejected job leaves the listener that the good end takes away',
      `export function follow(signal, queue, job) {
  let give;
  let fail;
  const done = new Promise((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  const stop = () => fail(new Error('stopped'));
  signal.addEventListener('abort', stop); // !!
  queue
    .run(job, (value) => {
      signal.removeEventListener('abort', stop);
      give(value);
    })
    .catch((error) => {
      fail(error);
    });
  return done;
}`,
    ],
    [
      'its own event does not take it away',
      `export class Line {
  ask(question) {
    return new Promise((resolve, reject) => {
      const onEnd = () => reject(new Error('over'));
      this.emitter.on('end', onEnd); // !!
      const limit = setTimeout(() => { // !!
        this.emitter.off('end', onEnd);
        reject(new Error('late'));
      }, 50);
      this.send(question, (answer) => {
        this.emitter.off('end', onEnd);
        clearTimeout(limit);
        resolve(answer);
      });
    });
  }
}`,
    ],
    [
      'a listener on the process stays when the child cannot be started',
      `import { spawn } from 'node:child_process';
export function start(command) {
  const child = spawn(command);
  process.once('exit', stop); // !!
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      process.removeListener('exit', stop);
      resolve(code);
    });
    child.once('error', (error) => reject(error));
  });
  function stop() {
    child.kill();
  }
}`,
    ],
    [
      'a listener without a name, on another emitter',
      `export class Room {
  id() {
    return new TypedPromise((resolve, reject) => {
      const onUpdate = (room) => {
        this.engine.off('update', onUpdate);
        resolve(room.id);
      };
      this.engine.on('update', onUpdate);
      this.once('left', () => { // !!
        this.engine.off('update', onUpdate);
        reject(new Error('left'));
      });
    });
  }
}`,
    ],
    [
      'settled, and listening all the same',
      `export class Link {
  up() {
    return new Promise((resolve) => {
      if (this.state === 'up') {
        resolve();
      }
      this.once('up', resolve); // !!
    });
  }
}`,
    ],
    [
      'listening behind a function that may settle at once',
      `export function run(task, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      signal.removeEventListener('abort', stop);
      reject(signal.reason);
    };
    if (signal.aborted) return stop();
    task((value) => {
      signal.removeEventListener('abort', stop);
      resolve(value);
    });
    signal.addEventListener('abort', stop); // !!
  });
}`,
    ],
    [
      'a question that cannot be sent leaves the listener for its answer',
      `export class Caller {
  answer(id) {
    return new Promise((resolve) => this.answers.once(id, resolve));
  }
  async call(text) {
    const id = this.nextId();
    const answer = this.answer('answer:' + id); // !!
    await this.send({ id, text });
    return answer;
  }
}`,
    ],
    [
      'a race over several emitters',
      `export class Pool {
  async first() {
    await Promise.race([
      ...this.servers.map((server) => new Promise((resolve) => {
        server.once('elected', resolve); // !!
      })),
      this.closed,
    ]);
  }
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'all ends go through one function',
      `export function greet(door) {
  return new Promise((resolve, reject) => {
    const finish = (settle) => {
      door.off('open', onOpen);
      clearTimeout(limit);
      settle();
    };
    const onOpen = (guest) => finish(() => resolve(guest));
    door.on('open', onOpen);
    const limit = setTimeout(() => finish(() => reject(new Error('late'))), 100);
  });
}`,
    ],
    [
      'a clean-up that settles in a later turn',
      `export function go(walker, goal) {
  return new Promise((resolve, reject) => {
    const cleanup = (error) => {
      walker.off('stop', onStop);
      walker.off('arrive', onArrive);
      setTimeout(() => (error ? reject(error) : resolve()), 0);
    };
    const onStop = () => cleanup(new Error('stopped'));
    const onArrive = () => cleanup();
    walker.on('stop', onStop);
    walker.on('arrive', onArrive);
  });
}`,
    ],
    [
      'a timer on a way that the other end does not take',
      `export class Pool {
  take(job) {
    return new Promise((resolve, reject) => {
      const free = this.free.shift();
      if (!free) {
        const limit = setTimeout(() => reject(new Error('late')), 100);
        this.grow().catch((error) => {
          clearTimeout(limit);
          reject(error);
        });
        return;
      }
      this.execute(free, job, resolve, reject);
    });
  }
}`,
    ],
    [
      'an inner promise has resolvers of its own',
      `export function write(stream, parts) {
  return new Promise((resolve, reject) => {
    const probe = setInterval(() => stream.ping(), 1000);
    stream.on('failed', (error) => {
      clearInterval(probe);
      reject(error);
    });
    stream.onEach(parts, (part) => new Promise((resolve, reject) => {
      stream.put(part, (error) => (error ? reject(error) : resolve()));
    }));
    stream.on('end', () => {
      clearInterval(probe);
      resolve();
    });
  });
}`,
    ],
    [
      'the first event has stopped the timer before the others come',
      `export function talk(dial) {
  const client = dial();
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('late')), 100);
    client.once('connect', () => {
      clearTimeout(limit);
      client.write('hello');
      client.limit = setTimeout(() => reject(new Error('late')), 100);
    });
    client.on('data', (answer) => resolve(answer));
  });
}`,
    ],
    [
      'settled with a return',
      `export class Link {
  up() {
    return new Promise((resolve) => {
      if (this.state === 'up') {
        resolve();
        return;
      }
      this.once('up', resolve);
    });
  }
}`,
    ],
    [
      'the answer is awaited first',
      `export class Caller {
  answer(id) {
    return new Promise((resolve) => this.answers.once(id, resolve));
  }
  async call(text) {
    const id = this.nextId();
    const answer = this.answer('answer:' + id);
    this.post({ id, text });
    await answer;
    await this.note(id);
  }
}`,
    ],
    [
      'a handler whose helper calls a function of the same name as the resolver',
      `import { resolve } from 'node:path';
export function begin(start, dir) {
  const child = start(dir);
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => parse(text).then(show));
    const timer = setTimeout(() => { child.kill(); reject(new Error('late')); }, 500);
    child.once('spawn', () => { clearTimeout(timer); resolve(child); });
  });
  async function parse(text) { return resolve(dir, text); }
}`,
    ],
    [
      'taken away where it was added, if at all',
      `export async function note(signal, client) {
  const stop = () => client.kill();
  signal?.addEventListener('abort', stop);
  const code = await new Promise((resolve) => client.on('exit', resolve));
  signal?.removeEventListener('abort', stop);
  await client.tell(code);
}`,
    ],
  ])('is silent: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});
