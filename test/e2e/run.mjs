// `npm run test:e2e`: checks the types of these files, packs the extension and tests it in a real VS Code. Vitest's JSON
// report is written to test/e2e/artefacts/results.json, screenshots and the editor's logs beside it.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../system-packages.mjs';
import { install } from './install.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');

rmSync(path.join(here, 'artefacts'), { recursive: true, force: true });
install();
run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', here]);
run('npm', ['run', '--silent', 'package'], { cwd: root });
const vitest = [path.join(here, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, vitest, { cwd: here, stdio: 'inherit' }).status ?? 1;
