import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'require-finish-wait';

const imports = "import { WaitEntry, finishWait, prepareToWait, schedule } from 'waitq';\n";
const inTypeScript = (body: string): string => `${imports}export async function f(q, dev) {\n${body}\n}\n`;

describe('require-finish-wait in TypeScript', () => {
  it.each<[string, string]>([
    [
      'an early return',
      `  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  if (dev.gone) return;
  finishWait(q, w);`,
    ],
    [
      'an awaited call that can reject',
      `  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  await dev.refresh();
  finishWait(q, w);`,
    ],
    [
      'a throw',
      `  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  if (dev.gone) throw new Error('gone');
  finishWait(q, w);`,
    ],
    [
      'an entry with a standard wake function',
      `  const w = new WaitEntry({ wake: autoremoveWakeFunction });
  prepareToWait(q, w); // !!
  if (dev.gone) return;
  finishWait(q, w);`,
    ],
  ])('reports %s', (_, body) => {
    const code = inTypeScript(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    [
      'try/finally',
      `  const w = new WaitEntry();
  try {
    prepareToWait(q, w, 'interruptible');
    if (dev.gone) return;
    await schedule(w);
  } finally {
    finishWait(q, w);
  }`,
    ],
    [
      'the plain loop: schedule() never rejects',
      `  const w = new WaitEntry();
  for (;;) {
    prepareToWait(q, w, 'interruptible');
    if (dev.ready) break;
    await schedule(w);
  }
  finishWait(q, w);`,
    ],
    [
      'using',
      `  using w = new WaitEntry();
  for (;;) {
    prepareToWait(q, w, 'interruptible');
    if (dev.gone) return;
    await schedule(w);
  }`,
    ],
    ['an entry that is returned', `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  return w;`],
    [
      'one that is returned in an object',
      `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  return { w };`,
    ],
    [
      'one whose finish is returned',
      `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  return () => finishWait(q, w);`,
    ],
    [
      'one whose finish is kept',
      `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  dev.cancel = () => finishWait(q, w);`,
    ],
    ['one that is stored', `  const w = new WaitEntry();\n  prepareToWait(q, w);\n  dev.entry = w;`],
    [
      'one that was put into a collection before',
      `  const w = new WaitEntry();\n  dev.entries.add(w);\n  prepareToWait(q, w);`,
    ],
    [
      'one with a wake function of its own',
      `  const w = new WaitEntry({ wake: () => dev.woken(q) });\n  prepareToWait(q, w);`,
    ],
  ])('stays silent about %s', (_, body) => {
    expect(lint(RULE, 'typescript', inTypeScript(body))).toEqual([]);
  });

  it('is not led astray by a return that names the entry', () => {
    const code = inTypeScript(`  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible'); // !!
  if (dev.gone) return;
  return void finishWait(q, w);`);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('names a line with two ways out once', () => {
    const [finding] = lint(
      RULE,
      'typescript',
      inTypeScript(
        "  const w = new WaitEntry();\n  prepareToWait(q, w, 'interruptible');\n  if (!(await dev.load(await dev.key()))) log();\n  finishWait(q, w);",
      ),
    );
    expect(finding?.message).toMatch(/^The exception in line 5 leaves/);
  });

  it('suggests `using`, which lints clean', () => {
    const code = inTypeScript(
      "  const w = new WaitEntry();\n  prepareToWait(q, w, 'interruptible');\n  await dev.refresh();\n  finishWait(q, w);",
    );
    const better = suggested(RULE, 'typescript', code);
    expect(better).toContain('using w = new WaitEntry();');
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });
});
