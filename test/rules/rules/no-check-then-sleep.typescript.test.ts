import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-check-then-sleep';

const imports = "import { WaitEntry, finishWait, prepareToWait, schedule } from 'waitq';\n";
const inTypeScript = (body: string): string =>
  `${imports}export async function f(q, store) {\n  const w = new WaitEntry();\n${body}\n  finishWait(q, w);\n}\n`;

describe('no-check-then-sleep in TypeScript', () => {
  it('reports an await between test and registration', () => {
    const code = inTypeScript(`  while (!(await store.ready())) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w); // !!
  }`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('reports a wait made once that is all an awaited test decides about', () => {
    const code = inTypeScript(`  if (!(await store.ready())) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w); // !!
    finishWait(q, w);
  }
  store.use();`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('stays silent where nothing can run in between', () => {
    const code = inTypeScript(`  while (!store.ready) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w);
  }`);
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });

  it('reports the same code on a queue shared between threads', () => {
    const code = inTypeScript(`  while (!store.ready) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w); // !!
  }`).replace("'waitq'", "'waitq/threads'");
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('suggests a test before the sleep, which then lints clean', () => {
    const code = inTypeScript(
      "  while (!store.ready) {\n    prepareToWait(q, w, 'interruptible');\n    await schedule(w);\n  }",
    ).replace("'waitq'", "'waitq/threads'");
    const better = suggested(RULE, 'typescript', code);
    expect(better).toContain('if (!store.ready) await schedule(w);');
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });
});

describe('Atomics.wait', () => {
  const wrap = (body: string): string => `export function f(words, i, timeout) {\n${body}\n}\n`;

  it.each<[string, string]>([
    [
      'a reload in the argument after a test',
      '  while (Atomics.load(words, i) !== 0) {\n    Atomics.wait(words, i, Atomics.load(words, i)); // !!\n  }',
    ],
    [
      'a reload after a compare-exchange, bounded or not',
      '  while (Atomics.compareExchange(words, 0, 0, 1) !== 0) {\n    Atomics.wait(words, 0, Atomics.load(words, 0), 90); // !!\n  }',
    ],
    [
      'a local loaded after the test',
      '  while (Atomics.load(words, 0) === 1) {\n    const seen = Atomics.load(words, 0);\n    Atomics.wait(words, 0, seen); // !!\n  }',
    ],
    [
      'a sequence word read after the test',
      '  while (Atomics.load(words, 0) === Atomics.load(words, 1)) {\n    const seq = Atomics.load(words, 2);\n    Atomics.wait(words, 2, seq); // !!\n  }',
    ],
    [
      'the word read as a plain element',
      '  while (words[2] === 0) {\n    const now = words[2]!;\n    Atomics.wait(words, 2, now); // !!\n  }',
    ],
    [
      'waitAsync as well',
      '  while (Atomics.load(words, i) !== 0) {\n    Atomics.waitAsync(words, i, Atomics.load(words, i)); // !!\n  }',
    ],
    [
      'a wait for change from whatever is there now',
      "  return Atomics.wait(words, i, Atomics.load(words, i), 5000) === 'ok'; // !!",
    ],
  ])('reports %s', (_, body) => {
    expect(linesOf(RULE, 'javascript', wrap(body))).toEqual(marked(wrap(body)));
  });

  it.each<[string, string]>([
    [
      'the tested value',
      '  for (;;) {\n    const v = Atomics.load(words, i);\n    if (v === 0) return;\n    Atomics.wait(words, i, v);\n  }',
    ],
    ['the constant that was tested', '  while (Atomics.load(words, i) === 1) Atomics.wait(words, i, 1);'],
    [
      'the constant that was tested in a plain element',
      '  while (words[i] === 1) Atomics.wait(words, i, 1);',
    ],
    [
      'a sequence word read before the test',
      '  for (;;) {\n    const seq = Atomics.load(words, 2);\n    if (Atomics.load(words, 0) !== Atomics.load(words, 1)) return;\n    Atomics.wait(words, 2, seq);\n  }',
    ],
    [
      'a sequence word read before unlock',
      '  const seq = Atomics.load(words, 2);\n  words.lock.unlock();\n  Atomics.wait(words, 2, seq);',
    ],
    [
      'a pause on memory of its own',
      '  const cell = new Int32Array(new SharedArrayBuffer(4));\n  Atomics.wait(cell, 0, Atomics.load(cell, 0), timeout);',
    ],
    [
      'a bounded pause in a helper of a poll',
      '  if (words.turns % 10 === 0) Atomics.wait(words.a, i, Atomics.load(words.a, i), 50);',
    ],
    [
      'a bounded poll of something else',
      '  while (!words.done) {\n    Atomics.wait(words.a, i, Atomics.load(words.a, i), 50);\n  }',
    ],
  ])('is right with %s', (_, body) => {
    expect(lint(RULE, 'javascript', wrap(body))).toEqual([]);
  });
});
