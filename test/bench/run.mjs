/** Runs every *.bench.mjs of this folder, each in a process of its own; installs the peers first if need be. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(new URL('node_modules', import.meta.url))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}

const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter((file) => file.endsWith('.bench.mjs'));
let failed = false;
for (const file of files.filter((name) => !wanted.length || wanted.some((word) => name.includes(word)))) {
  console.log(`\n# ${file.replace('.bench.mjs', '')}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { cwd: folder, stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
