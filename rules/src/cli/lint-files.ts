import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Tinypool } from 'tinypool';
import { compileSparingly } from './engine.js';
import type { FileOutcome } from './lint-file.js';
import type { LintSettings } from './lint-config.js';
import { toFatalResult } from './result.js';

/** Below this a thread costs more than it saves. */
const fewFiles = 100;
/** Neighbours in one thread ask for the same headers. */
const batchSize = 200;

/**
 * Lints files on this thread or on several. Takes paths while they are being found.
 * @param concurrency number of threads, at most four a processor; undefined to choose by the number of files and processors
 */
export async function lintFiles(
  paths: Iterable<string>,
  settings: LintSettings,
  concurrency: number | undefined,
): Promise<FileOutcome[]> {
  const found = paths[Symbol.iterator]();
  const first = concurrency === 1 ? [] : take(found, fewFiles);
  const threads = Math.min(
    concurrency ?? (first.length < fewFiles ? 1 : availableParallelism()),
    mostThreads(),
  );
  if (threads === 1) return lintHere([...first, ...rest(found)], settings);
  return lintInPool(first, found, settings, threads);
}

/** More than this only cost memory, and thousands of them the machine. */
function mostThreads(): number {
  return 4 * availableParallelism();
}

/** Rules and parsers are loaded where they are needed: a thread that only finds files does without. */
async function lintHere(paths: readonly string[], settings: LintSettings): Promise<FileOutcome[]> {
  const { createFileLinter } = await import('./lint-file.js');
  return paths.map(await createFileLinter(settings)).filter((outcome) => outcome !== undefined);
}

async function lintInPool(
  first: readonly string[],
  found: Iterator<string>,
  settings: LintSettings,
  threads: number,
): Promise<FileOutcome[]> {
  compileSparingly();
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData: settings,
    // What is made for one file is garbage at the next: a larger nursery copies less of it.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  const outcomes: Promise<FileOutcome[]>[] = [];
  for (const batch of batchesOf(first, found)) {
    outcomes.push(lintBatch(pool, batch));
    // Lets the threads' answers in and the next batch out while the search goes on.
    await setImmediate();
  }
  const all = await Promise.all(outcomes);
  // Threads end while the results are written.
  void pool.destroy();
  return all.flat();
}

/** A thread that dies takes its batch with it: the files are tried one by one to find the one that kills. */
async function lintBatch(pool: Tinypool, batch: readonly string[]): Promise<FileOutcome[]> {
  try {
    return (await pool.run(batch)) as FileOutcome[];
  } catch (error) {
    const [path] = batch;
    if (batch.length > 1) return (await Promise.all(batch.map((one) => lintBatch(pool, [one])))).flat();
    return [{ result: toFatalResult(path!, `internal error: ${(error as Error).message}`), crashed: true }];
  }
}

/** Directories as a whole, if they are not too large: what one thread has found out about headers another would again. */
function* batchesOf(first: readonly string[], found: Iterator<string>): Generator<readonly string[]> {
  let batch = [...first];
  for (const path of rest(found)) {
    const isFull =
      batch.length >= batchSize &&
      (batch.length >= 2 * batchSize || dirname(path) !== dirname(batch.at(-1)!));
    if (isFull) {
      yield batch;
      batch = [];
    }
    batch.push(path);
  }
  yield batch;
}

function take(from: Iterator<string>, count: number): string[] {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = from.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function* rest(from: Iterator<string>): Generator<string> {
  for (let next = from.next(); !next.done; next = from.next()) yield next.value;
}
