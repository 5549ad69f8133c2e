import { describe, expect, test } from 'vitest';
import { readsAsC } from '../../server/src/reads-as-c.js';

describe('readsAsC', () => {
  test.each([
    ['an empty header', ''],
    [
      'C++ words as plain names',
      'struct class *class_create(const char *namespace);\nint new, private, template;',
    ],
    ['a part for C++ readers', '#ifdef __cplusplus\nextern "C" {\nnamespace x {}\n#endif\nint f(void);'],
    ['the other branch for C readers', '#ifdef __cplusplus\nclass X;\n#else\nstruct X;\n#endif'],
    ['C++ in a comment', '/* template <typename T> */\n// namespace a { }\nint f(void);'],
    ['C++ in a string', 'static const char *s = "std::vector";'],
    ['a member named operator', 'struct x { int operator; };'],
    ['a comment that never ends', 'int f(void); /* class X {'],
  ])('%s is C', (_, text) => {
    expect(readsAsC(text)).toBe(true);
  });

  test.each([
    ['a template', 'template <typename T>\nT max(T a, T b);'],
    ['a namespace', 'namespace net {\nint f();\n}'],
    ['a class', 'class Queue : public Base {\n};'],
    ['a forward declaration', 'class Queue;'],
    ['an access section', 'struct Queue {\nprivate:\n  int size;\n};'],
    ['a qualified name', 'std::string name();'],
    ['a cast', '#define X(p) static_cast<int>(p)'],
    ['an overloaded operator', 'struct P { bool operator==(const P &) const; };'],
    ['using', 'using Size = unsigned long;'],
  ])('%s is C++', (_, text) => {
    expect(readsAsC(text)).toBe(false);
  });
});
