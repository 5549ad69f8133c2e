import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Makes a project below the root, so that its config finds the built plugin by name, for one test. */
export function makeProject(files: Readonly<Record<string, string | Uint8Array>>): string {
  const parent = join(root, 'node_modules/.cache/waitq');
  mkdirSync(parent, { recursive: true });
  const project = mkdtempSync(join(parent, 'project-'));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  }
  return project;
}

/** What a run of ESLint's program gave. */
export interface EslintRun {
  readonly status: number | null;
  readonly results: readonly ESLint.LintResult[];
  readonly stderr: string;
}

/** Runs the program of an installed ESLint in a project. */
export function runEslint(version: string, project: string, args: readonly string[]): EslintRun {
  const bin = join(root, 'node_modules', version, 'bin/eslint.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--format', 'json', ...args], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status, stderr, results: stdout ? (JSON.parse(stdout) as ESLint.LintResult[]) : [] };
}

/** `a.c:7 waitq/no-sleep-on` for every message. */
export function summary(results: readonly ESLint.LintResult[]): string[] {
  return results
    .flatMap(({ filePath, messages }) =>
      messages.map(
        ({ line, ruleId, message }) => `${filePath.split('/').at(-1)}:${line} ${ruleId ?? message}`,
      ),
    )
    .sort();
}
