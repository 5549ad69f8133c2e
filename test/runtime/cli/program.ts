import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach } from 'vitest';
import { runningPrograms } from '../../../runtime/src/inspect/client.js';

/** A folder of this test file's own: other programs of the machine are not seen. */
const folder = mkdtempSync(join(tmpdir(), 'waitq-cli-'));
process.env['WAITQ_INSPECT'] = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const running = new Set<ChildProcessWithoutNullStreams>();
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  running.clear();
});

export interface Sleepers {
  readonly pid: number;
  /** Has it do one of its commands. */
  tell(command: string): Promise<void>;
  /** Ends it by that command. */
  end(): Promise<void>;
}

/** A program that can be watched, running. */
export async function startSleepers(env: Record<string, string> = {}): Promise<Sleepers> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('sleepers.mjs', import.meta.url))], {
    env: { ...process.env, ...env },
  });
  running.add(child);
  child.stderr.pipe(process.stderr);
  const pid = child.pid!;
  await until(async () => (await runningPrograms()).some(({ program }) => program.pid === pid));
  return {
    pid,
    async tell(command) {
      const done = once(child.stdout, 'data');
      child.stdin.write(`${command}\n`);
      await done;
    },
    async end() {
      const exited = once(child, 'exit');
      child.stdin.write('exit\n');
      await exited;
      running.delete(child);
    },
  };
}

const program = fileURLToPath(new URL('../../../runtime/bin/waitq.js', import.meta.url));

/** Runs the built program to its end, its output piped. */
export function waitq(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Starts the built program. */
export function startWaitq(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [program, ...args]);
  running.add(child);
  return child;
}

/** Comes back once that holds; throws when that never comes. */
export async function until(holds: () => boolean | Promise<boolean>, what = String(holds)): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It never holds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
