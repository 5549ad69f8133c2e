// Adds up vitest's JSON reports: `summary.mjs STATUS NAME=REPORT…`. A report that is not there counts as a failure,
// and so does a step that failed although its report is clean (a build, the linter).
import { existsSync, readFileSync } from 'node:fs';

const [status, ...reports] = process.argv.slice(2);
const counts = reports.map((argument) => {
  const [name, path] = argument.split('=');
  const count = existsSync(path) ? countOf(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 1 };
  console.log(
    `${name}: ${existsSync(path) ? `${count.passed} passed, ${count.failed} failed` : 'no report'}`,
  );
  return count;
});

const passed = sum('passed');
const failed = sum('failed') || (status === '0' ? 0 : 1);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

/** A test file that fails without a failed test could not even be loaded. */
function countOf({ testResults }) {
  const results = testResults.flatMap(({ assertionResults, status }) => {
    const states = assertionResults.map((test) => test.status);
    return status === 'failed' && !states.includes('failed') ? [...states, 'failed'] : states;
  });
  const count = (state) => results.filter((one) => one === state).length;
  return { passed: count('passed'), failed: count('failed') };
}

function sum(key) {
  return counts.reduce((total, count) => total + count[key], 0);
}
