import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CACHE = join(tmpdir(), 'waitq-corpus');

/** The corpus name of an unpacked Linux tree, by the version its Makefile states: `linux-source-6.1`. */
export function treeName(folder) {
  const makefile = readFileSync(join(folder, 'Makefile'), 'utf8');
  const number = (key) => new RegExp(`^${key}\\s*=\\s*(\\d+)`, 'm').exec(makefile)?.[1];
  const [version, level] = [number('VERSION'), number('PATCHLEVEL')];
  if (!version || !level) throw new Error(`${folder}: the Makefile states no kernel version`);
  return `linux-source-${version}.${level}`;
}

/** The folder of a published npm package, fetched with `npm pack` once and kept in the temporary folder. */
export function packageFolder(spec) {
  const folder = join(CACHE, spec.replaceAll('/', '+'));
  if (!existsSync(folder)) fetchPackage(spec, folder);
  return join(folder, 'package');
}

function fetchPackage(spec, folder) {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', partial], { stdio: 'pipe' });
  const archive = readdirSync(partial).find((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', archive, '--one-top-level=unpacked'], { cwd: partial });
  // Most archives hold one folder `package`; a few name it otherwise.
  const [top] = readdirSync(join(partial, 'unpacked'));
  mkdirSync(folder, { recursive: true });
  renameSync(join(partial, 'unpacked', top), join(folder, 'package'));
  rmSync(partial, { recursive: true, force: true });
}
