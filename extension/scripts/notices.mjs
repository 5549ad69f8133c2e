import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes the licence of every foreign package that went into the bundles to dist/ThirdPartyNotices.txt. */
export async function writeNotices(metafiles, dist, more = []) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const directories = new Set([...inputs.map(packageDirectory), ...more].filter(Boolean));
  const notices = await Promise.all([...directories].sort().map(notice));
  await writeFile(path.join(dist, 'ThirdPartyNotices.txt'), notices.join(`\n\n${'-'.repeat(80)}\n\n`));
}

function packageDirectory(input) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.resolve(input))?.[0];
}

async function notice(directory) {
  const { name, version, license } = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8'));
  const file = (await readdir(directory)).find((entry) => /^(?:licen[cs]e|copying)(?:\.\w+)?$/i.test(entry));
  const text = file ? await readFile(path.join(directory, file), 'utf8') : `Licence: ${license}`;
  return `${name} ${version}\n\n${text.trim()}`;
}
