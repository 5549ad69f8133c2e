import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze, grammarReady } from '../../../rules/src/analyze.js';
import { mayMeetSleep } from '../../../rules/src/c/sleeps-in-sight.js';

await grammarReady();

const helper = 'static void reset(struct dev *d)\n{\n\tmsleep(10);\n}\n\n';

describe('a look for sleeps where nothing may sleep', () => {
  it.each([
    ['a sleep under a lock', 'void f(void)\n{\n\tspin_lock(&l);\n\tmsleep(1);\n\tspin_unlock(&l);\n}\n'],
    ['a helper', `${helper}void f(void)\n{\n\tspin_lock(&l);\n\treset(d);\n\tspin_unlock(&l);\n}\n`],
    ['a handler', `${helper}int probe(void)\n{\n\ttimer_setup(&t, reset, 0);\n\treturn 0;\n}\n`],
    [
      'a macro around the lock',
      '#define enter(d) spin_lock(&(d)->lock)\nvoid f(void)\n{\n\tenter(d);\n\tmsleep(1);\n}\n',
    ],
    ['braces in another style', 'void f(void) {\n  spin_lock(&l);\n  msleep(1);\n}\n'],
    ['a text without the end of a function', 'void f(void) { spin_lock(&l); msleep(1); }'],
  ])('sees %s', (_, text) => {
    expect(mayMeetSleep(text)).toBe(true);
    expect(mayMeetSleep(text.replaceAll('\n', '\r\n'))).toBe(true);
  });

  it.each([
    ['a sleep behind the lock', 'void f(void)\n{\n\tspin_lock(&l);\n\tspin_unlock(&l);\n\tmsleep(1);\n}\n'],
    [
      'lock and sleep in two functions',
      `${helper}void f(void)\n{\n\tspin_lock(&l);\n\tspin_unlock(&l);\n}\n`,
    ],
    ['a table', 'static int table[] = {\n\t1, 2,\n};\n'],
  ])('passes over %s', (_, text) => {
    expect(mayMeetSleep(text)).toBe(false);
  });

  it('misses nothing that the page of the rule shows', () => {
    const page = readFileSync('rules/docs/rules/no-sleep-in-atomic.md', 'utf8');
    const examples = [...page.matchAll(/^```c\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
    const wrong = examples.filter((code) => analyze(code, 'c').findings.length > 0);
    expect(wrong.length).toBeGreaterThan(2);
    for (const code of wrong) expect(mayMeetSleep(code), code).toBe(true);
  });
});
