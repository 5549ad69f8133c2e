/** Where programs listen, by system: computed and checked here, touched elsewhere. */

import { posix, win32 } from 'node:path';
import type { Endpoint } from './endpoint.js';
import type { Program } from './snapshot.js';

/** What decides where the folder is. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Of the user alone, where the system has such a folder (`XDG_RUNTIME_DIR`). */
  readonly runtimeFolder?: string | undefined;
  readonly temporaryFolder: string;
  /** Missing on Windows. */
  readonly uid?: number | undefined;
}

/** The longest name a Unix socket may have, in bytes: the least of all systems. */
const MAX_SOCKET_PATH = 103;

/** The folder that `WAITQ_INSPECT` names, or the user's own in the system's temporary one. */
export function folderFor(named: string | undefined, system: System): string {
  const { resolve, join } = pathsOf(system.platform);
  if (named !== undefined && named !== '' && named !== '0' && named !== '1') return resolve(named);
  const { runtimeFolder, temporaryFolder, uid } = system;
  return runtimeFolder ? join(runtimeFolder, 'waitq') : join(temporaryFolder, `waitq-${uid ?? 'user'}`);
}

/**
 * What this program listens on. A socket is as private as its folder; a pipe of Windows has no folder, so nobody
 * who can't read the file that tells its name knows `secret`, 32
 * hexadecimal digits. Throws an Error when the system can't take so long a name.
 */
export function addressIn(
  folder: string,
  program: Program,
  platform: NodeJS.Platform,
  secret: string,
): string {
  if (platform === 'win32') return `${PIPES}${nameOf(program)}-${secret}`;
  const path = posix.join(folder, `${nameOf(program)}.sock`);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  throw new Error(`${path} is too long for a socket: set WAITQ_INSPECT to a shorter folder`);
}

/** The file that tells of the program. */
export function fileIn(
  folder: string,
  program: Pick<Program, 'pid' | 'threadId'>,
  platform: NodeJS.Platform,
): string {
  return pathsOf(platform).join(folder, `${nameOf(program)}.json`);
}

/**
 * What such a file says; `undefined` for one that is damaged. Nobody is led elsewhere by it: a socket lies beside the
 * file, whatever the file says, and a pipe is one of this machine that a program like this one would have named.
 */
export function readEndpoint(text: string, folder: string, platform: NodeJS.Platform): Endpoint | undefined {
  const { path, program } = parse(text);
  if (typeof path !== 'string' || !isProgram(program)) return undefined;
  if (platform !== 'win32') return { path: posix.join(folder, `${nameOf(program)}.sock`), program };
  const pipe = `${PIPES}${nameOf(program)}-`;
  const isPipe = path.startsWith(pipe) && /^[0-9a-f]{32}$/.test(path.slice(pipe.length));
  return isPipe ? { path, program } : undefined;
}

const PIPES = '\\\\.\\pipe\\waitq-';

function parse(text: string): Partial<Endpoint> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Endpoint>;
  } catch {
    return {}; // it is being written
  }
}

function isProgram(program: Partial<Program> | undefined): program is Program {
  if (typeof program !== 'object' || program === null) return false;
  const { pid, threadId, name, startedAt } = program;
  return isCount(pid) && isCount(threadId) && typeof name === 'string' && typeof startedAt === 'number';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function nameOf({ pid, threadId }: Pick<Program, 'pid' | 'threadId'>): string {
  return `${pid}-${threadId}`;
}

function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
