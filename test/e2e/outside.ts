import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Editor } from './editor.js';

/** Starts a program of the workspace outside of the editor, so that it can be watched, and waits for its first words. */
export async function startOutside(
  { workspace, environment }: Pick<Editor, 'workspace' | 'environment'>,
  name: string,
): Promise<ChildProcess> {
  const program = spawn(process.execPath, [path.join(workspace, name)], {
    env: { ...environment, WAITQ_INSPECT: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => program.stdout.once('data', resolve));
  return program;
}
