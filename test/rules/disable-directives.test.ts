import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, test } from 'vitest';
import { analyze, applyDisableDirectives, type Language } from '../../rules/src/analyze.js';
import plugin from '../../rules/src/index.js';

const names = ['no-sleep-on', 'no-check-then-sleep', 'require-finish-wait', 'no-wrong-queue-address'];

/** Lines that stay reported, and those that are silenced with the reason given. */
interface Verdict {
  readonly reported: string[];
  readonly silenced: string[];
}

function ours(text: string, language: Language): Verdict {
  const { findings, suppressed } = applyDisableDirectives(
    analyze(text, language, { rules: Object.fromEntries(names.map((name) => [name, {}])) }).findings,
    text,
    language,
  );
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  return {
    reported: findings.map(({ rule, range }) => `${line(range[0])} ${rule}`).sort(),
    silenced: suppressed
      .map(({ finding: { rule, range }, justification }) => `${line(range[0])} ${rule}: ${justification}`)
      .sort(),
  };
}

function eslints(text: string, language: Language): Verdict {
  const linter = new Linter() as Linter & { getSuppressedMessages(): Linter.SuppressedLintMessage[] };
  const messages = linter.verify(
    text,
    {
      files: ['**/*.{c,ts}'],
      plugins: { waitq: plugin as never },
      ...(language === 'c' ? { language: 'waitq/c' } : { languageOptions: { parser } }),
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      rules: Object.fromEntries(names.map((name) => [`waitq/${name}`, 'error'])),
    },
    { filename: language === 'c' ? 'a.c' : 'a.ts' },
  );
  const short = ({ line, ruleId }: Linter.LintMessage) => `${line} ${ruleId?.replace('waitq/', '')}`;
  return {
    reported: messages
      .filter(({ ruleId }) => ruleId?.startsWith('waitq/'))
      .map(short)
      .sort(),
    silenced: linter
      .getSuppressedMessages()
      .map((message) => `${short(message)}: ${message.suppressions[0]?.justification}`)
      .sort(),
  };
}

const sleeps = {
  c: ['void a(void)', '{', '\tsleep_on(&q);', '\tsleep_on(&q);', '}', ''],
  typescript: [
    "import { sleepOn } from 'waitq';",
    'export async function a(q: any) {',
    '  await sleepOn(q);',
    '  await sleepOn(q);',
    '}',
    '',
  ],
} as const;

describe.each(['c', 'typescript'] as const)('in %s, as ESLint does:', (language) => {
  const lines: readonly string[] = sleeps[language];
  const put = (at: number, comment: string) => lines.toSpliced(at, 0, comment).join('\n');
  const append = (at: number, comment: string) =>
    lines.map((line, index) => (index === at ? `${line} ${comment}` : line)).join('\n');

  test('without comments all is reported', () => {
    const text = lines.join('\n');
    expect(ours(text, language).reported).toHaveLength(2);
  });

  test.each([
    ['disable to the end', put(0, '/* eslint-disable */'), 2],
    ['disable one rule, with a reason', put(0, '/* eslint-disable waitq/no-sleep-on -- it is old */'), 2],
    ['disable another rule', put(0, '/* eslint-disable waitq/require-finish-wait */'), 0],
    ["disable another plugin's rule", put(0, '/* eslint-disable no-console, n/no-sleep-on */'), 0],
    ['a name without prefix is another rule', put(0, '/* eslint-disable no-sleep-on */'), 0],
    ['disable from the middle', put(3, '/* eslint-disable */'), 1],
    ['disable and enable', put(3, '/* eslint-enable */').replace(/^/, '/* eslint-disable */\n'), 1],
    [
      'disable all, enable one',
      put(3, '/* eslint-enable waitq/no-sleep-on */').replace(/^/, '/* eslint-disable */\n'),
      1,
    ],
    [
      'disable one, enable another',
      put(3, '/* eslint-enable waitq/require-finish-wait */').replace(
        /^/,
        '/* eslint-disable waitq/no-sleep-on */\n',
      ),
      2,
    ],
    ['next line', put(2, '// eslint-disable-next-line waitq/no-sleep-on -- once'), 1],
    ['next line, several rules', put(2, '/* eslint-disable-next-line no-console, waitq/no-sleep-on */'), 1],
    [
      'next line, comment of two lines',
      put(2, '/* eslint-disable-next-line waitq/no-sleep-on --\n reason */'),
      1,
    ],
    ['same line', append(2, '// eslint-disable-line'), 1],
    ['same line, one rule', append(3, '/* eslint-disable-line waitq/no-sleep-on -- twice */'), 1],
    ['line comment for a block, in C alone', put(0, '// eslint-disable'), language === 'c' ? 2 : 0],
    ['a word that only begins so', put(0, '/* eslint-disabled */'), 0],
    ['prose that mentions it', put(0, '/* see eslint-disable */'), 0],
  ])('%s', (_name, text, silenced) => {
    const verdict = ours(text, language);
    expect(verdict.silenced).toHaveLength(silenced);
    expect(verdict).toEqual(eslints(text, language));
  });

  test('a rule switched off by a config comment is gone', () => {
    const text = put(0, '/* eslint waitq/no-sleep-on: "off" */');
    expect(ours(text, language)).toEqual({ reported: [], silenced: [] });
    expect(eslints(text, language)).toEqual({ reported: [], silenced: [] });
  });

  test('a string is no comment', () => {
    const text = put(
      2,
      language === 'c' ? '\tputs("/* eslint-disable */");' : "  console.log('/* eslint-disable */');",
    );
    expect(ours(text, language).silenced).toEqual([]);
  });
});
