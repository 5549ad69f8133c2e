/** Where programs that may be watched are found: a folder that only their user can open. */

import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { programNow } from './program.js';
import type { Program } from './snapshot.js';

/** One program in the folder. */
export interface Endpoint {
  /** What `connect` takes: a socket, or on Windows the name of a pipe. */
  readonly path: string;
  readonly program: Program;
}

/** The longest name a Unix socket may have, in bytes: the least of all systems. */
const MAX_SOCKET_PATH = 103;

/** The folder that `WAITQ_INSPECT` names, or the user's own in the system's temporary one. */
export function inspectFolder(named = process.env['WAITQ_INSPECT']): string {
  if (named !== undefined && named !== '' && named !== '0' && named !== '1') return resolve(named);
  const runtime = process.env['XDG_RUNTIME_DIR'];
  return runtime ? join(runtime, 'waitq') : join(tmpdir(), `waitq-${process.getuid?.() ?? 'user'}`);
}

/** The folder, made if need be. Throws an Error when others may open it, or could put another in its place. */
export function openFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertPrivate(folder);
}

/** Throws an Error for a folder that others may open; Windows keeps the profile's folders private by itself. */
export function assertPrivate(folder: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = lstatSync(folder);
  const isDirectory = (mode & 0o170000) === 0o040000;
  if (!isDirectory) throw new Error(`${folder} is no directory`);
  if (uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`);
  if (mode & 0o077) throw new Error(`others may open ${folder}: chmod 700 it`);
}

/** Where this program is to listen. Throws an Error when the system can't take so long a name. */
export function endpointIn(folder: string): Endpoint {
  const program = programNow();
  const name = `${program.pid}-${program.threadId}`;
  if (process.platform === 'win32') {
    const secret = randomBytes(16).toString('hex');
    return { path: `\\\\.\\pipe\\waitq-${name}-${secret}`, program };
  }
  const path = join(folder, `${name}.sock`);
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    throw new Error(`${path} is too long for a socket: set WAITQ_INSPECT to a shorter folder`);
  }
  return { path, program };
}

/** Tells who looks into the folder that the program listens. */
export function announce(folder: string, endpoint: Endpoint): void {
  const file = fileOf(folder, endpoint);
  if (process.platform !== 'win32') chmodSync(endpoint.path, 0o600);
  writeFileSync(file, JSON.stringify(endpoint), { mode: 0o600 });
}

/** Takes it back; the system has removed nothing by itself. */
export function withdraw(folder: string, endpoint: Endpoint): void {
  rmSync(fileOf(folder, endpoint), { force: true });
  if (process.platform !== 'win32') rmSync(endpoint.path, { force: true });
}

function fileOf(folder: string, { program }: Endpoint): string {
  return join(folder, `${program.pid}-${program.threadId}.json`);
}
