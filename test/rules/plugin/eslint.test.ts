import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint as ESLint10 } from 'eslint';
import { ESLint as ESLint9 } from 'eslint-9';
import { describe, expect, test } from 'vitest';
import { ownSleep } from '../../own-sleep.js';
import { packageVersion } from '../../../rules/src/package-info.js';
import { rightC, sleepOnC, sleepOnTs, wrongAddressC } from '../cli/run-cli.js';
import { makeProject, runEslint, summary } from './project.js';

const versions = [
  { version: 'eslint-9', ESLint: ESLint9 as unknown as typeof ESLint10, is: /^9\.34\.0$/ },
  { version: 'eslint', ESLint: ESLint10, is: /^10\./ },
] as const;

const body = `[
  waitq.configs.kernel,
  { ...waitq.configs.recommended, languageOptions: { parser } },
]`;
const esm = `import waitq from 'eslint-plugin-waitq';
import * as parser from '@typescript-eslint/parser';
import { defineConfig } from 'eslint/config';
export default defineConfig(${body});
`;
const configs = {
  'eslint.config.js': esm,
  'eslint.config.mjs': esm,
  'eslint.config.cjs': `const waitq = require('eslint-plugin-waitq');
const parser = require('@typescript-eslint/parser');
module.exports = ${body};
`,
  'eslint.config.ts': `${esm}const unused: string = 'a type that only TypeScript reads';\nvoid unused;\n`,
};

const packageJson = { 'package.json': '{ "type": "module" }' };
const kernelOnly = {
  ...packageJson,
  'eslint.config.js': "import waitq from 'eslint-plugin-waitq';\nexport default [waitq.configs.kernel];\n",
};

describe.each(versions)('$version', ({ version, ESLint, is }) => {
  test('is the version it should be', () => expect(ESLint.version).toMatch(is));

  test.each(Object.keys(configs))('lints both languages from %s', async (config) => {
    const project = makeProject({
      ...packageJson,
      [config]: configs[config as keyof typeof configs],
      'a.c': sleepOnC,
      'b.ts': sleepOnTs,
      'c.h': rightC,
    });
    const results = await new ESLint({ cwd: project }).lintFiles(['.']);
    const own = results.filter(({ filePath }) => !filePath.includes('eslint.config'));
    expect(own.map(({ filePath }) => filePath.slice(project.length + 1))).toEqual(['a.c', 'b.ts', 'c.h']);
    expect(summary(results)).toEqual(['a.c:7 waitq/no-sleep-on', 'b.ts:7 waitq/no-sleep-on']);
  });

  test('every config is accepted and runs its rules', async () => {
    const { default: plugin } = await import('eslint-plugin-waitq');
    for (const [name, config] of Object.entries(plugin.configs)) {
      const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [config as never] });
      const isKernel = name.startsWith('kernel');
      const [result] = await eslint.lintText(
        isKernel ? sleepOnC : sleepOnTs.replaceAll(': Promise<void>', '').replaceAll(': void', ''),
        {
          filePath: isKernel ? 'x.c' : 'x.js',
        },
      );
      expect(summary([result!]), name).toEqual([`x.${isKernel ? 'c' : 'js'}:7 waitq/no-sleep-on`]);
    }
  });

  test('disable comments with reasons silence; unused ones are reported', async () => {
    const project = makeProject({
      ...kernelOnly,
      'a.c': sleepOnC.replace(
        '\t\tsleep',
        '\t\t/* eslint-disable-next-line waitq/no-sleep-on -- why not */\n\t\tsleep',
      ),
      'b.c': rightC.replace(
        '\twait_event',
        '\t/* eslint-disable-next-line waitq/no-sleep-on -- gone */\n\twait_event',
      ),
      'c.c': `/* eslint waitq/no-sleep-on: "warn" */\n${sleepOnC}`,
    });
    const results = await new ESLint({ cwd: project }).lintFiles(['.']);
    const [a, b, c] = results.filter(({ filePath }) => filePath.endsWith('.c'));
    expect(a).toMatchObject({
      messages: [],
      suppressedMessages: [
        { ruleId: 'waitq/no-sleep-on', suppressions: [{ kind: 'directive', justification: 'why not' }] },
      ],
    });
    expect(b?.messages).toMatchObject([
      { ruleId: null, line: 6, message: expect.stringContaining('Unused eslint-disable directive') },
    ]);
    expect(c?.messages).toMatchObject([{ severity: 1, line: 8 }]);
  });

  test('--report-unused-disable-directives fails, and --fix takes the comment away', () => {
    const line = '/* eslint-disable-next-line waitq/no-sleep-on */';
    const project = makeProject({
      ...kernelOnly,
      'b.c': rightC.replace('\twait_event', `\t${line}\n\twait_event`),
    });
    const strict = runEslint(version, project, ['--report-unused-disable-directives', 'b.c']);
    expect([strict.status, strict.results[0]?.errorCount]).toEqual([1, 1]);
    expect(runEslint(version, project, ['--fix', 'b.c']).status).toBe(0);
    expect(readFileSync(join(project, 'b.c'), 'utf8')).not.toContain('eslint-disable');
  });

  test('--fix corrects C and leaves nothing to report', () => {
    const project = makeProject({ ...kernelOnly, 'a.c': wrongAddressC });
    expect(summary(runEslint(version, project, ['a.c']).results)).toEqual([
      'a.c:6 waitq/no-wrong-queue-address',
    ]);
    expect(runEslint(version, project, ['--fix', 'a.c'])).toMatchObject({ status: 0 });
    expect(readFileSync(join(project, 'a.c'), 'utf8')).toBe(wrongAddressC.replace('&my_event', 'my_event'));
  });

  test('--fix leaves a file alone that is not UTF-8: ESLint would write its letters back destroyed', () => {
    const bytes = Buffer.from(`/* M\xfcller */\n${wrongAddressC}`, 'latin1');
    const project = makeProject({ ...kernelOnly, 'a.c': bytes });
    expect(summary(runEslint(version, project, ['--fix', 'a.c']).results)).toEqual([
      'a.c:7 waitq/no-wrong-queue-address',
    ]);
    expect(readFileSync(join(project, 'a.c'))).toEqual(bytes);
  });

  test('suggestions can be applied and lint clean', async () => {
    const project = makeProject({ ...kernelOnly, 'a.c': sleepOnC });
    const eslint = new ESLint({ cwd: project });
    const [result] = await eslint.lintFiles(['a.c']);
    const fix = result?.messages[0]?.suggestions?.[0]?.fix;
    const fixed = sleepOnC.slice(0, fix?.range[0]) + (fix?.text ?? '') + sleepOnC.slice(fix?.range[1]);
    expect(fixed).toContain('wait_event(q, ready)');
    expect(summary(await eslint.lintText(fixed, { filePath: 'a.c' }))).toEqual([]);
  });

  test('--concurrency 2 finds what one thread finds', () => {
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [`f${at}.c`, at % 2 ? sleepOnC : rightC]),
    );
    const project = makeProject({ ...kernelOnly, ...files });
    const alone = runEslint(version, project, ['.']);
    const together = runEslint(version, project, ['--concurrency', '2', '.']);
    // It may advise against threads for so few files; anything else is wrong.
    expect(together.stderr.replace(/^.*(?:ESLintPoorConcurrencyWarning|--trace-warnings).*\n/gm, '')).toBe(
      '',
    );
    expect(summary(together.results)).toEqual(summary(alone.results));
    expect(summary(together.results)).toHaveLength(4);
  });

  test('--cache keeps results of C files and sees a change', () => {
    const project = makeProject({ ...kernelOnly, 'a.c': sleepOnC, 'b.c': rightC });
    const args = ['--cache', '--cache-strategy', 'content', '.'];
    const first = runEslint(version, project, args);
    const second = runEslint(version, project, args);
    expect(first.stderr + second.stderr).toBe('');
    expect(summary(second.results)).toEqual(summary(first.results));
    expect(readFileSync(join(project, '.eslintcache'), 'utf8')).toContain('b.c');
    const changed = makeProject({ ...kernelOnly, 'a.c': sleepOnC });
    expect(summary(runEslint(version, changed, args).results)).toHaveLength(1);
  });

  test('settings.waitq.api adds functions, and a wrong one is named', async () => {
    const config = (api: unknown) => ({
      ...kernelOnly,
      'eslint.config.js': `import waitq from 'eslint-plugin-waitq';\nexport default [waitq.configs.kernel, { settings: { waitq: { api: ${JSON.stringify(api)} } } }];\n`,
      'a.c': sleepOnC.replace('sleep_on', 'my_sleep_on'),
    });
    expect(summary(runEslint(version, makeProject(config([ownSleep])), ['a.c']).results)).toEqual([
      'a.c:7 waitq/no-sleep-on',
    ]);
    const wrong = runEslint(version, makeProject(config([{ ...ownSleep, action: 'doze' }])), ['a.c']);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('settings.waitq.api.0.action must be one of: declare-queue');
  });

  test('bad C is no crash', async () => {
    const eslint = new ESLint({ cwd: makeProject(kernelOnly) });
    for (const text of ['', '\uFEFF', '\0', 'wait_event(', '/* sleep_on(&q);', 'é'.repeat(1000)]) {
      const [result] = await eslint.lintText(text, { filePath: 'a.c' });
      expect(result?.fatalErrorCount, JSON.stringify(text)).toBe(0);
    }
    const [cut] = await eslint.lintText('void f(void)\n{\n\twake_up(&q);\n', { filePath: 'a.c' });
    expect(cut?.messages).toMatchObject([
      {
        fatal: true,
        line: 1,
        column: 1,
        message: "Parsing error: the braces of 'f' do not match; the function is left out",
      },
    ]);
    const long = `void f(void)\n{\n\twake_up(&q);\n${'\ta = b;\n'.repeat(130_000)}}\n${sleepOnC}`;
    expect((await eslint.lintText(long, { filePath: 'a.c' }))[0]?.messages).toMatchObject([
      { ruleId: null, line: 1, message: expect.stringContaining('is passed over') as string },
      { ruleId: 'waitq/no-sleep-on' },
    ]);
    const torn = await eslint.lintText('}}}} sleep_on(&q); {{{', { filePath: 'a.c' });
    expect(summary(torn)).toEqual(['a.c:1 waitq/no-sleep-on']);
  });
});

test('the plugin says what it is, to import and to require alike', () => {
  const program = `
    import waitq, * as named from 'eslint-plugin-waitq';
    import { createRequire } from 'node:module';
    const required = createRequire(import.meta.url)('eslint-plugin-waitq');
    console.log(JSON.stringify({
      isSame: required === waitq && named.rules === waitq.rules && named.configs === waitq.configs,
      meta: named.meta, configs: Object.keys(waitq.configs), languages: Object.keys(named.languages),
    }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: makeProject({}),
    encoding: 'utf8',
  });
  // Node 20 calls require() of a module experimental.
  expect(stderr.replace(/^.*(?:ExperimentalWarning|--trace-warnings).*\n/gm, '')).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    isSame: true,
    meta: { name: 'eslint-plugin-waitq', version: packageVersion, namespace: 'waitq' },
    configs: ['recommended', 'strict', 'kernel', 'kernel-strict'],
    languages: ['c'],
  });
});

test('mounted under another name the rules still know their language', async () => {
  const { default: plugin } = await import('eslint-plugin-waitq');
  const eslint = new ESLint10({
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.c'],
        plugins: { other: plugin as never },
        language: 'other/c',
        rules: { 'other/no-sleep-on': 'error' },
      },
    ],
  });
  const [result] = await eslint.lintText(sleepOnC, { filePath: 'a.c' });
  expect(summary([result!])).toEqual(['a.c:7 other/no-sleep-on']);
});

test('each rule names its languages and its page', async () => {
  const { default: plugin } = await import('eslint-plugin-waitq');
  for (const [name, { meta }] of Object.entries(plugin.rules)) {
    expect(meta?.languages, name).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:waitq\/c|js\/js)$/)]),
    );
    expect(meta?.docs?.url, name).toMatch(new RegExp(`/docs/rules/${name}\\.md$`));
  }
});
