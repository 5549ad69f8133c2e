import { describe, expect, it } from 'vitest';
import { analyze } from '../../rules/src/analyze.js';
import { applyEdit } from '../corpus/npm-mutants/edits.mjs';
import { isFound, mutantsOf, type Lint } from '../corpus/npm-mutants/judge.mjs';

/** What a kind makes of a text. */
function seeded(kind: string, text: string): readonly string[] {
  return mutantsOf(text, 'a.js')
    .filter((one) => one.kind === kind)
    .map(({ edit }) => applyEdit(text, edit));
}

const ready = (onReady: string): string => `export function ready(bus, ms) {
  return new Promise((resolve, reject) => {
    const onReady = () => { ${onReady} };
    const timer = setTimeout(() => { bus.off('ready', onReady); reject(new Error('late')); }, ms);
    bus.on('ready', onReady);
  });
}`;

describe('seeded mistakes in npm packages', () => {
  it('drop what takes a listener away on one of several ways', () => {
    const text = ready(`bus.off('ready', onReady); clearTimeout(timer); resolve();`);
    expect(seeded('listener kept on one way', text)).toEqual([
      ready(` clearTimeout(timer); resolve();`),
      text.replace(`{ bus.off('ready', onReady); reject`, '{  reject'),
    ]);
    expect(seeded('timer kept', text)).toEqual([ready(`bus.off('ready', onReady);  resolve();`)]);
  });

  it('leave alone what is no mistake without it', () => {
    const own = `export function once(bus) {
  return new Promise((resolve) => {
    const onReady = () => { bus.off('ready', onReady); resolve(); };
    bus.once('ready', onReady);
  });
}`;
    expect(mutantsOf(own, 'a.js')).toEqual([]);
    const pause = `export async function f() { const t = setTimeout(g, 1); await g(); t.unref(); clearTimeout(t); }`;
    expect(mutantsOf(pause, 'a.js')).toEqual([]);
    const job = (failed: string): string => `export const f = () => job()${failed}.finally(release);`;
    expect(seeded('release in then', job(''))).toEqual(['export const f = () => job().then(release);']);
    expect(seeded('release in then', job('.catch(report).then(done)'))).toEqual([]);
    expect(seeded('release in then', job('.then(done, report)'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'release on success only',
      'async function f() { try { return await job(); } finally { lock.release(); } }',
      'async function f() { { const outcome = await job();  lock.release();  return outcome;} }',
    ],
    [
      're-check dropped',
      'async function f() { while (this.busy) { await this.waitForTurn(); } this.busy = true; }',
      'async function f() { if (this.busy) { await this.waitForTurn(); } this.busy = true; }',
    ],
    [
      'await before listening',
      `async function f(x) { if (x.closed) return; await new Promise((r) => x.once('close', r)); }`,
      `async function f(x) { if (x.closed) return; await Promise.resolve(); await new Promise((r) => x.once('close', r)); }`,
    ],
    [
      'trigger before listening',
      `async function f(x) { const done = once(x, 'up'); await x.start(); await done; }`,
      `async function f(x) { await x.start(); const done = once(x, 'up'); await done; }`,
    ],
    [
      'await dropped',
      `async function f(x) { await new Promise((r) => x.once('close', r)); }`,
      `async function f(x) { new Promise((r) => x.once('close', r)); }`,
    ],
    [
      'pending forgotten',
      `class A { ask() { return new Promise((resolve, reject) => { this.waiting.set(1, { resolve, reject }); }); }
  close() { for (const one of this.waiting.values()) one.reject(); } }`,
      `class A { ask() { return new Promise((resolve, reject) => { this.waiting.set(1, { resolve, reject }); }); }
  close() { this.waiting.clear(); } }`,
    ],
    [
      'abort test dropped',
      `function f(signal) { if (signal.aborted) throw signal.reason; signal.addEventListener('abort', g); }`,
      `function f(signal) {  signal.addEventListener('abort', g); }`,
    ],
    [
      'Atomics: notify first',
      'function f(a) { Atomics.store(a, 1, 1); Atomics.notify(a, 1); }',
      'function f(a) { Atomics.notify(a, 1); Atomics.store(a, 1, 1); }',
    ],
    [
      'Atomics: byte offset',
      'function f(a) { Atomics.store(a, 1, 1); Atomics.notify(a, 1); }',
      'function f(a) { Atomics.store(a, 1, 1); Atomics.notify(a, 1 * 4); }',
    ],
  ])('%s', (kind, text, wrong) => {
    expect(seeded(kind, text)).toEqual([wrong]);
  });
});

describe('isFound', () => {
  const lint: Lint = (text) =>
    analyze(text, 'javascript', {
      rules: { 'wake-after-update': {}, 'no-wrong-queue-address': {} },
    }).findings;
  const text = 'export function f(a) {\n  Atomics.store(a, 1, 1);\n  Atomics.notify(a, 1);\n}';
  const mutant = (kind: string) => mutantsOf(text, 'a.js').find((one) => one.kind === kind)!;

  it('is true where the rule reports what was not there before', () => {
    expect(isFound(text, mutant('Atomics: notify first'), lint)).toBe(true);
    expect(isFound(text, mutant('Atomics: byte offset'), lint)).toBe(true);
  });

  it('is false where it is silent, and where the finding was there before', () => {
    expect(isFound(text, mutant('Atomics: notify dropped'), lint)).toBe(false);
    const always: Lint = (source) => [{ rule: 'no-such', range: [source.length - 1, source.length] }];
    expect(isFound(text, mutant('Atomics: notify dropped'), always)).toBe(false);
  });
});
