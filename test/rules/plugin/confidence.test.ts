import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint as ESLint10 } from 'eslint';
import { ESLint as ESLint9 } from 'eslint-9';
import { describe, expect, test } from 'vitest';
import { wrongAddressC } from '../cli/run-cli.js';
import { makeProject, runEslint } from './project.js';

/** A helper that only waits: its callers may look. */
const mediumC = 'void wait_for(struct d *d)\n{\n\twait_event_interruptible(d->q, d->done);\n}\n';
const highC = 'int flush(struct d *d)\n{\n\twait_event_interruptible(d->q, d->done);\n\treturn 0;\n}\n';
const mediumJs = `const a = new Int32Array(new SharedArrayBuffer(8));
export function ask(port) {
  port.postMessage(a);
  Atomics.wait(a, 0, 0);
  const answer = a[1];
  return answer;
}
`;

const base = {
  'package.json': '{ "type": "module" }',
  'medium.c': mediumC,
  'high.c': highC,
  'medium.js': mediumJs,
};
const config = (body: string) => ({
  'eslint.config.js': `import waitq from 'eslint-plugin-waitq';\nexport default [${body}];\n`,
});
const presets = config('waitq.configs.kernel, waitq.configs.recommended');
const only = 'waitq/no-ignored-interrupt';

const versions = [
  { version: 'eslint-9', ESLint: ESLint9 as unknown as typeof ESLint10 },
  { version: 'eslint', ESLint: ESLint10 },
] as const;

describe.each(versions)('$version', ({ version, ESLint }) => {
  const severitiesIn = async (project: string) => {
    const results = await new ESLint({ cwd: project }).lintFiles(['medium.c', 'high.c', 'medium.js']);
    const own = results.map(({ messages }) => messages.filter(({ ruleId }) => ruleId === only));
    return own.map((messages) => messages.map(({ severity }) => severity));
  };

  test('presets show certain findings as errors, the others as warnings', async () => {
    expect(await severitiesIn(makeProject({ ...base, ...presets }))).toEqual([[1], [2], [1]]);
  });

  test('a severity that a user lowers stays low', async () => {
    const lowered = config(`waitq.configs.kernel, { files: ['**/*.c'], rules: { '${only}': 'warn' } }`);
    expect(await severitiesIn(makeProject({ ...base, ...lowered }))).toEqual([[1], [1], []]);
  });

  test('without our config every finding has the severity of its rule', async () => {
    const own = config(
      `{ files: ['**/*.c'], language: 'waitq/c', plugins: { waitq }, rules: { '${only}': 'error' } }`,
    );
    expect(await severitiesIn(makeProject({ ...base, ...own }))).toEqual([[2], [2], []]);
  });

  test('warnings do not fail a run; --max-warnings 0 does; --quiet leaves them out', () => {
    const project = makeProject({ ...base, ...presets });
    expect(runEslint(version, project, ['medium.c']).status).toBe(0);
    expect(runEslint(version, project, ['--max-warnings', '0', 'medium.c']).status).toBe(1);
    expect(
      runEslint(version, project, ['--quiet', 'medium.c']).results.flatMap((result) => result.messages),
    ).toEqual([]);
    expect(runEslint(version, project, ['high.c']).status).toBe(1);
  });

  test('fixes, disable comments and parse errors pass through', () => {
    const disabled = mediumC.replace(
      '\twait',
      `\t// eslint-disable-next-line ${only} -- callers look\n\twait`,
    );
    const project = makeProject({
      ...base,
      ...presets,
      'fix.c': wrongAddressC,
      'disabled.c': disabled,
      'broken.js': 'const = 1;\n',
    });
    expect(runEslint(version, project, ['--fix', 'fix.c']).status).toBe(0);
    expect(readFileSync(join(project, 'fix.c'), 'utf8')).not.toBe(wrongAddressC);
    expect(runEslint(version, project, ['disabled.c']).results[0]).toMatchObject({
      messages: [],
      suppressedMessages: [{ ruleId: only }],
    });
    expect(runEslint(version, project, ['broken.js']).results[0]?.messages).toMatchObject([
      { fatal: true, line: 1 },
    ]);
  });
});
