import { quoted } from '../quoted.js';
import type { Edit } from '../finding.js';

/**
 * Edits that make `name` usable beside `neighbour`, which is imported from `module`. Empty when it is imported already;
 * undefined when the import's form is not one of the common ones.
 */
export function importEdits(source: string, module: string, name: string): readonly Edit[] | undefined {
  const specifier = quoted(module);
  const esm = new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*(['"])${specifier}\\2`).exec(source);
  const commonJs = new RegExp(`\\{([^}]*)\\}\\s*=\\s*require\\(\\s*(['"])${specifier}\\2`).exec(source);
  const found = esm ?? commonJs;
  if (!found) return undefined;
  const names = found[1]!.split(',').map((part) => part.trim());
  if (names.includes(name)) return [];
  const last = found.index + found[0].indexOf('{') + 1 + found[1]!.trimEnd().replace(/,$/, '').length;
  return [{ range: [last, last], text: `, ${name}` }];
}
