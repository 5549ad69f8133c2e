import type { ApiEntry } from '../api/entry.js';
import type { Resolve } from '../protocol/file-summary.js';

const SPECIFIER = /(?:\bfrom|\brequire\s*\(|\bimport\s*\(|\bimport)\s*['"](\.[^'"\n]*)['"]/g;

/** What the files that a text imports or hands on tell, whatever it takes of it. */
export function importedEntries(text: string, resolve: Resolve | undefined): readonly ApiEntry[] {
  if (!resolve) return [];
  const specifiers = new Set([...text.matchAll(SPECIFIER)].map(([, specifier]) => specifier!));
  return [...specifiers].flatMap((specifier) => [...(resolve(specifier)?.entries.values() ?? [])]);
}
