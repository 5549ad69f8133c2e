import { describe, expect, it } from 'vitest';
import { scanC } from '../../../rules/src/c/scan.js';
import { createWordSet } from '../../../rules/src/c/word-set.js';

const nothing = createWordSet([]);

function names(text: string): string[] {
  return scanC(text, nothing).functions.map((fn) => fn.name);
}

function mentions(text: string, ...words: string[]): string[] {
  return scanC(text, createWordSet(words)).mentions.map(({ word, start }) => `${word}@${String(start)}`);
}

describe('functions', () => {
  it.each([
    ['int f(void) { }', 'f'],
    ['static __init int f(void)\n{\n}', 'f'],
    ['static void __printf(1, 2) f(const char *fmt, ...) { }', 'f'],
    ['void f(struct x *x) __releases(x->lock) __acquires(y) { }', 'f'],
    ['int __attribute__((noinline)) f(int a) __must_check { }', 'f'],
    ['struct foo *f(struct bar b[2]) { return 0; }', 'f'],
    ['MODULE_LICENSE("GPL")\nstatic int f(int a) { }', 'f'],
    ['EXPORT_SYMBOL(g);\nint f(int (*cb)(void *)) { }', 'f'],
    ['SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count) { }', 'read'],
    ['COMPAT_SYSCALL_DEFINE1(f, int, a)\n{\n}', 'f'],
    ['int f(a, b)\n\tint a;\n\tchar *b;\n{\n}', 'f'],
    ['extern "C" {\nint f(void) { }\n}', 'f'],
    ['typeof(int) f(void) { }', 'f'],
  ])('%s', (text, name) => {
    const { functions, problems } = scanC(text, nothing);
    expect(functions.map((fn) => fn.name)).toEqual([name]);
    expect(text.slice(...functions[0]!.nameRange)).toBe(name);
    expect(text[functions[0]!.body[0]]).toBe('{');
    expect(problems).toEqual([]);
  });

  it.each([
    'struct foo { int (*f)(void); };',
    'static const struct ops o = { .f = f, .g = { 1 } };',
    'int a[] = { f(1), 2 };',
    'enum e { A, B };',
    'struct __packed(4) foo { int x; } y;',
    'typedef struct { int x; } foo_t;',
    'int f(int a);',
    '#define F(x) { \\\n  x \\\n}',
    '/* int f(void) { } */ // int g(void) { }',
    'char *s = "int f(void) { }";',
    '#if 0\nint f(void) { }\n#endif',
  ])('none in %s', (text) => {
    expect(names(text)).toEqual([]);
  });

  it('takes what follows each of them', () => {
    const text = 'struct s { int a; };\nint f(void)\n{\n  if (x) { y(); }\n}\nint v = 1;\nint g(void) { }\n';
    expect(names(text)).toEqual(['f', 'g']);
  });

  it('knows static functions', () => {
    const { functions } = scanC('static inline int f(void) { }\nint g(void) { static int x; }', nothing);
    expect(functions.map((fn) => fn.isStatic)).toEqual([true, false]);
  });
});

describe('#if around braces', () => {
  it('reads both arms when each is whole', () => {
    expect(names('#ifdef A\nint f(void) { }\n#else\nint g(void) { }\n#endif\nint h(void) { }')).toEqual([
      'f',
      'g',
      'h',
    ]);
  });

  it('reads the first arm when both open the same brace', () => {
    const text = '#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n  x();\n}\nint g(void) { }';
    const { functions, skipped, problems } = scanC(text, nothing);
    expect(functions.map((fn) => fn.name)).toEqual(['f', 'g']);
    expect(skipped.map((range) => text.slice(...range).trim())).toEqual(['int f(void) {']);
    expect(problems).toEqual([]);
  });

  it('leaves out a later arm that alone is lopsided', () => {
    expect(names('int f(void) {\n#ifdef A\n x();\n#else\n if (y) {\n#endif\n}\nint g(void) { }')).toEqual([
      'f',
      'g',
    ]);
  });

  it('reads a head that differs by configuration', () => {
    expect(names('#ifdef A\nstatic int f(int a)\n#else\nint f(void)\n#endif\n{\n}\nint g(void) { }')).toEqual(
      ['f', 'g'],
    );
  });

  it('takes matching halves under the same condition', () => {
    expect(
      names('int f(void) {\n#ifdef A\nif (x) {\n#endif\ny();\n#ifdef A\n}\n#endif\n}\nint g(void) { }'),
    ).toEqual(['f', 'g']);
  });

  it('knows what is never compiled, and what always is', () => {
    expect(names('#if 1\nint f(void) { }\n#else\nint g(void) { }\n#endif')).toEqual(['f']);
    expect(
      names('#if 0 /* old */\n#ifdef X\nint f(void) {\n#else\n#endif\n#elif 1\nint g(void) { }\n#endif'),
    ).toEqual(['g']);
  });
});

describe('wanted words', () => {
  it('finds them as whole words in code alone', () => {
    const text = 'wait(); /* wait */ "wait" await wait_x\n#define x wait\nwait';
    expect(mentions(text, 'wait')).toEqual(['wait@0', `wait@${String(text.length - 4)}`]);
  });

  it('leaves out those that are not compiled', () => {
    expect(mentions('#if 0\nwait();\n#endif\nwait2();', 'wait', 'wait2')).toEqual(['wait2@21']);
  });
});

describe('text that is no C', () => {
  it('gets through everything', () => {
    for (const text of [
      '',
      '\0\0\0',
      '\ufeff',
      '}',
      '}}}} int f(void) { }',
      '(((((',
      '#',
      '#if',
      '#else\n#endif',
      '\\',
      "'",
      '"\\',
    ]) {
      expect(() => scanC(text, nothing)).not.toThrow();
    }
  });

  it('ends an open string at its line, and reports an open comment', () => {
    expect(names('char *s = "abc\n;\nint f(void) { }')).toEqual(['f']);
    const { problems } = scanC('int f(void) { }\n/* never closed', nothing);
    expect(problems).toEqual([{ message: 'this comment is never closed', range: [16, 31] }]);
  });

  it('gives up a function whose braces do not match, and goes on behind it', () => {
    const text = 'int f(void)\n{\n  if (x) {\n}\n\nint g(void)\n{\n}\n';
    const { functions, problems } = scanC(text, nothing);
    expect(functions.map((fn) => fn.name)).toEqual(['g']);
    expect(problems.map((problem) => problem.message)).toEqual([
      "the braces of 'f' do not match; the function is left out",
    ]);
  });

  it('comes to an end: broken braces everywhere, deep nesting, 10 MB', () => {
    // A scan that begins anew at each brace would take hours.
    scanC('int f(void)\n{\n  if (x) {\n}\n'.repeat(20_000), nothing);
    scanC('{'.repeat(1_000_000), nothing);
    const { functions } = scanC('int f(void) { if (a) { b(c, "d"); } /* e */ }\n'.repeat(200_000), nothing);
    expect(functions).toHaveLength(200_000);
  });

  it('keeps its offsets with Windows line ends and characters beyond ASCII', () => {
    const text = '/* \u{1F600} \ufffd */\r\nint f(void)\r\n{\r\n}\r\n';
    const { functions, comments } = scanC(text, nothing);
    expect(text.slice(...functions[0]!.range)).toBe('int f(void)\r\n{\r\n}');
    expect(text.slice(...comments[0]!)).toBe('/* \u{1F600} \ufffd */');
  });
});
