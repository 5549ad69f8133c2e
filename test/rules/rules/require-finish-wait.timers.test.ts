import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';

describe('require-finish-wait and timers of async functions', () => {
  it.each([
    [
      'stopped after what may reject',
      `export async function load(url, ms) {
  const limit = setTimeout(() => console.warn('slow'), ms); // !!
  const answer = await fetch(url);
  clearTimeout(limit);
  return answer;
}`,
    ],
    [
      'the exception is caught and the timer not stopped',
      `export function publish(track, ready) {
  return new Promise(async (resolve, reject) => {
    try {
      const limit = setTimeout(() => { // !!
        track.stop();
        reject(new Error('late'));
      }, 100);
      await ready();
      clearTimeout(limit);
      resolve(track);
    } catch (error) {
      reject(error);
    }
  });
}`,
    ],
    [
      'beside a finally that is about something else',
      `export async function first(reader, ms) {
  try {
    const limit = setTimeout(() => console.warn('slow'), ms); // !!
    const answer = await reader.read();
    clearTimeout(limit);
    return answer;
  } finally {
    reader.releaseLock();
  }
}`,
    ],
    [
      'set in the executor of a race',
      `export async function first(job, ms) {
  let timer;
  const answer = await Promise.race([
    job(),
    new Promise((resolve) => {
      timer = setTimeout(() => resolve('late'), ms); // !!
    }),
  ]);
  clearTimeout(timer);
  return answer;
}`,
    ],
    [
      'set by a method',
      `export class Limited {
  timer() {
    return new Promise((resolve) => {
      this.handle = setTimeout(resolve, this.ms, 'late'); // !!
    });
  }
  async run() {
    const answer = await Promise.race([this.job, this.timer()]);
    clearTimeout(this.handle);
    return answer;
  }
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'stopped in a finally',
      `export async function load(url, ms) {
  const limit = setTimeout(() => console.warn('slow'), ms);
  try {
    return await new Promise((resolve) => fetch(url).then(resolve));
  } finally {
    clearTimeout(limit);
  }
}`,
    ],
    [
      'stopped where it is caught',
      `export async function load(url, ms) {
  const limit = setTimeout(() => console.warn('slow'), ms);
  try {
    await new Promise((resolve, reject) => fetch(url).then(resolve, reject));
  } catch (error) {
    console.warn(error);
  }
  clearTimeout(limit);
}`,
    ],
    [
      'what is awaited cannot reject',
      `export async function stop(child, ms) {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const limit = setTimeout(() => child.kill('SIGKILL'), ms);
  await exited;
  clearTimeout(limit);
}`,
    ],
  ])('is silent: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});
