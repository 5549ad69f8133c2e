import { setFlagsFromString } from 'node:v8';

/**
 * Lets the engine think twice before it optimises a function, and makes less of one function at a time. Each thread
 * compiles the program for itself beside its work: where threads keep all processors busy, a fifth of the time goes into
 * that, most of it for functions that are not called often enough to give it back. To be called before threads are started.
 */
export function compileSparingly(): void {
  for (const flag of sparingFlags(process.versions.node)) setFlagsFromString(flag);
}

/** The engine's names for this, by the version of Node; none for a version in which nobody has measured it. */
export function sparingFlags(version: string): readonly string[] {
  return FLAGS.get(version.slice(0, version.indexOf('.'))) ?? [];
}

/** By default the engine inlines up to 920 bytes. */
const INLINE_LESS = '--max-inlined-bytecode-size-cumulative=300';
/** By default 3000 calls. */
const AFTER_CALLS = '--invocation-count-for-turbofan=12000';

const FLAGS: ReadonlyMap<string, readonly string[]> = new Map([
  // By default 67584 bytes of code that was run.
  ['20', ['--interrupt-budget=400000', INLINE_LESS]],
  ['22', [AFTER_CALLS, INLINE_LESS]],
  ['24', [AFTER_CALLS, INLINE_LESS]],
]);
