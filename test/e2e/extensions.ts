import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { codeServer, node24, vsix } from './places.js';

// Installs the packed extension once for all editors: it takes as long as the start of one.

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which the extension is installed. */
    readonly extensions: string;
  }
}

/** Called by Vitest before all tests; what it answers is called after them. */
export function setup(project: TestProject): () => void {
  const home = mkdtempSync(path.join(os.tmpdir(), 'waitq-e2e-'));
  const extensions = path.join(home, 'extensions');
  const folders = [`--extensions-dir=${extensions}`, `--user-data-dir=${path.join(home, 'data')}`];
  const { status, stdout, stderr } = spawnSync(
    node24,
    [codeServer, ...folders, '--install-extension', vsix],
    {
      encoding: 'utf8',
      env: { HOME: home, PATH: process.env['PATH'] },
    },
  );
  if (status !== 0) throw new Error(`the .vsix did not install:\n${stdout}${stderr}`);
  project.provide('extensions', extensions);
  return () => rmSync(home, { recursive: true, force: true });
}
