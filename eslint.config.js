import { defineConfig, globalIgnores } from 'eslint/config';
import js from '@eslint/js';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['**/dist/**', '**/node_modules/**', 'samples/**', 'test/e2e/**', '**/artefacts/**']),
  js.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    // One concept a file, a function at a glance; tables of data are as long as what they describe.
    files: ['*/src/**'],
    ignores: ['rules/src/api/**'],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['rules/src/plugin/**'],
    extends: [eslintPlugin.configs.recommended],
  },
  {
    files: ['**/*.mjs', '**/bin/*.js', 'eslint.config.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'Buffer', 'performance', 'setTimeout', 'setImmediate'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
);
