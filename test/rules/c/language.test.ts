import type { Linter as LinterType } from 'eslint';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import { beforeAll, describe, expect, it } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { cLanguage } from '../../../rules/src/c/language.js';
import type { CSourceCode } from '../../../rules/src/c/source-code.js';

beforeAll(() => grammarReady());

/** Reports every function, and the file with the names of those that were analysed. */
const probe = {
  meta: { type: 'problem', schema: [], fixable: 'code', messages: { hit: '{{name}}' } },
  create(context: Context) {
    return {
      'File > Function'(node: Node) {
        context.report({
          node,
          messageId: 'hit',
          data: { name: node.name },
          fix: (fixer) =>
            context.sourceCode.text.startsWith('void', node.range[0])
              ? fixer.replaceTextRange([node.range[0], node.range[0] + 4], 'long')
              : null,
        });
      },
    };
  },
};

const WAITS = '\nDECLARE_WAIT_QUEUE_HEAD(q);';

/** ESLint has it, its types do not. */
interface WithSuppressed {
  getSuppressedMessages(): LinterType.SuppressedLintMessage[];
}

interface Node {
  readonly name: string;
  readonly range: [number, number];
}

interface Context {
  readonly sourceCode: CSourceCode;
  report(problem: {
    node: Node;
    messageId: string;
    data: Record<string, string>;
    fix: (fixer: { replaceTextRange(range: [number, number], text: string): unknown }) => unknown;
  }): void;
}

const config = {
  files: ['**/*.c'],
  language: 'waitq/c',
  // what a config says for JavaScript's sake must not hurt
  languageOptions: { ecmaVersion: 2024, globals: {} },
  plugins: { waitq: { meta: { namespace: 'waitq' }, languages: { c: cLanguage }, rules: { probe } } },
  rules: { 'waitq/probe': 'error' },
} as unknown as LinterType.Config;

describe.each([
  ['10', Linter],
  ['9.34', Linter9 as unknown as typeof Linter],
])('ESLint %s', (_, EslintLinter) => {
  const linter = new EslintLinter();
  // functions of a file that has nothing to do with waiting are not visited
  const lint = (text: string) => linter.verify(`${text}${WAITS}`, config, 'a.c');
  const hits = (text: string) =>
    lint(text).map(({ message, line, column }) => `${message} ${line}:${column}`);

  it('places findings in lines from 1 and columns from 1', () => {
    expect(hits('\n  void f(void) { }\r\nvoid g(void)\r{ }')).toEqual(['f 2:3', 'g 3:1']);
    expect(lint('void f(void)\n{\n}')[0]).toMatchObject({ endLine: 3, endColumn: 2 });
  });

  it.each([
    ['a line', 'void f(void) { } // eslint-disable-line waitq/probe -- why'],
    ['the next line', '/* eslint-disable-next-line waitq/probe -- why */\nvoid f(void) { }'],
    ['the next line, line comment', '// eslint-disable-next-line waitq/probe\nvoid f(void) { }'],
    ['the rest', '/* eslint-disable waitq/probe */\nvoid f(void) { }\nvoid h(void) { }'],
    ['everything', '/* eslint-disable */ void f(void) { }'],
    ['the rule', '/* eslint waitq/probe: "off" */\nvoid f(void) { }'],
  ])('lets a comment silence %s', (_name, text) => {
    expect(hits(text)).toEqual([]);
  });

  it('goes on after eslint-enable, and keeps other rules apart', () => {
    expect(hits('/* eslint-disable */\nvoid f(void) { }\n/* eslint-enable */\nvoid g(void) { }')).toEqual([
      'g 4:1',
    ]);
    expect(hits('void f(void) { } // eslint-disable-line other').map((hit) => hit.split(' ')[0])).toContain(
      'f',
    );
  });

  it('keeps the reason of a directive', () => {
    lint('void f(void) { } // eslint-disable-line waitq/probe -- it is fine');
    const { getSuppressedMessages } = linter as unknown as WithSuppressed;
    const [suppressed] = getSuppressedMessages.call(linter);
    expect(suppressed?.suppressions).toEqual([{ kind: 'directive', justification: 'it is fine' }]);
  });

  it('does not take directives out of strings and code that is not compiled', () => {
    expect(hits('char *s = "/* eslint-disable */";\nvoid f(void) { }')).toEqual(['f 2:1']);
  });

  it('complains of a comment that cannot be read, and goes on', () => {
    const messages = lint('/* eslint waitq/probe: [ */\nvoid f(void) { }').map(({ message }) => message);
    expect(messages[0]).toContain('Failed to parse JSON');
    expect(messages).toContain('f');
  });

  it('fixes behind a byte order mark and characters beyond ASCII', () => {
    const text = `\ufeff/* \u{1F600} */ void f(void) { }\r\n${WAITS}`;
    const { output } = linter.verifyAndFix(text, config, { filename: 'a.c' });
    expect(output).toBe(text.replace('void f', 'long f'));
  });

  it('passes over a file that has nothing to do with waiting, but for its directives', () => {
    const silent = (text: string) => linter.verify(text, config, 'a.c');
    expect(silent('void f(void) { }')).toEqual([]);
    expect(silent('void f(void) {')).toEqual([]);
    expect(silent(`void f(void) {${WAITS}`)).toMatchObject([{ fatal: true, line: 1 }]);
    const unused = { ...config, linterOptions: { reportUnusedDisableDirectives: 'error' } } as typeof config;
    const directive = '/* eslint-disable waitq/probe */\nvoid f(void) { }';
    expect(linter.verify(directive, unused, 'a.c')).toMatchObject([{ ruleId: null, line: 1 }]);
  });

  it.each(['', '\0', '/*', '"', '}}}', '#if', 'void f(', '\u2028'])('lints %j', (text) => {
    expect(() => lint(text)).not.toThrow();
  });
});

describe('the source code', () => {
  const text = '/* a */ void f(void)\n{\n  schedule(); // b\n}\n';
  const file = { path: 'a.c', physicalPath: 'a.c', bom: false, body: text };
  const parsed = cLanguage.parse(file, { languageOptions: {} });
  if (!parsed.ok) throw new Error('not parsed');
  const source = cLanguage.createSourceCode(file, parsed, { languageOptions: {} });

  it('has a small tree without cycles', () => {
    expect(JSON.parse(JSON.stringify(source.ast))).toMatchObject({
      type: 'File',
      body: [{ type: 'Function', name: 'f' }],
    });
    expect(source.getParent(source.ast.body[0]!)).toBe(source.ast);
    expect(source.getParent(source.ast)).toBeUndefined();
  });

  it('gives comments under both names', () => {
    expect(source.comments.map(({ type, value }) => `${type}:${value}`)).toEqual(['Block: a ', 'Line: b']);
    expect(source.getAllComments()).toBe(source.comments);
  });

  it('makes the model once', () => {
    expect(source.model.functions.map((fn) => fn.name)).toEqual(['f']);
    expect(source.model).toBe(source.model);
  });

  it('reports a directive that spans lines it cannot mean', () => {
    const body = '/* eslint-disable-line\n x */';
    const other = cLanguage.parse({ ...file, body }, { languageOptions: {} });
    if (!other.ok) throw new Error('not parsed');
    const code = cLanguage.createSourceCode({ ...file, body }, other, { languageOptions: {} });
    expect(code.getDisableDirectives().problems.map(({ message }) => message)).toEqual([
      'eslint-disable-line comment should not span multiple lines.',
    ]);
  });
});
