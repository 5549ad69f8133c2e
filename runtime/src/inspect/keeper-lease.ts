import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** Who has not renewed it for so long has ended (milliseconds). */
const LEASE = 5000;

/** A file in the folder of sockets that says that a keeper of this process is at work. */
export function leaseIn(folder: string, pid = process.pid): string {
  return join(folder, `${pid}.keeper`);
}

/** Whether a keeper is at work. */
export function isKept(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs < LEASE;
  } catch {
    return false;
  }
}

/** Which thread is the keeper at work; `undefined` where none is. */
export function keeperIn(file: string): string | undefined {
  try {
    return isKept(file) ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined; // it has just gone
  }
}

/** Takes the lease, unless another keeper has it. */
export function take(file: string): boolean {
  try {
    if (existsSync(file)) return !isKept(file) && takeOver(file);
    create(file);
    return true;
  } catch {
    return false; // another was faster
  }
}

/** Of several that see that a lease has run out one takes it, and the others see that. */
function takeOver(file: string): boolean {
  const mark = `${file}.taking`;
  create(mark);
  try {
    if (isKept(file)) return false;
    writeFileSync(file, String(threadId));
    return true;
  } finally {
    rmSync(mark);
  }
}

/** Throws where it is there already. */
function create(file: string): void {
  writeFileSync(file, String(threadId), { mode: 0o600, flag: 'wx' });
}

/** Keeps the lease that was taken. */
export function renew(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}
