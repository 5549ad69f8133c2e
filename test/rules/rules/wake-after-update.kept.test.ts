import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'wake-after-update';

describe('wake-after-update and locks that a rejection keeps', () => {
  const lock = (body: string): string => `export class Store {
  async write(text) {
${body}
  }
  isIdle() { return this.active === 0; }
  drained() { return new Promise((resolve) => this.once('drain', resolve)); }
}`;

  it.each<[string, string]>([
    [
      'one that is taken and given by name',
      lock(`    await this.lock.acquire(); // !!
    await this.put(text);
    this.lock.release();`),
    ],
    [
      'what a pool lends',
      lock(`    const connection = await pool.getConnection(); // !!
    const answer = await connection.query(text);
    await pool.releaseConnection(connection);
    return answer;`),
    ],
    [
      'what gives itself back',
      lock(`    const client = await this.pool.connect(); // !!
    await client.query(text);
    client.release();`),
    ],
    [
      'a function that gives it back',
      lock(`    const release = await this.mutex.lock(); // !!
    await this.put(text);
    release();`),
    ],
    [
      'a count that others compare',
      lock(`    this.active++; // !!
    await this.put(text);
    this.active--;`),
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'a finally',
      'await this.lock.acquire(); try { await this.put(text); } finally { this.lock.release(); }',
    ],
    [
      'a catch that goes on',
      'await this.lock.acquire(); try { await put(text); } catch { } this.lock.release();',
    ],
    [
      'a catch that sees to it',
      'const one = await pool.get(); try { await one.put(text); } catch (e) { one.destroy(); throw e; } one.release();',
    ],
    ['a pause', 'await this.lock.acquire(); await delay(10); this.lock.release();'],
    [
      'a job that sees to its own failures',
      'this.active++; const end = await (async () => { try { return await put(text); } catch (e) { return e; } })(); this.active--; end();',
    ],
    [
      'the reader of a stream',
      'const reader = await text.getReader(); await reader.read(); reader.releaseLock();',
    ],
    ['nothing that is awaited', 'await this.lock.acquire(); this.text = text; this.lock.release();'],
    ['a failure to take it', 'await this.lock.acquire(); this.lock.release(); await this.put(text);'],
    ['a count that nobody compares', 'this.writes++; await this.put(text); this.writes--;'],
    [
      'a function that gives it back later',
      'await this.lock.acquire(); await put(() => this.lock.release()); this.lock.release();',
    ],
  ])('stays silent about %s', (_, body) => {
    expect(promiseLines(RULE, lock(body))).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'takes it and gives it back',
      `  await store.lock.acquire(); // !!
  await store.save();
  store.lock.release();`,
    ],
    [
      'takes what has another name',
      `  let held;
  held = await store.leases.getLease(); // !!
  await store.save(held);
  store.leases.releaseClientLease(held);`,
    ],
    [
      'has a function to give it back',
      `  const id = await this.getLock(store); // !!
  const result = await work();
  await this.releaseLock(store, id);
  return result;
}
async releaseLock(store, id) {
  await this.send('release', store, id);`,
    ],
  ])('reports a lock in a file that only %s', (_, body) => {
    const code = `export class Stores {\nasync change(store, work) {\n${body}\n}\n}`;
    expect(promiseLines(RULE, code)).toEqual(marked(code));
  });

  it('is silent where such a lock is given back in a finally', () => {
    const code = `export async function change(store) {
  await store.lock.acquire();
  try { await store.save(); } finally { store.lock.release(); }
}`;
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});

describe('wake-after-update and numbers that are counted', () => {
  const loop = (use: string): string => `export class Chain {
  async run() {
    while (this.at < this.end) {
      if (${use}) this.at += 1; // ${use.includes('[') ? '' : '!!'}
      await this.step();
      this.at -= 1;
    }
  }
  drained() { return new Promise((resolve) => this.once('drain', resolve)); }
}`;

  it('takes an index for none of places that are lent', () => {
    for (const code of [loop('this.steps[this.at].done'), loop('this.more')])
      expect(promiseLines(RULE, code)).toEqual(marked(code));
  });
});
