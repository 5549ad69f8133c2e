import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The page of a rule as a URI that an editor can open: the file that came with the installed rules. */
export function rulePage(rule: string): string | undefined {
  let page = pages.get(rule);
  if (page === undefined) pages.set(rule, (page = findPage(rule)));
  return page ?? undefined;
}

/** `null` for a rule whose page was looked for and not found. */
const pages = new Map<string, string | null>();

function findPage(rule: string): string | null {
  const file = `docs/rules/${rule}.md`;
  const page = [import.meta.url, rulesPackage()]
    .map((base) => (base === undefined ? undefined : new URL(file, base)))
    .find(isThere);
  return page ? page.href : null;
}

function isThere(url: URL | undefined): url is URL {
  return url instanceof URL && existsSync(url);
}

/** The package of the rules, where the server is not one bundled file with the pages beside it. */
function rulesPackage(): string | undefined {
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve('eslint-plugin-waitq/package.json')).href;
  } catch {
    return undefined;
  }
}
