import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { lint } from './lint.mjs';
import { percent } from './report.mjs';
import { functionHeader, functionName } from './score.mjs';
import { treeName } from './sources.mjs';

/** Where every finding of these rules was read; of other rules, the verdicts are of findings in the whole tree. */
const FOLDERS = ['drivers/usb', 'net', 'fs'];
const RULES = ['no-sleep-on', 'no-check-then-sleep', 'require-finish-wait', 'no-wrong-queue-address'];

/** The findings of today beside the verdicts in readings.json: read, unread, and verdicts nothing stands for any more. */
export async function readingsOf(tree) {
  const verdicts = readVerdicts(treeName(tree));
  const isRead = ({ file, rule }) =>
    RULES.includes(rule) && FOLDERS.some((folder) => file.startsWith(`${folder}/`));
  const others = verdicts.filter((verdict) => !isRead(verdict)).map(({ file }) => file);
  const paths = [...FOLDERS, ...new Set(others)].map((path) => join(tree, path));
  const { results } = await lint(paths, [...new Set(verdicts.map(({ rule }) => `--rule=${rule}=error`))]);
  const findings = results.flatMap((result) => findingsOf(tree, result));
  const { read, unread, stale } = compareReadings(findings, verdicts);
  return { read, unread: unread.filter(isRead), stale };
}

function readVerdicts(name) {
  const all = JSON.parse(readFileSync(new URL('readings.json', import.meta.url), 'utf8'));
  return all.filter(({ tree }) => tree === name);
}

function findingsOf(tree, { filePath, messages }) {
  if (messages.length === 0) return [];
  const text = readFileSync(filePath, 'latin1');
  return messages.map(({ ruleId, line, message }) => ({
    file: relative(tree, filePath),
    function: functionName(functionHeader(text, line)),
    line,
    rule: ruleId?.replace(/^waitq\//, ''),
    message,
  }));
}

/** Joins findings and verdicts by file, rule and line. */
export function compareReadings(findings, verdicts) {
  const key = ({ file, rule, line }) => `${file}:${line} ${rule}`;
  const verdictOf = new Map(verdicts.map((verdict) => [key(verdict), verdict]));
  const found = new Set(findings.map(key));
  return {
    read: findings.flatMap((finding) => verdictOf.get(key(finding)) ?? []),
    unread: findings.filter((finding) => !verdictOf.has(key(finding))),
    stale: verdicts.filter((verdict) => !found.has(key(verdict))),
  };
}

/** Prints precision per rule, then what was not read yet and what is no finding any more. */
export function printReadings({ read, unread, stale }) {
  console.log('| rule | true | false | precision |\n|---|---|---|---|');
  const others = [...new Set(read.map(({ rule }) => rule))].filter((rule) => !RULES.includes(rule));
  for (const rule of [...RULES, ...others.sort()])
    printRow(
      rule,
      read.filter((one) => one.rule === rule),
    );
  printRow('**all**', read);
  for (const one of unread) console.log(`unread: ${place(one)}: ${one.message}`);
  for (const one of stale) console.log(`no finding any more: ${place(one)} (${one.verdict})`);
}

function printRow(rule, readings) {
  const right = readings.filter(({ verdict }) => verdict === 'true').length;
  console.log(`| ${rule} | ${right} | ${readings.length - right} | ${percent(right, readings.length)} |`);
}

function place({ file, line, function: name, rule }) {
  return `${file}:${line} ${name ?? ''} ${rule}`;
}
