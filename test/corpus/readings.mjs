import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { lint } from './lint.mjs';
import { percent } from './report.mjs';
import { functionHeader, functionName } from './score.mjs';
import { treeName } from './sources.mjs';

/** Which findings of a rule are to be read, where there are more, is decided by this and by their places. */
const SEED = 1;
/** Of each rule in the first tree; of those that only a later one has. */
const [SAMPLE, SAMPLE_OF_NEW] = [30, 10];

/**
 * The findings of today beside the verdicts in readings.json: read, unread, and verdicts nothing stands for any more. Of
 * every tree after the first, only what is new in it is asked for.
 */
export async function readingsOf(trees) {
  const results = [];
  let known = new Set();
  for (const tree of trees) {
    const findings = await findingsIn(tree);
    const isFirst = results.length === 0;
    const due = sampleOf(
      findings.filter((finding) => !known.has(lineOf(finding))),
      isFirst ? SAMPLE : SAMPLE_OF_NEW,
    );
    const { read, stale, unread } = compareReadings(findings, readVerdicts(treeName(tree)));
    results.push({ name: treeName(tree), read, stale, unread: unread.filter((one) => due.has(one)) });
    known = new Set([...known, ...findings.map(lineOf)]);
  }
  return results;
}

function readVerdicts(name) {
  const all = JSON.parse(readFileSync(new URL('readings.json', import.meta.url), 'utf8'));
  return all.filter(({ tree }) => tree === name);
}

/** By every rule, those included that no preset switches on. */
async function findingsIn(tree) {
  const { results } = await lint([tree], ['--preset=strict', '--rule=no-missing-wake=error']);
  return results.flatMap((result) => findingsOf(tree, result));
}

function findingsOf(tree, { filePath, messages }) {
  if (messages.length === 0) return [];
  const text = readFileSync(filePath, 'latin1');
  const lines = text.split('\n');
  return messages.map(({ ruleId, line, severity, message }) => ({
    file: relative(tree, filePath),
    function: functionName(functionHeader(text, line)),
    line,
    rule: ruleId?.replace(/^waitq\//, ''),
    confidence: severity === 2 ? 'high' : 'medium',
    source: lines[line - 1],
    message,
  }));
}

/** What stays the same from tree to tree, though files move and lines come before it. */
function lineOf({ rule, file, source }) {
  return [rule, basename(file), source?.trim()].join('\0');
}

/** Of each rule the findings with the least hash. */
function sampleOf(findings, size) {
  const key = ({ file, line }) => createHash('sha256').update(`${SEED} ${file}:${line}`).digest('hex');
  const chosen = new Set();
  for (const rule of new Set(findings.map((finding) => finding.rule))) {
    const keyed = findings.filter((one) => one.rule === rule).map((one) => ({ one, key: key(one) }));
    for (const { one } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, size)) chosen.add(one);
  }
  return chosen;
}

/** Joins findings and verdicts by file, rule and line; a verdict read takes over what the finding says of confidence. */
export function compareReadings(findings, verdicts) {
  const key = ({ file, rule, line }) => `${file}:${line} ${rule}`;
  const verdictOf = new Map(verdicts.map((verdict) => [key(verdict), verdict]));
  const found = new Set(findings.map(key));
  return {
    read: findings.flatMap((finding) => {
      const verdict = verdictOf.get(key(finding));
      return verdict ? [{ ...verdict, confidence: finding.confidence }] : [];
    }),
    unread: findings.filter((finding) => !verdictOf.has(key(finding))),
    stale: verdicts.filter((verdict) => !found.has(key(verdict))),
  };
}

/** Prints precision per rule, then what was not read yet and what is no finding any more. */
export function printReadings({ name, read, unread, stale }) {
  console.log(`\n| ${name} | true | false | precision | at high confidence |\n|---|---|---|---|---|`);
  for (const rule of [...new Set(read.map((one) => one.rule))].sort())
    printRow(
      rule,
      read.filter((one) => one.rule === rule),
    );
  printRow('**all**', read);
  for (const one of unread) console.log(`unread: ${place(one)}: ${one.message}`);
  for (const one of stale) console.log(`no finding any more: ${place(one)} (${one.verdict})`);
}

function printRow(rule, readings) {
  const right = (list) => list.filter(({ verdict }) => verdict === 'true').length;
  const high = readings.filter(({ confidence }) => confidence === 'high');
  const ofAll = `${right(readings)} | ${readings.length - right(readings)} | ${percent(right(readings), readings.length)}`;
  console.log(`| ${rule} | ${ofAll} | ${right(high)} of ${high.length} |`);
}

function place({ package: spec, file, line, function: name, rule }) {
  return `${spec === undefined ? '' : `${spec} `}${file}:${line} ${name ?? ''} ${rule}`;
}
