#!/usr/bin/env node
// npm start: lints samples/ and holds the findings to the samples' waitq-expect comments; npm start -- PATH… lints PATH….
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareFindings, readExpectations } from './expectations.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'rules/bin/waitq-lint.js');
const paths = process.argv.slice(2);
process.exitCode = paths.length > 0 ? lint(paths) : checkSamples(join(root, 'samples'));

/** Shows the findings; answers the exit code. */
function lint(targets) {
  const { status } = spawnSync(process.execPath, [cli, '--explain', ...targets], { stdio: 'inherit' });
  return status ?? 2;
}

function checkSamples(folder) {
  if (lint([folder]) === 2) return 2;
  const findings = findingsIn(folder);
  const files = sourcesIn(folder);
  const problems = files.flatMap((file) => judge(file, findings.get(file) ?? []));
  for (const problem of problems) console.log(problem);
  const count = [...findings.values()].flat().length;
  console.log(
    problems.length === 0
      ? `${count} findings in ${files.length} samples, each announced by its waitq-expect comment.`
      : `${problems.length} findings differ from the waitq-expect comments.`,
  );
  return problems.length === 0 ? 0 : 1;
}

function findingsIn(folder) {
  const { stdout } = spawnSync(process.execPath, [cli, '--format', 'json', folder], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const results = JSON.parse(stdout);
  return new Map(results.map(({ filePath, messages }) => [filePath, messages.map(toFinding)]));
}

/** A message without a rule is a file that could not be read; it is never expected. */
function toFinding({ line, ruleId, message }) {
  return { line, rule: ruleId?.replace(/^waitq\//, '') ?? message };
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(?:[ch]|[cm]?[jt]sx?)$/.test(name) && !/(?:^|[\\/])(?:dist|node_modules)[\\/]/.test(name),
    )
    .map((name) => join(folder, name))
    .sort();
}

function judge(file, found) {
  const { missing, unexpected } = compareFindings(readExpectations(readFileSync(file, 'utf8')), found);
  const place = ({ line, rule }) => `${relative(process.cwd(), file)}:${line} ${rule}`;
  return [
    ...missing.map((one) => `missing: ${place(one)}`),
    ...unexpected.map((one) => `not expected: ${place(one)}`),
  ];
}
