import { workerData } from 'node:worker_threads';
import { createFileLinter, type FileOutcome, type LintFile } from './lint-file.js';
import type { LintSettings } from './lint-config.js';

let lint: LintFile | undefined;

/** Lints a batch of files in a thread of the pool; answers only for those there is something to say about. */
export default async function lintBatch(paths: readonly string[]): Promise<FileOutcome[]> {
  lint ??= await createFileLinter(settingsOfThread());
  return paths.map(lint).filter((outcome) => outcome !== undefined);
}

/** The pool hands its threads a pair: its own data and ours. */
function settingsOfThread(): LintSettings {
  return (workerData as readonly [unknown, LintSettings])[1];
}
