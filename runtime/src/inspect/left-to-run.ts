import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Ends by itself and wakes nobody: a write on its way, mostly to those who watch. */
const ENDING = /WriteWrap$|^ShutdownWrap$/;
/** Standard streams. Output wakes nobody, input may. */
const STREAM = /^(?:PipeWrap|TTYWrap)$/;

/** What may still run code of this program: timers, connections, requests; standard streams if one could be input. */
export function leftToRun(): readonly string[] {
  const left = unfinished();
  return mayBeReadingInput() ? left : left.filter((resource) => !STREAM.test(resource));
}

/** The same without standard streams, whatever they are. */
export function leftBesideStreams(): readonly string[] {
  return unfinished().filter((resource) => !STREAM.test(resource));
}

function unfinished(): readonly string[] {
  return process.getActiveResourcesInfo().filter((resource) => !ENDING.test(resource));
}

function mayBeReadingInput(): boolean {
  try {
    const input = fstatSync(0);
    return isatty(0) || input.isFIFO() || input.isSocket();
  } catch {
    return false; // it is closed
  }
}
