/**
 * Lints the sources of `effect` once by ESLint and tells what it took, as JSON: one run of typescript-lint.bench.mjs.
 *   node lint-effect.mjs FOLDER parse|recommended|strict|typed
 */
import { performance } from 'node:perf_hooks';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const [, , folder, variant] = process.argv;
const base = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
const typed = {
  ...base,
  plugins: { '@typescript-eslint': tseslint.plugin },
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: folder },
  },
  rules: { '@typescript-eslint/no-floating-promises': 'error' },
};

async function configOf(name) {
  if (name === 'parse') return [base];
  if (name === 'typed') return [typed];
  const { default: waitq } = await import('eslint-plugin-waitq');
  return [base, waitq.configs[name]];
}

const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: true,
  overrideConfig: await configOf(variant),
  allowInlineConfig: false,
});
const cpu = process.cpuUsage();
const start = performance.now();
const results = await eslint.lintFiles(['src']);
const { user, system } = process.cpuUsage(cpu);
const messages = results.flatMap((result) => result.messages);
console.log(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    wall: (performance.now() - start) / 1000,
    files: results.length,
    fatal: messages.filter(({ fatal }) => fatal).length,
    findings: messages.filter(({ fatal }) => !fatal).length,
    peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
