import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Files a package ships to be read: sources where it has them, else one of its builds; none that is minified or generated. */
export function scriptsIn(folder) {
  const all = filesBelow(folder).filter(isReadable);
  const byName = new Map();
  for (const file of all.sort(bySource)) {
    // One file of those that the builds of a package make of the same source.
    const key = `${basename(file).replace(/\.[cm]?[jt]sx?$/, '')} ${parentOf(file)}`;
    if (!byName.has(key)) byName.set(key, file);
  }
  return [...byName.values()].sort();
}

const parentOf = (file) => file.split(/[\\/]/).at(-2);

/** Sources first, then builds by their name. */
function bySource(a, b) {
  const rank = (file) =>
    /[\\/]src[\\/]/.test(file) ? 0 : /[\\/](esm|es|mjs|module)[\\/]|\.mjs$/.test(file) ? 1 : 2;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function isReadable(file) {
  if (
    !/\.[cm]?[jt]s$/.test(file) ||
    /\.d\.[cm]?ts$|\.min\.|[\\/](test|tests|__tests__|example|examples|bench|umd)[\\/]|\.(test|spec)\./.test(
      file,
    )
  )
    return false;
  const { size } = statSync(file);
  if (size > 300_000 || size < 200) return false;
  const text = readFileSync(file, 'utf8');
  return !/__generator|regeneratorRuntime/.test(text) && text.length / text.split('\n').length < 120;
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
