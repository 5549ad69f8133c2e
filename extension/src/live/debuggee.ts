import type { Snapshot } from './snapshot.js';
import { readSnapshot } from './snapshot.js';

/** Sends one request of the debug adapter protocol to a session; `DebugSession.customRequest` is one. */
export type Request = (command: string, args: object) => Thenable<unknown>;

/** A place in a source file; line and column count from 1. */
export interface SourcePlace {
  /** A path, or a URI: editors turn the paths in an adapter's answers into URIs before they hand them on. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Asks a debugged program for its queues; `undefined` when it has none to show, because it does not use the runtime
 * or has no thread to evaluate in. Works while the program runs, and while it blocks in `Atomics.wait`.
 * @throws RangeError when the program speaks a version of the snapshot that this extension does not know.
 */
export async function takeSnapshot(request: Request): Promise<Snapshot | undefined> {
  const { result } = await evaluate(request, `JSON.stringify(${hook}?.snapshot() ?? null)`, 'clipboard');
  return typeof result === 'string' ? readSnapshot(result) : undefined;
}

/** Where the condition of a waiter is written, mapped to its source; `undefined` when it has gone or has none. */
export async function findCondition(request: Request, waiterId: number): Promise<SourcePlace | undefined> {
  const condition = await evaluate(request, `${hook}?.conditionOf(${waiterId})`, 'watch');
  const { valueLocationReference: locationReference } = condition;
  if (typeof locationReference !== 'number') return undefined;
  const found = await ask(request, 'locations', { locationReference });
  const { path } = record(found['source']);
  if (typeof path !== 'string' || typeof found['line'] !== 'number') return undefined;
  return {
    file: path,
    line: found['line'],
    column: typeof found['column'] === 'number' ? found['column'] : 1,
  };
}

const hook = "globalThis[Symbol.for('waitq.inspect')]";

/**
 * `clipboard` gives strings whole; `repl` cuts them at 100,000 characters and says so in the user's console.
 */
function evaluate(
  request: Request,
  expression: string,
  context: 'clipboard' | 'watch',
): Promise<Readonly<Record<string, unknown>>> {
  return ask(request, 'evaluate', { expression, context });
}

/** A session without a thread (js-debug's launcher, a process that just ended) rejects: nothing to show. */
async function ask(
  request: Request,
  command: string,
  args: object,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return record(await request(command, args));
  } catch {
    return {};
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
