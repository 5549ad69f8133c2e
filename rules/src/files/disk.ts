import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileHost } from './host.js';

/**
 * Files as they are on the disk. What lies outside the repository or package of the file that asks is not looked at.
 * `named` is for a program that runs once: directories that a person named, below which everything counts as one package,
 * and whose files stay as they are.
 */
export function createDiskHost(named?: readonly string[]): FileHost {
  const versions = new Map<string, string | undefined>();
  const boundaries = new Map<string, string>();
  const boundaryOf = (directory: string): string => {
    let known = boundaries.get(directory);
    if (known === undefined) boundaries.set(directory, (known = findBoundary(directory, named ?? [])));
    return known;
  };
  return {
    versionOf(path) {
      if (!named) return versionOf(path);
      if (!versions.has(path)) versions.set(path, versionOf(path));
      return versions.get(path);
    },
    read: (path) => attempt(() => readFileSync(path)),
    list: (directory) => attempt(() => readdirSync(directory)) ?? [],
    boundaryOf: (path) => boundaryOf(dirname(path)),
  };
}

function versionOf(path: string): string | undefined {
  // Below a file (`./package.json/index.ts`) there is no entry either, but the system calls it another error.
  const stats = attempt(() => statSync(path, { throwIfNoEntry: false }));
  return stats?.isFile() ? `${stats.mtimeMs}:${stats.size}` : undefined;
}

/** Upwards to the repository, not past the package of a dependency; without either as far as was named. */
function findBoundary(directory: string, named: readonly string[]): string {
  let nearestPackage: string | undefined;
  let widest: string | undefined;
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (existsSync(join(at, 'package.json'))) nearestPackage ??= at;
    if (named.includes(at)) widest = at;
    if (dirname(at) === at || basename(dirname(at)) === 'node_modules') break;
  }
  return nearestPackage ?? widest ?? directory;
}

/** A file that can't be read tells nothing; whoever lints it will say why. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
