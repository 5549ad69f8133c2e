import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Client, Endpoint } from 'waitq/inspect/client';
import { connect, runningPrograms } from 'waitq/inspect/client';

const here = fileURLToPath(new URL('.', import.meta.url));

/** A program that runs apart, until the test is over. */
export interface Running {
  readonly child: ChildProcess;
  /** The folder its socket is in. */
  readonly folder: string;
  /** What it has written so far. */
  readonly output: { stdout: string; stderr: string };
  /** Settles with its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a program; `keepAlive` is for those that would end because all are asleep. */
export function start(source: string, env: Record<string, string> = {}, folder = freshFolder()): Running {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', source], {
    cwd: here,
    env: { ...process.env, WAITQ_INSPECT: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, folder, output, ended };
}

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waitq-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The endpoints in the folder, once there are so many. */
export async function listed({ folder, child }: Running, count = 1): Promise<readonly Endpoint[]> {
  return until(async () => {
    if (child.exitCode !== null) throw new Error('the program has ended');
    const found = await runningPrograms(folder);
    return found.length >= count ? found : undefined;
  });
}

/** Connected to the first program in its folder. */
export async function connected(running: Running): Promise<Client> {
  const [endpoint] = await listed(running);
  return connectedTo(endpoint!);
}

/** Connected until the test is over. What the program refuses because it has no time left is asked again. */
export async function connectedTo({ path }: Endpoint): Promise<Client> {
  const client = patient(await connect(path));
  onTestFinished(() => client.close());
  return client;
}

/** Where machines are slow, what a test asks may take more of the program's time than a client gets. */
function patient(client: Client): Client {
  const request: Client['request'] = async (method, ...params) => {
    for (;;) {
      try {
        return await client.request(method, ...params);
      } catch (error) {
        if (!/Too much is asked/.test(String(error))) throw error;
        await breath();
      }
    }
  };
  return { ...client, request };
}

/** Between two requests, so that there are fewer in a second than a program grants. */
export const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Asks again until there is an answer. */
export async function until<Value>(
  ask: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    await breath();
  }
}

export function writeProgram(folder: string, name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}
