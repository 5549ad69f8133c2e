import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'require-recheck-loop';

const imports = "import { WaitEntry, finishWait, prepareToWait, schedule, waitEvent } from 'waitq';\n";
const inTypeScript = (body: string): string =>
  `${imports}export async function f(q, dev, words) {\n${body}\n}\n`;

describe('require-recheck-loop in TypeScript', () => {
  it.each<[string, string]>([
    [
      'a sleep under an if',
      `  if (!dev.ready) {
    using w = new WaitEntry();
    prepareToWait(q, w, 'uninterruptible');
    await schedule(w); // !!
  }
  dev.start();`,
    ],
    [
      'a test that is not asked again',
      `  using w = new WaitEntry();
  prepareToWait(q, w, 'uninterruptible');
  if (!dev.ready) await schedule(w); // !!
  dev.start();`,
    ],
    [
      'a full counter waited for once',
      '  if (dev.running === dev.limit) await Atomics.waitAsync(words, 0, 0).value; // !!\n  dev.running++;',
    ],
    [
      'a lock taken once',
      '  if (Atomics.compareExchange(words, 0, 0, 1) !== 0) Atomics.wait(words, 0, 1); // !!\n  dev.start();',
    ],
  ])('reports %s', (_, body) => {
    const code = inTypeScript(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'a loop',
      `  using w = new WaitEntry();
  for (;;) {
    prepareToWait(q, w, 'uninterruptible');
    if (dev.ready) break;
    await schedule(w);
  }
  dev.start();`,
    ],
    ['waitEvent', '  if (!dev.ready) await waitEvent(q, () => dev.ready);\n  dev.start();'],
    [
      'a while over Atomics',
      '  while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0);\n  dev.start();',
    ],
    [
      'a cell that one writer fills once',
      '  dev.post(words);\n  Atomics.wait(words, 0, 0);\n  return dev.receive().message;',
    ],
    ['a pause', '  if (dev.busy) Atomics.wait(words, 0, 0, 10);\n  dev.start();'],
    [
      'a condition variable, whose caller tests',
      '  const seen = Atomics.load(words, 0);\n  dev.unlock();\n  Atomics.wait(words, 0, seen);\n  dev.lock();',
    ],
  ])('stays silent about %s', (_, body) => {
    expect(lint(RULE, 'typescript', inTypeScript(body))).toEqual([]);
  });
});

describe('require-recheck-loop and a test that is repeated once', () => {
  const receive = (after: string): string =>
    inTypeScript(`  let message = dev.poll();
  if (message) return message;
  const result = Atomics.wait(words, 0, 0, dev.timeout); // !!
  message = dev.poll();
  if (message) return message;
  if (result === 'timed-out') throw new Error('timed out');
${after}`);

  it('reports a word changed as if nothing more could come', () => {
    const code = receive('  Atomics.and(words, 0, 2);\n  return dev.closed;');
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    ['leaves without more ado', '  return undefined;'],
    ['fails', "  throw new Error('nothing came');"],
    [
      'looks at the word',
      '  if (Atomics.load(words, 0) === 2) Atomics.store(words, 1, 1);\n  return undefined;',
    ],
  ])('stays silent where the second no %s', (_, after) => {
    expect(lint(RULE, 'typescript', receive(after))).toEqual([]);
  });

  it('stays silent about a loop', () => {
    const code = inTypeScript(`  for (;;) {
    const message = dev.poll();
    if (message) return message;
    Atomics.wait(words, 0, 0);
    Atomics.store(words, 0, 0);
  }`);
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });
});

it('suggests a loop, which lints clean', () => {
  const code = inTypeScript('  if (dev.n === 3) await Atomics.waitAsync(words, 0, 0).value;\n  dev.n++;');
  const better = suggested(RULE, 'typescript', code);
  expect(better).toContain('while (dev.n === 3) await');
  expect(lint(RULE, 'typescript', better)).toEqual([]);
});

it('tells how the waiter is woken for nothing', () => {
  const [finding] = lint(
    RULE,
    'typescript',
    inTypeScript('  if (dev.n === 3) await Atomics.waitAsync(words, 0, 0).value;\n  dev.n++;'),
  );
  expect(finding?.interleaving?.map(({ actor, line }) => [actor, line])).toEqual([
    ['waiter', 3],
    ['waiter', 3],
    ['waker', null],
    ['waiter', 4],
  ]);
});
