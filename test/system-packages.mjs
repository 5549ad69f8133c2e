// What the tests need of the system: a browser, what native modules are built with.
import { spawnSync } from 'node:child_process';

/** Installs those Debian packages that are missing; throws when apt-get fails. */
export function installSystemPackages(packages) {
  const missing = packages.filter(
    (name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length === 0) return;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
    console.warn(
      `no apt-get here: the tests need Chromium (set CHROMIUM to its path) and ${missing.join(', ')}`,
    );
    return;
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const apt = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  run(apt[0], [...apt.slice(1), 'update', '-q']);
  run(apt[0], [...apt.slice(1), 'install', '-qy', '--no-install-recommends', ...missing]);
}

/** Runs a program, its output going to ours; throws when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}
