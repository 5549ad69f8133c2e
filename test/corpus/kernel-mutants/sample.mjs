import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readSource } from './source.mjs';

/** Which files and sites are taken, where there are more, is decided by this and by their places. */
const SEED = 1;
/** Of each kind; more would say more of one driver than of the others. */
const MOST_OF_A_FILE = 2;

/** The C files below a folder in the order of their hash. */
export function filesByHash(tree) {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.c'))
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
  return byHash(files, (file) => file);
}

/** Of each kind up to `size` mutants, file by file: `{ file, source, kind, mutant }`. Files are read when asked for. */
export function* sampleOf(tree, files, kinds, size) {
  const taken = new Map(kinds.map((kind) => [kind, 0]));
  for (const file of files) {
    const open = kinds.filter((kind) => taken.get(kind) < size);
    if (open.length === 0) return;
    const text = readFileSync(join(tree, file), 'latin1');
    const mentioned = open.filter(({ mention }) => mention.test(text));
    if (mentioned.length === 0) continue;
    const source = readSource(text);
    for (const kind of mentioned) {
      const chosen = mutantsOf(file, source, kind).slice(0, size - taken.get(kind));
      taken.set(kind, taken.get(kind) + chosen.length);
      for (const mutant of chosen) yield { file, source, kind, mutant };
    }
  }
}

function mutantsOf(file, source, kind) {
  const all = [...kind.mutants(source)];
  return byHash(all, ({ at }) => `${file}:${source.lineOf(at)}`).slice(0, MOST_OF_A_FILE);
}

function byHash(list, keyOf) {
  const key = (one) =>
    createHash('sha256')
      .update(`${SEED} ${keyOf(one)}`)
      .digest('hex');
  return list
    .map((one) => ({ one, key: key(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one);
}
