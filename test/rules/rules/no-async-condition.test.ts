import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-async-condition';

const imports = `import { waitEvent, waitEventTimeout } from 'waitq';
import { swaitEvent } from 'waitq/swait';
import { waitEventSync } from 'waitq/threads';
`;
const inAsync = (body: string): string => `${imports}export async function f(q, dev) {\n${body}\n}\n`;

describe('no-async-condition reports', () => {
  it.each<[string, string]>([
    ['an async arrow function', '  await waitEvent(q, async () => dev.ready); // !!'],
    ['an async function expression', '  await waitEvent(q, async function () { return dev.ready; }); // !!'],
    ['a timed wait', '  await waitEventTimeout(q, async () => dev.ready, 100); // !!'],
    ['a simple queue', '  await swaitEvent(q, async () => (await dev.load()).ready); // !!'],
    ['a blocking wait', '  waitEventSync(q, async () => dev.ready); // !!'],
    [
      'an async function by name',
      '  const ready = async () => dev.ready;\n  await waitEvent(q, ready); // !!',
    ],
    [
      'a call of an async function',
      '  async function load() { return dev.ready; }\n  await waitEvent(q, () => load()); // !!',
    ],
    ['a promise of all', '  await waitEvent(q, () => Promise.all([dev.a(), dev.b()])); // !!'],
    [
      'a new promise in a block',
      '  await waitEvent(q, () => {\n    return new Promise((r) => dev.on("x", r));\n  });'.replace(
        '() => {',
        '() => { // !!',
      ),
    ],
    ['another wait', '  await waitEvent(q, () => waitEvent(dev.q, () => dev.ready)); // !!'],
  ])('%s', (_, body) => {
    const code = inAsync(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('an async method of the same class, and what a compiler made of an async function', () => {
    const code = `import { waitEvent } from 'waitq';
class A {
  async isReady() { return this.x; }
  async go(q) {
    await waitEvent(q, () => this.isReady()); // !!
    await waitEvent(q, () => __awaiter(this, void 0, void 0, function* () { return yield load(); })); // !!
  }
}
`;
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));
  });
});

describe('no-async-condition stays silent about', () => {
  it.each<[string, string]>([
    ['a plain condition', '  await waitEvent(q, () => dev.ready);'],
    [
      'a call of a plain function',
      '  function load() { return dev.ready; }\n  await waitEvent(q, () => load());',
    ],
    ['a call of an unknown function', '  await waitEvent(q, () => dev.load());'],
    [
      'an async function that is only started',
      '  async function load() { dev.ready = true; }\n  await waitEvent(q, () => dev.ready || (load(), false));',
    ],
    [
      'an async callback inside',
      '  await waitEvent(q, () => { dev.each(async () => 1); return dev.ready; });',
    ],
    [
      'a condition that reads a property of what async code left',
      '  await waitEvent(q, () => dev.result.done);',
    ],
    [
      'async commands around the sleep',
      '  await waitEvent(q, () => dev.ready, { before: async () => dev.x() });',
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'typescript', inAsync(body))).toEqual([]);
  });
});

describe('no-async-condition suggests', () => {
  it('to take away an async that nothing needs, which lints clean', () => {
    const better = suggested(RULE, 'typescript', inAsync('  await waitEvent(q, async () => dev.ready);'));
    expect(better).toContain('waitEvent(q, () => dev.ready)');
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });

  it('nothing where the condition awaits', () => {
    const [finding] = lint(
      RULE,
      'typescript',
      inAsync('  await waitEvent(q, async () => await dev.load());'),
    );
    expect(finding?.suggestions).toEqual([]);
  });
});
