/** Where programs that may be watched are found: a folder that only their user can open. */

import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { addressIn, fileIn, folderFor } from './addresses.js';
import { programNow } from './program.js';
import type { Program } from './snapshot.js';

/** One program in the folder. */
export interface Endpoint {
  /** What `connect` takes: a socket, or on Windows the name of a pipe. */
  readonly path: string;
  readonly program: Program;
}

/** The folder that `WAITQ_INSPECT` names, or the user's own in the system's temporary one. */
export function inspectFolder(named = process.env['WAITQ_INSPECT']): string {
  return folderFor(named, {
    platform: process.platform,
    runtimeFolder: process.env['XDG_RUNTIME_DIR'],
    temporaryFolder: tmpdir(),
    uid: process.getuid?.(),
  });
}

/** The folder, made if need be. Throws an Error when others may open it, or could put another in its place. */
export function openFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertPrivate(folder);
}

/** What of a folder says who may open it. */
export interface Access {
  readonly mode: number;
  readonly uid: number;
}

/** Throws an Error for a folder that others may open; Windows keeps the profile's folders private by itself. */
export function assertPrivate(folder: string): void {
  if (process.platform !== 'win32') checkAccess(folder, lstatSync(folder), process.getuid?.());
}

/** The same for what is known of the folder. */
export function checkAccess(folder: string, { mode, uid }: Access, user: number | undefined): void {
  const isDirectory = (mode & 0o170000) === 0o040000;
  if (!isDirectory) throw new Error(`${folder} is no directory`);
  if (uid !== user) throw new Error(`${folder} belongs to another user`);
  if (mode & 0o077) throw new Error(`others may open ${folder}: chmod 700 it`);
}

/** Where this program is to listen. Throws an Error when the system can't take so long a name. */
export function endpointIn(folder: string): Endpoint {
  const program = programNow();
  const secret = randomBytes(16).toString('hex');
  return { path: addressIn(folder, program, process.platform, secret), program };
}

/** Tells who looks into the folder that the program listens. */
export function announce(folder: string, endpoint: Endpoint): void {
  if (process.platform !== 'win32') chmodSync(endpoint.path, 0o600);
  const file = fileIn(folder, endpoint.program, process.platform);
  writeFileSync(file, JSON.stringify(endpoint), { mode: 0o600 });
}

/** Takes it back; the system has removed nothing by itself. */
export function withdraw(folder: string, endpoint: Endpoint): void {
  rmSync(fileIn(folder, endpoint.program, process.platform), { force: true });
  if (process.platform !== 'win32') rmSync(endpoint.path, { force: true });
}
