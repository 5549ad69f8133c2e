/**
 * Runs the runtime's tests on every engine it supports: this Node, Node 22 and 24, and Chromium. Names on the
 * command line choose: `node test/engines/run.mjs node-24 chromium`. Build first.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
if (!existsSync(new URL('node_modules', import.meta.url))) {
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit', env });
}

const vitest = [`${root}node_modules/vitest/vitest.mjs`, 'run'];
const node = (name) => [`${here}node_modules/${name}/bin/node`, [...vitest, 'test/runtime']];
const engines = {
  'this-node': [process.execPath, [...vitest, 'test/runtime']],
  'node-22': node('node-22'),
  'node-24': node('node-24'),
  // Node 24 runs TypeScript and `using` as they stand.
  'node-24-using': [`${here}node_modules/node-24/bin/node`, ['samples/typescript/missing-finish.ts']],
  chromium: [process.execPath, [...vitest, '--config', 'test/engines/browser.config.ts']],
};

const wanted = process.argv.slice(2);
const results = [];
for (const [name, [command, args]] of Object.entries(engines)) {
  if (wanted.length && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  results.push([name, status === 0]);
}
const passed = results.filter(([, ok]) => ok).length;
console.log(`\n${results.map(([name, ok]) => `${name}: ${ok ? 'passed' : 'failed'}`).join(', ')}`);
process.exitCode = passed === results.length ? 0 : 1;
