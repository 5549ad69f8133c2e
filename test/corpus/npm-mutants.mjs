#!/usr/bin/env node
// Seeds mistakes into right code of npm packages and counts how many the rules find; README.md explains. After npm run build:
//   node test/corpus/npm-mutants.mjs [--only KIND] [--show KIND] [--package NAME] [--json]
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { analyze, createDiskHost, createResolver, rules, summarizeFile } from '../../rules/dist/analyze.js';
import { isFound, mutantsOf } from './npm-mutants/judge.mjs';
import { kinds } from './npm-mutants/kinds.mjs';
import { scriptsIn } from './npm-mutants/scripts.mjs';
import { packageFolder } from './sources.mjs';

/** So many of a kind are taken from one package: none is to outweigh the others. */
const MOST = 6;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    show: { type: 'string' },
    found: { type: 'boolean' },
    package: { type: 'string' },
    json: { type: 'boolean' },
  },
});

const packages = JSON.parse(readFileSync(new URL('npm-mutants.json', import.meta.url), 'utf8'));
const wanted = packages.filter((name) => !values.package || name.startsWith(values.package));
const judged = wanted.flatMap(judgePackage);
if (values.json) console.log(JSON.stringify(judged, null, 1));
else printTable(judged);
if (values.show)
  for (const one of judged)
    if (one.kind === values.show && one.isFound === !!values.found)
      console.log(`${one.package}/${one.file}:${one.line}  ${one.change.replace(/\s+/g, ' ')}`);

function judgePackage(name) {
  const folder = packageFolder(name);
  const mutants = scriptsIn(folder).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    return mutantsOf(text, path).map((one) => ({
      ...one,
      text,
      path,
      package: name,
      file: relative(folder, path),
    }));
  });
  return sampleOf(mutants.filter(({ kind }) => isWanted(kind))).map(({ text, path, edit, ...one }) => ({
    ...one,
    isFound: isFound(text, { ...one, edit }, (source, names) => lint(source, path, names)),
  }));
}

function isWanted(kind) {
  const only = values.only ?? values.show;
  return !only || only === kind;
}

/** Of each kind those with the least hash: which they are does not change with the order of the files. */
function sampleOf(all) {
  // The builds of a package hold the same code more than once.
  const mutants = [
    ...new Map(all.map((one) => [`${one.kind} ${one.change} ${surroundings(one)}`, one])).values(),
  ];
  const keyed = mutants.map((one) => ({
    one,
    key: hashOf(`${one.package}/${one.file}:${one.edit.range.join()}`),
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return Object.keys(kinds).flatMap((kind) =>
    keyed
      .filter(({ one }) => one.kind === kind)
      .slice(0, MOST)
      .map(({ one }) => one),
  );
}

function surroundings({ text, path, edit: { range } }) {
  return basename(path) + text.slice(Math.max(0, range[0] - 150), range[0]).replace(/\W+/g, '');
}

function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** As a user has the rules with the preset `strict`; those that no preset switches on are off. */
function lint(text, path, names) {
  const strict = [...rules].filter(([name, { meta }]) => names.includes(name) && meta.preset !== 'off');
  const language = /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript';
  const resolve = createResolver(createDiskHost([]), summarizeFile).for(path);
  const options = Object.fromEntries(strict.map(([name, { meta }]) => [name, meta.strictOptions ?? {}]));
  return analyze(text, language, { path, rules: options, resolve }).findings;
}

function printTable(all) {
  console.log('| kind | mutants | found | share |\n|---|---|---|---|');
  for (const kind of Object.keys(kinds))
    printRow(
      kind,
      all.filter((one) => one.kind === kind),
    );
  printRow('**all**', all);
}

function printRow(title, all) {
  const found = all.filter((one) => one.isFound).length;
  const share = all.length === 0 ? '–' : `${Math.round((100 * found) / all.length)} %`;
  console.log(`| ${title} | ${all.length} | ${found} | ${share} |`);
}
