import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareReadings } from '../corpus/readings.mjs';
import { functionHeader, functionName, isHit, score, type Site } from '../corpus/score.mjs';

const bug: Site = {
  id: 'k1',
  key: 'tree/a.c',
  tree: 'linux-source-6.1',
  file: 'a.c',
  function: 'reader',
  line: 100,
  rule: 'require-finish-wait',
  verdict: 'bug',
};
const twin: Site = { ...bug, id: 'k2', key: 'new/a.c', tree: 'linux-source-6.12', verdict: 'clean' };
const at = (line: number, header = 'int reader(void)') => ({ rule: bug.rule, line, function: header });

describe('isHit', () => {
  it('finds a bug within 15 lines, in its function, by its rule', () => {
    expect(isHit(bug, [at(115)])).toBe(true);
    expect(isHit(bug, [at(85)])).toBe(true);
    expect(isHit(bug, [at(116)])).toBe(false);
    expect(isHit(bug, [at(100, 'int other_reader(void)')])).toBe(false);
    expect(isHit(bug, [{ ...at(100), rule: 'no-sleep-on' }])).toBe(false);
  });

  it('needs no function where none is named', () => {
    const { id, key, file, line, rule, verdict } = bug;
    expect(isHit({ id, key, file, line, rule, verdict }, [{ rule, line: 101 }])).toBe(true);
  });

  it('counts an alarm on clean code within 3 lines only, whatever the function', () => {
    expect(isHit(twin, [at(103, 'int x(void)')])).toBe(true);
    expect(isHit(twin, [at(104)])).toBe(false);
  });

  it('takes no-missing-wake for wake-after-update', () => {
    const site = { ...bug, rule: 'wake-after-update' };
    expect(isHit(site, [{ ...at(100), rule: 'no-missing-wake' }])).toBe(true);
  });
});

describe('score', () => {
  it('counts per rule, lists by id, and judges pairs', () => {
    const findings = new Map([
      ['tree/a.c', [at(100)]],
      ['new/a.c', []],
    ]);
    expect(score([bug, twin], findings)).toEqual({
      unread: 0,
      rules: [{ rule: bug.rule, bugs: 1, found: 1, clean: 1, falseAlarms: 0 }],
      misses: [],
      falseAlarms: [],
      pairs: [{ bug: 'k1', clean: 'k2', right: true }],
    });
  });

  it('does not call a pair right whose clean half is reported, and says so', () => {
    const both = new Map([
      ['tree/a.c', []],
      ['new/a.c', [at(99)]],
    ]);
    expect(score([bug, twin], both)).toMatchObject({
      misses: ['k1'],
      falseAlarms: ['k2'],
      pairs: [{ right: false }],
    });
  });

  it('leaves out sites of files that were not read', () => {
    expect(score([bug, twin], new Map([['new/a.c', []]]))).toMatchObject({ unread: 1, misses: [] });
  });

  it('pairs versions of one package by rule', () => {
    const old: Site = {
      id: 'j1',
      key: 'x',
      package: '@a/b@1.0.0',
      file: 'i.js',
      line: 1,
      rule: 'r',
      verdict: 'bug',
    };
    const fixed: Site = { ...old, id: 'j2', key: 'y', package: '@a/b@1.0.1', verdict: 'clean' };
    const foreign: Site = { ...fixed, id: 'j3', package: '@a/c@1.0.1' };
    const read = new Map(['x', 'y'].map((key) => [key, []]));
    expect(score([old, fixed, foreign], read).pairs).toEqual([{ bug: 'j1', clean: 'j2', right: false }]);
  });
});

describe('functionHeader', () => {
  const text = [
    'static int a(void) {',
    '\treturn 1;',
    '}',
    '',
    '/* b waits. */',
    'static long',
    'b(struct x *x,',
    '  int y)',
    '{',
    '\tif (y) {',
    '\t}',
    '\treturn c(y);',
    '}',
    'int z;',
    'SYSCALL_DEFINE2(wait, int, a, int, b)',
    '{',
    '\treturn 0;',
    '}',
    'void d(int *p)',
    '',
    '{',
    '\t*p = 0;',
    '}',
  ].join('\n');

  it.each([
    [2, 'a'],
    [12, 'b'],
    [14, undefined],
    [17, 'wait'],
    [22, 'd'],
  ])('names the function of line %d', (line, name) => {
    expect(functionName(functionHeader(text, line))).toBe(name);
  });
});

describe('compareReadings', () => {
  it('tells read, unread and stale apart', () => {
    const finding = { file: 'a.c', line: 3, rule: 'r' };
    const verdict = { ...finding, verdict: 'true' };
    const moved = { ...verdict, line: 4 };
    expect(compareReadings([finding], [verdict, moved])).toEqual({
      read: [verdict],
      unread: [],
      stale: [moved],
    });
    expect(compareReadings([finding], [moved]).unread).toEqual([finding]);
  });
});

describe('the pointer files', () => {
  it.each([
    'kernel.json',
    'kernel-unseen.json',
    'kernel-held-out-2.json',
    'kernel-held-out-3.json',
    'kernel-held-out-4.json',
    'kernel-held-out-5.json',
    'js.json',
    'js-unseen-2.json',
    'js-unseen-3.json',
    'js-unseen-6.json',
    'js-unseen-7.json',
    'js-unseen-8.json',
    'readings.json',
  ])('%s holds pointers and verdicts only', (name) => {
    const sites = JSON.parse(
      readFileSync(new URL(`../corpus/${name}`, import.meta.url), 'utf8'),
    ) as readonly Site[];
    for (const site of sites) {
      expect(['bug', 'clean', 'true', 'false']).toContain(site.verdict);
      expect(site.line).toBeGreaterThan(0);
      expect(Object.keys(site).length).toBeLessThanOrEqual(8);
    }
  });
});
