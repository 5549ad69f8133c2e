// Adds up vitest's JSON reports: `summary.mjs STATUS NAME=REPORT…`. A report that is not there or breaks off counts as
// a failure, and so does a step that failed although its report is clean (a build, the linter). Failures are named before the
// counts: the runners' own accounts may be thousands of lines up.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** So many failures of each report are named. */
const NAMED = 20;

const [status, ...reports] = process.argv.slice(2);
const read = reports.map((argument) => {
  const [name, path] = argument.split('=');
  return { name, report: reportAt(path) };
});
for (const { name, report } of read) {
  const failures = report ? failuresOf(report) : [];
  for (const failure of failures.slice(0, NAMED)) console.log(`failed in ${name}: ${failure}`);
  if (failures.length > NAMED) console.log(`failed in ${name}: and ${failures.length - NAMED} more`);
}
const counts = read.map(({ name, report }) => {
  const count = report ? countOf(report) : { passed: 0, failed: 1 };
  console.log(`${name}: ${report ? `${count.passed} passed, ${count.failed} failed` : 'no report'}`);
  return count;
});

const passed = sum('passed');
const failed = sum('failed') || (status === '0' ? 0 : 1);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

function reportAt(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A test file that fails without a failed test could not even be loaded. */
function countOf({ testResults }) {
  const results = testResults.flatMap(({ assertionResults, status }) => {
    const states = assertionResults.map((test) => test.status);
    return status === 'failed' && !states.includes('failed') ? [...states, 'failed'] : states;
  });
  const count = (state) => results.filter((one) => one === state).length;
  return { passed: count('passed'), failed: count('failed') };
}

function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const file = relative(process.cwd(), name);
    if (status === 'failed' && failed.length === 0) return [`${file}: ${shortened(message)}`];
    return failed.map((test) => `${file} > ${test.fullName}: ${shortened(test.failureMessages.join(' '))}`);
  });
}

function shortened(text = '') {
  return text.replaceAll(/\s+/g, ' ').slice(0, 400);
}

function sum(key) {
  return counts.reduce((total, count) => total + count[key], 0);
}
