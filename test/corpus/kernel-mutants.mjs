#!/usr/bin/env node
// Recall over the shapes of real code: right code of a Linux tree is made wrong in memory, one function at a time, and the rules
// are run before and after. README.md explains. After npm run build:
//   node test/corpus/kernel-mutants.mjs [--size N] [--kind A,B | --show KIND] [--json] DIR
import { parseArgs } from 'node:util';
import { createJudge } from './kernel-mutants/judge.mjs';
import { kinds } from './kernel-mutants/kinds/index.mjs';
import { filesByHash, sampleOf } from './kernel-mutants/sample.mjs';
import { percent } from './report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '100' },
    kind: { type: 'string' },
    show: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const [tree] = positionals;
// What is not found of a kind is a question about that kind.
const wanted = (values.show ?? values.kind)?.split(',');
const chosen = kinds.filter(({ name }) => !wanted || wanted.includes(name));
if (!tree || !(Number(values.size) > 0) || chosen.length < (wanted?.length ?? 1)) {
  console.error(
    'usage: node test/corpus/kernel-mutants.mjs [--size N] [--kind A,B | --show KIND] [--json] DIR',
  );
  console.error(`kinds: ${kinds.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const results = await judgeAll();
if (values.json) console.log(JSON.stringify(results, null, 2));
else print();

async function judgeAll() {
  const isFound = await createJudge(tree);
  return [...sampleOf(tree, filesByHash(tree), chosen, Number(values.size))].map((one) => ({
    kind: one.kind.name,
    file: one.file,
    line: one.source.lineOf(one.mutant.at),
    function: one.mutant.fn.name,
    change: one.mutant.note,
    found: isFound(one),
  }));
}

function print() {
  console.log('| kind | rule | mutants | found | share |\n|---|---|---|---|---|');
  for (const { name, rule } of chosen) {
    const mutants = results.filter(({ kind }) => kind === name);
    const found = mutants.filter((one) => one.found).length;
    const share = percent(found, mutants.length);
    console.log(`| ${name} | \`${rule}\` | ${mutants.length} | ${found} | ${share} |`);
  }
  if (!values.show) return;
  for (const one of results.filter(({ found }) => !found))
    console.log(`${one.kind}: ${one.file}:${one.line} ${one.function}(): ${one.change}`);
}
