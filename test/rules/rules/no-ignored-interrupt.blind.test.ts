import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-ignored-interrupt';

describe('no-ignored-interrupt where nobody looks at a signal that may be aborted already', () => {
  it.each([
    [
      'a controller of the function that it would abort',
      `export async function race(jobs, options) {
  const own = new AbortController();
  const stop = () => own.abort();
  options?.signal?.addEventListener('abort', stop); // !!
  try {
    return await Promise.race(jobs.map((job) => job(own.signal)));
  } finally {
    options?.signal?.removeEventListener('abort', stop);
  }
}`,
    ],
    [
      'a signal that is an emitter',
      `export function lock(signal) {
  return new Promise((resolve, reject) => {
    signal.on('abort', reject); // !!
    queue.push(resolve);
  });
}`,
    ],
    [
      'a rejection kept for later',
      `export async function acquire(signal, entry) {
  const onAbort = () => entry.reject(new Error('aborted'));
  signal.addEventListener('abort', onAbort); // !!
  await new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
  signal.removeEventListener('abort', onAbort);
}`,
    ],
    [
      'a variable that happens to be called aborted',
      `export async function lock(signal) {
  let aborted = null;
  aborted = new Promise((resolve, reject) => {
    signal.on('abort', reject); // !!
    queue.push(resolve);
  });
  await Promise.race([aborted, ready()]);
}`,
    ],
    [
      'a signal that is taken out of the options',
      `export async function acquire(options, entry) {
  const { count, signal, limit } = options;
  const onAbort = () => entry.reject(new Error('aborted'));
  signal.addEventListener('abort', onAbort); // !!
  await new Promise((resolve, reject) => Object.assign(entry, { resolve, reject, count, limit }));
  signal.removeEventListener('abort', onAbort);
}`,
    ],
  ])('reports it: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each([
    [
      'the signal is looked at somewhere in the file',
      `export async function race(job, signal) {
  const own = new AbortController();
  if (signal.aborted) own.abort();
  signal.addEventListener('abort', () => own.abort());
  return job(own.signal);
}`,
    ],
    [
      'the signal goes to somebody else, too',
      `export async function race(job, signal) {
  const own = new AbortController();
  signal.addEventListener('abort', () => own.abort());
  return job(own.signal, signal);
}`,
    ],
    [
      'it is only noted',
      `export async function note(job, signal) {
  signal.addEventListener('abort', () => console.log('aborted'));
  return job();
}`,
    ],
  ])('stays silent: %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});
