import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The page of a rule as a URI that an editor can open: the file that came with the installed rules. */
export function rulePage(rule: string): string | undefined {
  const known = pages.get(rule);
  if (known !== undefined) return known ?? undefined;
  const page = candidates(rule).find((url) => existsSync(url));
  pages.set(rule, page?.href ?? null);
  return page?.href;
}

const pages = new Map<string, string | null>();

/** Beside the server where it is one bundled file, else in the package of the rules. */
function candidates(rule: string): readonly URL[] {
  const bundled = new URL(`./docs/rules/${rule}.md`, import.meta.url);
  const installed = packageDirectory();
  return installed ? [bundled, new URL(`docs/rules/${rule}.md`, installed)] : [bundled];
}

function packageDirectory(): URL | undefined {
  try {
    const found = createRequire(import.meta.url).resolve('eslint-plugin-waitq/package.json');
    return new URL('.', `file://${found}`);
  } catch {
    return undefined;
  }
}
