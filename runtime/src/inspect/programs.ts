import { readdir, readFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
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
  const found = await Promise.all(names.map((name) => look(folder, name)));
  return found
    .filter((endpoint) => endpoint !== undefined)
    .toSorted((a, b) => a.program.startedAt - b.program.startedAt);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    assertPrivate(folder);
    return names.filter((name) => /^\d+-\d+\.json$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** `undefined` for a file that is no endpoint, and for one that nobody listens at, which goes. */
async function look(folder: string, name: string): Promise<Endpoint | undefined> {
  const endpoint = await read(join(folder, name));
  if (!endpoint) return undefined;
  if (await isListening(endpoint.path)) return endpoint;
  withdraw(folder, endpoint);
  return undefined;
}

async function read(file: string): Promise<Endpoint | undefined> {
  try {
    const { path, program } = JSON.parse(await readFile(file, 'utf8')) as Partial<Endpoint>;
    if (typeof path !== 'string' || typeof program?.pid !== 'number') return undefined;
    return typeof program.threadId === 'number' ? { path, program } : undefined;
  } catch {
    return undefined; // it is being written, or has just gone
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
