import { numberOf } from '../protocol/constant-units.js';
import type { ForeignConstant, Resolve } from '../protocol/file-summary.js';
import { includedIn } from './included.js';

/** Those of `names` that a header, or one that it includes in quotes, defines as a bare number. */
export function constantsOfHeader(
  text: string,
  names: readonly string[],
  resolve: Resolve | undefined,
): ReadonlyMap<string, ForeignConstant> {
  const found = new Map<string, ForeignConstant>();
  for (const name of names) {
    const value = isDefinedIn(text, name)
      ? numberOf(text, name)
      : resolve && fromHeaders(text, name, resolve, 'own');
    if (value !== undefined) found.set(name, { text: String(value), value });
  }
  return found;
}

/**
 * Answers what a name stands for that a text uses and leaves to its headers to define, when that is a bare number. Headers are
 * read when somebody asks.
 */
export function numbersElsewhere(
  text: string,
  resolve: Resolve | undefined,
): ((name: string) => number | undefined) | undefined {
  if (!resolve) return undefined;
  const known = new Map<string, number | undefined>();
  return (name) => {
    if (!known.has(name))
      known.set(name, isDefinedIn(text, name) ? undefined : fromHeaders(text, name, resolve, 'all'));
    return known.get(name);
  };
}

/** True when the text defines the name as anything at all. */
export function isDefinedIn(text: string, name: string): boolean {
  return text.includes(name) && new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}\\b`, 'm').test(text);
}

function fromHeaders(text: string, name: string, resolve: Resolve, which: 'own' | 'all'): number | undefined {
  for (const header of includedIn(text, which)) {
    const value = resolve(header, [name])?.constants.get(name)?.value;
    if (typeof value === 'number') return value;
  }
  return undefined;
}
