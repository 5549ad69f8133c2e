import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { makeProject } from './project.js';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const config = `import waitq, { configs } from 'eslint-plugin-waitq';
import { defineConfig } from 'eslint/config';
export default defineConfig([
  waitq.configs.recommended,
  configs['kernel-strict'],
  { plugins: { waitq }, extends: ['waitq/kernel'] },
]);
`;

test.each(['eslint-9', 'eslint'])('eslint.config.ts type-checks with %s', (version) => {
  const file = join(
    makeProject({ 'package.json': '{ "type": "module" }', 'eslint.config.ts': config }),
    'eslint.config.ts',
  );
  expect(typeErrors(file, version)).toEqual([]);
});

test('a config that is none is a type error', () => {
  const wrong = config.replace('waitq.configs.recommended', 'waitq.configs');
  const file = join(
    makeProject({ 'package.json': '{ "type": "module" }', 'eslint.config.ts': wrong }),
    'eslint.config.ts',
  );
  expect(typeErrors(file, 'eslint')).not.toEqual([]);
});

/** Everything the compiler says of a file in a project whose ESLint is the given one. */
function typeErrors(file: string, version: string): readonly string[] {
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    typeRoots: [join(modules, '@types')],
    paths: {
      eslint: [join(modules, version, 'lib/types/index.d.ts')],
      'eslint/config': [join(modules, version, 'lib/types/config-api.d.ts')],
    },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
