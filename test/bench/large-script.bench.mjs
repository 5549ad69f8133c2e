/**
 * What a large script costs: the peers' own modules, each in a function as bundlers write it, once for each of so many copies,
 * linted by ESLint that only parses and with the preset `strict`. The time that the rules add has to grow with the text: a
 * bundle of ten thousand functions must not take ten thousand looks at each of them.
 */
import { readFileSync } from 'node:fs';
import waitq from 'eslint-plugin-waitq';
import { Linter } from 'eslint';
import { median, row } from './pairs.mjs';

const TURNS = 3;
const [FEW, MANY] = [10, 80];
/** By how much a copy may cost more among many than among few. */
const MOST_GROWTH = 1.2;

const MODULES = ['async-sema/lib/index.js', 'synckit/lib/index.cjs'];
const sources = MODULES.map((path) => readFileSync(new URL(`node_modules/${path}`, import.meta.url), 'utf8'));

function bundleOf(copies) {
  const modules = Array.from({ length: copies }, () => sources).flat();
  const functions = modules.map((source) => `(module, exports, require) => {\n${source}\n}`);
  return `const modules = [${functions.join(',\n')}];\n`;
}

const language = { files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } };
const configs = { parse: [language], strict: [language, waitq.configs.strict] };

/** Seconds of processor time. */
function timeOf(text, config) {
  const linter = new Linter();
  const start = process.cpuUsage();
  const found = linter.verify(text, config, { filename: 'bundle.js' });
  const { user, system } = process.cpuUsage(start);
  const fatal = found.find((message) => message.fatal);
  if (fatal) throw new Error(fatal.message);
  return (user + system) / 1e6;
}

const bundles = [FEW, MANY].map((copies) => ({ copies, text: bundleOf(copies), parse: [], strict: [] }));
timeOf(bundles[0].text, configs.strict);
for (let turn = 0; turn < TURNS; turn++)
  for (const bundle of bundles)
    for (const variant of ['parse', 'strict']) bundle[variant].push(timeOf(bundle.text, configs[variant]));

row('copies of two modules', 'text', 'parse', 'strict', 'added a copy');
const added = bundles.map(({ copies, text, parse, strict }) => {
  const [parsed, all] = [median(parse), median(strict)];
  const each = (all - parsed) / copies;
  const size = `${(text.length / 1e6).toFixed(1)} MB`;
  row(
    String(copies),
    size,
    `${parsed.toFixed(2)} s`,
    `${all.toFixed(2)} s`,
    `${(each * 1000).toFixed(1)} ms`,
  );
  return each;
});
const growth = added[1] / added[0];
console.log(
  `\na copy costs ${growth.toFixed(2)} times as much among ${MANY} as among ${FEW} (at most ${MOST_GROWTH})`,
);
if (growth > MOST_GROWTH) process.exitCode = 1;
