#!/usr/bin/env node
// Holds the analysis against real code whose sites were judged by reading; README.md explains. After npm run build:
//   node test/corpus/eval.mjs --kernel DIR… [--npm] [--rules A,B] [--json]     recall and false alarms on the corpus sites
//   node test/corpus/eval.mjs --kernel DIR --whole [--eslint]                  lints all of DIR, beside Coccinelle
//   node test/corpus/eval.mjs --kernel DIR --growth                            how the time grows with the files of DIR
//   node test/corpus/eval.mjs --kernel DIR… --npm --readings                   precision over the findings read by eye
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { analyze, createDiskHost, createResolver, rules, summarizeFile } from '../../rules/dist/analyze.js';
import { grammarReady } from '../../rules/dist/c/grammar.js';
import { measureGrowth } from './growth.mjs';
import { readingsOfPackages } from './package-readings.mjs';
import { printReadings, readingsOf } from './readings.mjs';
import { printScore } from './report.mjs';
import { functionHeader, score } from './score.mjs';
import { packageFolder, treeName } from './sources.mjs';
import { compareSpeed } from './whole.mjs';

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    kernel: { type: 'boolean' },
    npm: { type: 'boolean' },
    whole: { type: 'boolean' },
    readings: { type: 'boolean' },
    eslint: { type: 'boolean' },
    growth: { type: 'boolean' },
    rules: { type: 'string' },
    json: { type: 'boolean' },
  },
});
if (!values.npm && !(values.kernel && folders.length > 0)) {
  console.error(
    'usage: npm run eval -- --kernel DIR… --npm [--whole [--eslint]] [--growth] [--readings] [--rules A,B] [--json]',
  );
  process.exit(2);
}
/** Other files are looked at as the command line does that is given these folders. */
const others = createResolver(createDiskHost(folders.map((folder) => resolve(folder))), summarizeFile);
/** Every rule as the preset `strict` sets it. */
const strictRules = Object.fromEntries(
  [...rules].map(([name, { meta }]) => [name, meta.strictOptions ?? {}]),
);

await grammarReady();
if (values.whole)
  for (const folder of folders) await compareSpeed(folder, { leftOut: leftOut(), eslint: values.eslint });
else if (values.growth) for (const folder of folders) measureGrowth(folder);
else if (values.readings) process.exitCode = await judgeReadings();
else await judgeCorpus();

/** The rules that `--rules` does not name. */
function leftOut() {
  const wanted = values.rules?.split(',');
  return wanted ? [...rules.keys()].filter((name) => !wanted.includes(name)) : [];
}

async function judgeCorpus() {
  const start = performance.now();
  const scores = {
    ...(values.kernel && kernelScores(folders)),
    ...(values.npm && packageScores()),
  };
  const seconds = (performance.now() - start) / 1000;
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024);
  if (values.json) console.log(JSON.stringify({ seconds, peakMB, scores }, null, 2));
  else {
    for (const [title, result] of Object.entries(scores)) printScore(title, result);
    console.log(`${seconds.toFixed(1)} s, peak ${peakMB} MB`);
  }
}

function kernelScores(trees) {
  const byName = new Map(trees.map((folder) => [treeName(folder), folder]));
  const scoreOf = (name) => {
    const sites = sitesFrom(name)
      .filter(({ tree }) => byName.has(tree))
      .map((site) => ({ ...site, key: join(byName.get(site.tree), site.file) }));
    return score(sites, findingsOf(sites));
  };
  return {
    kernel: scoreOf('kernel.json'),
    'kernel, unseen': scoreOf('kernel-unseen.json'),
    'kernel, fresh': scoreOf('kernel-fresh.json'),
    'kernel, held out': scoreOf('kernel-held-out.json'),
    'kernel, held out, second set': scoreOf('kernel-held-out-2.json'),
    'kernel, held out, third set': scoreOf('kernel-held-out-3.json'),
    'kernel, held out, fourth set': scoreOf('kernel-held-out-4.json'),
    'kernel, held out, fifth set': scoreOf('kernel-held-out-5.json'),
  };
}

function packageScores() {
  return {
    ...packageScoresOf('js.json', 'npm'),
    ...packageScoresOf('js-unseen.json', 'npm, unseen'),
    ...packageScoresOf('js-unseen-2.json', 'npm, unseen, second set'),
    ...packageScoresOf('js-unseen-3.json', 'npm, unseen, third set'),
    ...packageScoresOf('js-unseen-4.json', 'npm, unseen, events and left-behinds'),
    ...packageScoresOf('js-unseen-5.json', 'npm, unseen, mixed'),
    ...packageScoresOf('js-unseen-6.json', 'npm, unseen, mixed, second set'),
    ...packageScoresOf('js-unseen-7.json', 'npm, unseen, mixed, third set'),
    ...packageScoresOf('js-unseen-8.json', 'npm, unseen, mixed, fourth set'),
  };
}

function packageScoresOf(name, title) {
  const sites = sitesFrom(name).map((site) => ({
    ...site,
    key: join(packageFolder(site.package), site.file),
  }));
  const findings = findingsOf(sites);
  const isAtomics = ({ key }) => existsSync(key) && readFileSync(key, 'utf8').includes('Atomics');
  return {
    [`${title}, Atomics`]: score(sites.filter(isAtomics), findings),
    [`${title}, others`]: score(
      sites.filter((site) => !isAtomics(site)),
      findings,
    ),
  };
}

function sitesFrom(name) {
  const sites = JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
  const wanted = values.rules?.split(',');
  return sites.filter(({ rule }) => !wanted || wanted.includes(rule));
}

/** Findings by file; a file that is not there has none, one that breaks the analysis is told and has none. */
function findingsOf(sites) {
  const files = [...new Set(sites.map(({ key }) => key))].filter((file) => existsSync(file));
  return new Map(files.map((file) => [file, findingsIn(file)]));
}

function findingsIn(file) {
  const text = readFileSync(file, 'utf8');
  const { findings, error } = analyzeOrTell(text, file);
  if (error) console.error(`${file}:${error.line}: ${error.message}`);
  return findings.map(({ rule, range }) => {
    const line = text.slice(0, range[0]).split('\n').length;
    return { rule, line, function: functionHeader(text, line) };
  });
}

/** analyze() must not throw whatever the input; where it does, the other files are judged all the same. */
function analyzeOrTell(text, file) {
  try {
    const resolve = others.for(file);
    return analyze(text, languageOf(file), { path: file, rules: strictRules, resolve });
  } catch (error) {
    console.error(`${file}: the analysis broke: ${error.stack}`);
    process.exitCode = 1;
    return { findings: [] };
  }
}

function languageOf(file) {
  if (/\.[ch]$/.test(file)) return 'c';
  return /\.[cm]?tsx?$/.test(file) ? 'typescript' : 'javascript';
}

async function judgeReadings() {
  const results = [
    ...(values.kernel ? await readingsOf(folders) : []),
    ...(values.npm ? [await readingsOfPackages()] : []),
  ];
  for (const result of results) printReadings(result);
  return results.some(({ unread, stale }) => unread.length + stale.length > 0) ? 1 : 0;
}
