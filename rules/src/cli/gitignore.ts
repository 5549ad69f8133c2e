import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Which entries of a directory are left out, by the `.gitignore` files above and in it. */
export interface IgnoreScope {
  readonly isIgnored: (path: string, isDirectory: boolean) => boolean;
  /** The scope of a directory below, with its own `.gitignore`. */
  readonly enter: (directory: string, hasGitignore: boolean) => IgnoreScope;
}

/** Nothing is left out. */
export const noIgnores: IgnoreScope = { isIgnored: () => false, enter: () => noIgnores };

interface IgnoreFile {
  readonly directory: string;
  readonly rules: Ignore;
}

/**
 * The scope that holds in a directory where a search starts. The `.gitignore` files of a repository hold for all of
 * it, so those between the repository's top and here are read too.
 */
export function ignoreScopeAt(directory: string): IgnoreScope {
  const above = repositoryPath(directory).flatMap((parent) => readIgnoreFile(parent));
  const scope = scopeOf(above);
  // A directory that was named is searched, even one that the repository leaves out.
  return scope.isIgnored(directory, true) ? scopeOf([]) : scope;
}

function scopeOf(files: readonly IgnoreFile[]): IgnoreScope {
  return {
    isIgnored: (path, isDirectory) => isIgnoredBy(files, path, isDirectory),
    enter: (directory, hasGitignore) =>
      hasGitignore ? scopeOf([...readIgnoreFile(directory), ...files]) : scopeOf(files),
  };
}

/** `files` from the innermost out: the first that says anything decides. */
function isIgnoredBy(files: readonly IgnoreFile[], path: string, isDirectory: boolean): boolean {
  for (const { directory, rules } of files) {
    const inner = relative(directory, path).split(sep).join('/');
    if (inner === '') continue;
    const { ignored, unignored } = rules.test(isDirectory ? `${inner}/` : inner);
    if (ignored || unignored) return ignored;
  }
  return false;
}

function readIgnoreFile(directory: string): IgnoreFile[] {
  try {
    return [{ directory, rules: ignore.default().add(readFileSync(join(directory, '.gitignore'), 'utf8')) }];
  } catch {
    return [];
  }
}

/** The directories above this one up to the top of its repository, innermost first; none outside a repository. */
function repositoryPath(directory: string): string[] {
  const above: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    if (at !== directory) above.push(at);
    if (existsSync(join(at, '.git'))) return above;
    if (dirname(at) === at) return [];
  }
}
