import { dirname, join } from 'node:path/posix';
import { analyze, summarizeFile, type Finding } from '../../../rules/src/analyze.js';
import { createResolver } from '../../../rules/src/files/resolver.js';
import type { FileHost } from '../../../rules/src/files/host.js';

/** Files by their path below `/p`, the one package there is. */
export type Files = Readonly<Record<string, string>>;

/** A host of files in memory. They may be changed between questions. */
export function memoryHost(files: Record<string, string>): FileHost {
  const at = (path: string): string | undefined => files[path.replace(/^\/p\//, '')];
  return {
    versionOf: at,
    read: at,
    list: (directory) =>
      Object.keys(files).flatMap((name) =>
        dirname(join('/p', name)) === directory ? [join('/p', name).slice(directory.length + 1)] : [],
      ),
    boundaryOf: () => '/p',
  };
}

/** Findings of one rule in one file of a project. */
export function lintAmong(rule: string, files: Files, path: string): readonly Finding[] {
  const resolve = createResolver(memoryHost({ ...files }), summarizeFile).for(`/p/${path}`);
  const language = /\.[ch]$/.test(path) ? 'c' : 'typescript';
  const options = { promises: true };
  const { findings, error } = analyze(files[path]!, language, {
    path: `/p/${path}`,
    resolve,
    rules: { [rule]: TAKES_PROMISES.has(rule) ? options : {} },
  });
  if (error) throw new Error(`${error.line}:${error.column}: ${error.message}`);
  return findings;
}

const TAKES_PROMISES = new Set(['no-check-then-sleep']);

/** The same as `line: message`. */
export function told(rule: string, files: Files, path: string): readonly string[] {
  return lintAmong(rule, files, path).map(
    ({ range, message }) => `${files[path]!.slice(0, range[0]).split('\n').length}: ${message}`,
  );
}
