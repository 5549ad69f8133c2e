import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('wake-after-update and jobs that throw before they call back', () => {
  const pool = (start: string, busy = 'this.running >= this.limit'): string => `export class Pool {
  constructor(worker, limit) {
    this.worker = worker;
    this.limit = limit;
  }
  push(task) {
    return new Promise((resolve) => { this.tasks.push({ task, resolve }); this.start(); });
  }
  start() {
    if (${busy}) return;
    const { task, resolve } = this.tasks.shift();
    ${start}
  }
}`;
  const queue = (run: string): string => `export function queue(worker) {
  const call = wrap(worker);
  let busy = false;
  const tasks = [];
  return { push, process };
  function push(task) {
    return new Promise((resolve) => { tasks.push({ task, resolve }); process(); });
  }
  function process() {
    if (busy) return;
    busy = true;
    ${run}
    busy = false;
  }
}`;

  it.each([
    [pool('this.running++;\n this.worker(task, () => { this.running--; resolve(); this.start(); }); // !!')],
    [pool('this.running += 1;\n this.worker(task, () => { this.running -= 1; this.start(); }); // !!')],
    [
      pool(
        'const next = () => { this.running--; this.start(); };\n this.running++;\n this.worker(task, next); // !!',
      ),
    ],
    [
      pool(
        'var self = this;\n this.running++;\n this.worker(task, function () { self.running--; self.start(); }); // !!',
        'this.limit <= this.running',
      ),
    ],
    [
      queue(
        'while (tasks.length > 0) { const { task, resolve } = tasks.shift(); call(task, resolve); } // !!',
      ),
    ],
  ])('reports %s', (code) => {
    expectMarked(code);
  });

  it.each([
    [
      'what it throws is caught',
      pool(
        'this.running++;\n try { this.worker(task, () => { this.running--; }); } catch (error) { this.running--; }',
      ),
    ],
    [
      'nobody waits for the count to fall below a limit',
      pool(
        'this.running++;\n this.worker(task, () => { if (--this.running === 0) resolve(); });',
        'this.closed',
      ),
    ],
    ['the callback gives nothing back', pool('this.running++;\n this.worker(task, () => { resolve(); });')],
    [
      'the count is raised behind it',
      pool('this.worker(task, () => { this.running--; });\n this.running++;'),
    ],
    [
      'the file knows what is called',
      pool('this.running++;\n setTimeout(() => { this.running--; this.start(); }, 5);'),
    ],
    ['the flag goes in a finally', queue('try { call(tasks.shift()); } finally { busy = false; }')],
    [
      'whoever waits is called',
      queue('while (tasks.length > 0) { const resolve = tasks.shift(); resolve(); }'),
    ],
    ['nothing is called while the flag is set', queue('tasks.length = 0;')],
  ])('is silent where %s', (_, code) => {
    expectMarked(code);
  });
});

describe('wake-after-update and executors that keep an exception to themselves', () => {
  const make = (body: string): string =>
    `export const open = (port) => new Promise((resolve, reject) => {\n${body}\n});`;

  it.each([
    [make('try { server.listen(check(port), () => resolve(server)); } catch (error) {} // !!')],
    [
      make(
        'try {\n const value = JSON.parse(port);\n resolve(value);\n} catch (error) { console.error(error); } // !!',
      ),
    ],
    [make('try {\n const value = JSON.parse(port);\n resolve(value);\n} catch { // !!\n /* no matter */ }')],
  ])('reports %s', (code) => {
    expectMarked(code);
  });

  it.each([
    ['it rejects', make('try { resolve(JSON.parse(port)); } catch (error) { reject(error); }')],
    ['it throws again', make('try { resolve(JSON.parse(port)); } catch (error) { throw error; }')],
    ['it tells somebody', make('try { resolve(JSON.parse(port)); } catch (error) { onError(error); }')],
    ['it is settled behind', make('try { JSON.parse(port); } catch (error) {}\nresolve();')],
    [
      'a timer was started first',
      make('setTimeout(reject, 50);\ntry { resolve(JSON.parse(port)); } catch (error) {}'),
    ],
    ['a finally settles it', make('try { JSON.parse(port); } catch (error) {} finally { resolve(); }')],
    ['nothing in it throws', make("try { port.on('end', resolve); } catch (error) {}")],
  ])('is silent where %s', (_, code) => {
    expectMarked(code);
  });
});
