import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { lint } from './lint.mjs';
import { compareReadings } from './readings.mjs';
import { packageFolder } from './sources.mjs';

/** The findings of today in npm packages beside the verdicts in readings.json: every one is to be read. */
export async function readingsOfPackages() {
  const verdicts = dataOf('readings.json').filter((verdict) => verdict.package !== undefined);
  const sites = dataOf('js.json').map((site) => site.package);
  const packages = [...new Set([...sites, ...dataOf('packages.json')])].sort();
  const all = { name: 'npm', read: [], unread: [], stale: [] };
  // One after the other: what a package holds is known by its own files alone.
  for (const name of packages) {
    const own = verdicts.filter((verdict) => verdict.package === name);
    const { read, unread, stale } = compareReadings(await findingsIn(name), own);
    all.read.push(...read);
    all.unread.push(...unread);
    all.stale.push(...stale);
  }
  return all;
}

function dataOf(name) {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

async function findingsIn(name) {
  const folder = packageFolder(name);
  const { results } = await lint([folder], ['--preset=strict']);
  return results.flatMap(({ filePath, messages }) =>
    messages
      .filter(({ ruleId }) => ruleId)
      .map(({ ruleId, line, severity, message }) => ({
        package: name,
        file: relative(folder, filePath),
        line,
        rule: ruleId.replace(/^waitq\//, ''),
        confidence: severity === 2 ? 'high' : 'medium',
        message,
      })),
  );
}
