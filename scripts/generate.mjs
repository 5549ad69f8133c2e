// Writes what follows from the rules' folder and metadata: the rule index, README tables, presets, page headers.
// `--check` writes nothing and fails when something is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageInfo } from './generate/package-info.mjs';
import { presetsPage } from './generate/presets-page.mjs';
import { loadRules, ruleIndex } from './generate/rule-index.mjs';
import { rulePage } from './generate/rule-page.mjs';
import { withSchedules } from './generate/rule-schedules.mjs';
import { withRuleTable } from './generate/rule-table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);

const { metas, analyze } = await loadRules(root);
const pages = metas.map((meta) => [
  `rules/docs/rules/${meta.name}.md`,
  (text) => withSchedules(rulePage(text, meta), meta, analyze),
]);
const files = [
  ['rules/src/rules/index.ts', () => ruleIndex(root)],
  ['rules/src/package-info.ts', (text) => packageInfo(text, JSON.parse(read('rules/package.json')))],
  ['rules/docs/presets.md', () => presetsPage(metas)],
  ['README.md', (text) => withRuleTable(text, metas, 'rules/docs/rules')],
  ['rules/README.md', (text) => withRuleTable(text, metas, 'docs/rules')],
  ...pages,
];

const stale = files.filter(([path, make]) => {
  const before = read(path);
  const after = make(before ?? '');
  if (before === after) return false;
  if (!isCheck) writeFileSync(join(root, path), after);
  return true;
});

for (const [path] of stale) console.log(`${isCheck ? 'stale' : 'written'}: ${path}`);
if (isCheck && stale.length > 0) {
  console.log('run `npm run generate`');
  process.exitCode = 1;
}
