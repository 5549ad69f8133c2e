import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mentionsApi } from '../../rules/dist/analyze.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LONGEST = 150_000;
/** What sleepers of JavaScript's own are made with. */
const PROMISES = ['new Promise', '.once(', 'addEventListener', 'waitFor'];

/** The samples and the tests' own scripts. */
export function ownSeeds() {
  return ['samples', 'test/rules', 'test/runtime'].flatMap((folder) => read(join(ROOT, folder), ROOT));
}

/** Scripts of the packages that are installed here, those that may wait. */
export function packageSeeds(count, seed) {
  return choose(read(join(ROOT, 'node_modules'), ROOT), count, seed);
}

/** Files of a kernel that mention the wait API. */
export function kernelSeeds(folder, count, seed) {
  return choose(read(folder, folder), count, seed);
}

function read(folder, root) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !entry.parentPath.includes('.cache') && /\.(?:[ch]|[cm]?[jt]sx?)$/.test(entry.name),
    )
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'utf8');
      return mayWait(text, path) ? [{ name: relative(root, path), text }] : [];
    });
}

function mayWait(text, path) {
  if (text.length > LONGEST) return false;
  return /\.[ch]$/.test(path) ? mentionsApi(text, 'c') : mentionsApi(text, 'js', PROMISES);
}

/** Some of the files, decided by seed and name: not by the order in which a folder lists them. */
function choose(files, count, seed) {
  const key = ({ name }) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return files
    .map((file) => ({ file, key: key(file) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ file }) => file);
}
