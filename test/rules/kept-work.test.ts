import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  analyze,
  grammarReady,
  keepWork,
  lower,
  summarizeFile,
  type AnalyzeOptions,
} from '../../rules/src/analyze.js';
import { readAll } from '../../rules/src/c/lower.js';
import { createResolver } from '../../rules/src/files/resolver.js';
import type { FileModel } from '../../rules/src/protocol/model.js';
import { memoryHost } from './files/project.js';
import { mutate, mutation, type Mutation } from '../fuzz/mutate.mjs';

beforeAll(grammarReady);

const PAGES = new URL('../../rules/docs/rules/', import.meta.url);
const SAMPLES = new URL('../../samples/c/', import.meta.url);

/** Right and wrong code for every rule there is. */
const blocks = readdirSync(PAGES).flatMap((page) =>
  [...readFileSync(new URL(page, PAGES), 'utf8').matchAll(/^```c\n([^]*?)^```/gm)].map(([, code]) => code!),
);
const samples = readdirSync(SAMPLES).map((name) => readFileSync(new URL(name, SAMPLES), 'utf8'));
/** Names that the files below share, so that a change of one matters to the other. */
const OWN = [
  '#define my_wait(d, c) wait_event((d)->wq, c)\n',
  'static bool is_ready(struct dev *d)\n{\n\treturn d->ready;\n}\n',
  'static void f(struct dev *d)\n{\n\tmy_wait(&d, is_ready(d));\n\tmy_lock(d);\n\tschedule();\n}\n',
  'static irqreturn_t isr(int irq, void *data)\n{\n\tmsleep(2);\n\twake_up(&d->wq);\n}\n',
  'int probe(void)\n{\n\treturn request_irq(1, isr, 0, "d", d);\n}\n',
  '#include "dev.h"\n',
];
const piece = fc.constantFrom(...OWN, ...blocks, ...samples);
const document = fc.array(piece, { minLength: 3, maxLength: 9 }).map((pieces) => pieces.join('\n'));

/** What people do: a character more or less, a line end, a call typed, a piece pasted; or any damage at all. */
const edit = fc.oneof(
  {
    weight: 4,
    arbitrary: typed(fc.constantFrom(' ', 'x', '\n', ';', '!', 'wait_event(q, c);', '/*', '\n#if 0\n')),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete'), at: fc.nat(999_999), count: fc.constant(1) }),
  },
  { weight: 1, arbitrary: typed(piece) },
  { weight: 2, arbitrary: mutation },
);

function typed(text: fc.Arbitrary<string>) {
  return fc.record({ kind: fc.constant('insert'), at: fc.nat(999_999), text });
}

const apply = (text: string, how: Mutation): string =>
  mutate({ name: 'a.c', text }, { name: 'b.c', text }, [how]).text;

const options: AnalyzeOptions = { path: '/p/a.c' };

const UNASKED = {
  mayCall: undefined,
  mayReach: undefined,
  maySleepLocked: undefined,
  mayKeepLock: undefined,
  maySleepAtOnce: undefined,
};

/** Everything a front end makes of a file. */
function told(text: string, options: AnalyzeOptions): unknown {
  const model = lower(text, 'c', options) as FileModel;
  readAll(model);
  const variables = (
    of: ((owner: number, name: string) => unknown) | undefined,
  ): readonly (readonly unknown[])[] =>
    model.functions.map((_, owner) => ['d', 'ret', 'wait', 'err'].map((name) => of?.(owner, name)));
  return {
    ...model,
    // What spares reading a function is not asked where functions are kept.
    functions: model.functions.map((fn) => ({ ...fn, ...UNASKED })),
    typeOf: variables(model.typeOf),
    argumentNamed: variables(model.argumentNamed),
    maySleep: ['f', 'g', 'schedule'].map((name) => model.maySleep?.(name)),
    withWriters: model.withWriters?.().functions.map(({ name }) => name),
    wakeSites: model.wakeSites?.(),
  };
}

describe('with what an earlier analysis has left', () => {
  test('findings and ranges are those of a fresh analysis, after any edits', () => {
    let found = 0;
    fc.assert(
      fc.property(document, fc.array(edit, { minLength: 1, maxLength: 12 }), (start, edits) => {
        const kept = keepWork();
        let text = start;
        for (const how of [undefined, ...edits]) {
          if (how) text = apply(text, how);
          const fresh = analyze(text, 'c', { ...options, kept: keepWork() });
          expect(analyze(text, 'c', { ...options, kept })).toEqual(fresh);
          found += fresh.findings.length;
        }
      }),
      { numRuns: 40, seed: 2 },
    );
    expect(found).toBeGreaterThan(400);
  });

  // Of what is no C the text may say less than the parser makes of it.
  test('in C it finds what a look at the text alone leads to', () => {
    fc.assert(
      fc.property(document, (text) => {
        expect(analyze(text, 'c', { ...options, kept: keepWork() })).toEqual(analyze(text, 'c', options));
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test('so is the whole model', () => {
    fc.assert(
      fc.property(document, fc.array(edit, { minLength: 1, maxLength: 8 }), (start, edits) => {
        const kept = keepWork();
        let text = start;
        for (const how of [undefined, ...edits]) {
          if (how) text = apply(text, how);
          expect(told(text, { ...options, kept })).toEqual(told(text, options));
        }
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  test('what a header says anew is minded', () => {
    const files: Record<string, string> = { 'a.c': OWN.join(''), 'dev.h': '' };
    const resolve = createResolver(memoryHost(files), summarizeFile).for('/p/a.c');
    const kept = keepWork();
    const lint = (more: object) => analyze(files['a.c']!, 'c', { ...options, resolve, ...more }).findings;
    const counts = ['', 'static inline void my_lock(struct dev *d)\n{\n\tspin_lock(&d->lock);\n}\n', ''].map(
      (header) => {
        files['dev.h'] = header;
        const findings = lint({ kept });
        expect(findings).toEqual(lint({}));
        return findings.filter(({ rule }) => rule === 'no-sleep-in-atomic').length;
      },
    );
    expect(counts).toEqual([1, 2, 1]);
  });

  test('a function is read once for a text, wherever that has moved', () => {
    const kept = keepWork();
    const body = (text: string) => (lower(text, 'c', { kept }) as FileModel).functions.at(-1)!.body;
    const first = body(OWN[2]!);
    expect(body(`${OWN[2]!} `)).toBe(first);
    const moved = body(`\n${OWN[2]!}`);
    expect(moved).not.toBe(first);
    expect(body(`\n${OWN[2]!} `)).toBe(moved);
  });

  test('a function that could not be followed is told of each time', () => {
    const deep = `void f(void)\n{\n\tschedule();\n\tx = ${'('.repeat(5000)}1${')'.repeat(5000)};\n}\n`;
    const kept = keepWork();
    for (const text of [deep, ` ${deep}`, `${deep} `]) {
      const { problems } = analyze(text, 'c', { kept });
      expect(problems).toHaveLength(1);
      expect(problems).toEqual(analyze(text, 'c').problems);
    }
  });
});
