import { readdir, readFile, rm } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { readEndpoint } from './addresses.js';
import type { Endpoint } from './endpoint.js';
import { assertPrivate, inspectFolder, withdraw } from './endpoint.js';

/**
 * The running programs of this user that may be watched, oldest first. What programs left behind that did not end
 * well is removed.
 *
 * @throws Error when others could have put something into the folder
 */
export async function runningPrograms(folder = inspectFolder()): Promise<readonly Endpoint[]> {
  const names = await namesIn(folder);
  await removeOrphans(folder, names);
  const found = await Promise.all(names.filter(isFile).map((name) => look(folder, name)));
  return found
    .filter((endpoint) => endpoint !== undefined)
    .toSorted((a, b) => a.program.startedAt - b.program.startedAt);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    assertPrivate(folder);
    return names;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** `undefined` for a file that is no endpoint, and for one that nobody listens at, which goes. */
async function look(folder: string, name: string): Promise<Endpoint | undefined> {
  const endpoint = await read(folder, name);
  if (!endpoint) return undefined;
  if (await isListening(endpoint.path)) return endpoint;
  withdraw(folder, endpoint);
  return undefined;
}

async function read(folder: string, name: string): Promise<Endpoint | undefined> {
  try {
    return readEndpoint(await readFile(join(folder, name), 'utf8'), folder, process.platform);
  } catch {
    return undefined; // it has just gone
  }
}

function isFile(name: string): boolean {
  return /^\d+-\d+\.json$/.test(name);
}

/** Sockets of threads that blocked before they could tell of them, and leases, whose process is no more. */
async function removeOrphans(folder: string, names: readonly string[]): Promise<void> {
  const orphans = names.filter((name) => {
    const [, keepers] = /^(\d+)\.keeper(?:\.taking)?$/.exec(name) ?? [];
    if (keepers !== undefined) return !isRunning(Number(keepers));
    const [, thread, pid] = /^((\d+)-\d+)\.sock$/.exec(name) ?? [];
    return thread !== undefined && !names.includes(`${thread}.json`) && !isRunning(Number(pid));
  });
  await Promise.all(orphans.map((name) => rm(join(folder, name), { force: true })));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process number may be somebody else's by now, so the socket itself is asked. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    const answer = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', answer(true));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      answer(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')();
    });
  });
}
