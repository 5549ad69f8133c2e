import { dirname, join } from 'node:path';
import type { FileHost } from './host.js';

/** The script that a relative import leads to; undefined for a package, and for a file that is not there. */
export function scriptPathOf(host: FileHost, from: string, specifier: string): string | undefined {
  if (!/^\.\.?(\/|$)/.test(specifier)) return undefined;
  const path = join(dirname(from), specifier);
  return candidates(path).find((candidate) => host.versionOf(candidate) !== undefined);
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** As written; the source of what a compiler will have made; with the extension left out; a directory. */
function* candidatePaths(path: string): Iterable<string> {
  const [, base, kind] = /^(.*)\.([cm]?)jsx?$/.exec(path) ?? [];
  if (EXTENSIONS.some((extension) => path.endsWith(extension))) yield path;
  if (base !== undefined) {
    yield `${base}.${kind!}ts`;
    yield `${base}.tsx`;
  }
  for (const extension of EXTENSIONS) yield path + extension;
  for (const extension of EXTENSIONS) yield join(path, `index${extension}`);
}

function candidates(path: string): readonly string[] {
  return [...candidatePaths(path)];
}
