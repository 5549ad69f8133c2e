import type { Evaluation, Heard } from './snapshot.js';
import { isRecord, readHeard, readJson } from './snapshot.js';

/** Sends one request of the debug adapter protocol to a session; `DebugSession.customRequest` is one. */
export type Request = (command: string, args: object) => Thenable<unknown>;

/** A place in a source file; line and column count from 1. */
export interface SourcePlace {
  /** A path, or a URI: editors turn the paths in an adapter's answers into URIs before they hand them on. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What to ask a program for. */
export interface Question {
  /** The number of the picture or delta that is known; without it a whole picture is answered. */
  readonly since?: number | undefined;
  /** Whether conditions without side effects may be evaluated, to find lost wake-ups. */
  readonly evaluate?: boolean;
}

/**
 * Asks a debugged program for its queues; `null` when it has none to show, because it does not use the runtime;
 * `undefined` when nobody answers, because it has ended or has no thread to evaluate in. Works while the program runs, and while it blocks in `Atomics.wait`.
 * @throws RangeError when the program speaks a version of the snapshot that this extension does not know.
 */
export async function hear(request: Request, question: Question = {}): Promise<Heard | null | undefined> {
  const { result } = await evaluate(request, `(${asking(question)})(${hook})`, 'clipboard');
  return typeof result === 'string' ? readHeard(result) : undefined;
}

/**
 * Beginning to watch dates what comes after; asking for changes right after the picture keeps the events from there
 * on. A program of an older runtime knows pictures only.
 */
function asking({ since, evaluate = false }: Question): string {
  const picture =
    since === undefined
      ? 'const snapshot = hook.snapshot(); hook.deltas?.(snapshot.sequence); heard = { snapshot };'
      : `heard = hook.deltas ? { delta: hook.deltas(${since}) } : { snapshot: hook.snapshot() };`;
  const findings = `if (hook.lints) heard.findings = hook.lints({ evaluate: ${evaluate} });`;
  return `hook => { if (!hook) return 'null'; let heard; hook.watch?.(); ${picture} ${findings} return JSON.stringify(heard); }`;
}

/** What the condition of a waiter says now; the reason where it is not evaluated. */
export async function evaluateCondition(
  request: Request,
  waiter: number,
  force: boolean,
): Promise<Evaluation | string> {
  const asked = JSON.stringify({ waiter, force });
  const code = `(() => { try { return JSON.stringify(${hook}.evaluate(${asked})); } catch (error) { return JSON.stringify({ problem: error.message }); } })()`;
  const { result } = await evaluate(request, code, 'clipboard');
  const answer = typeof result === 'string' ? readJson(result) : undefined;
  if (!isRecord(answer) || typeof answer['value'] !== 'boolean') {
    return isRecord(answer) ? String(answer['problem']) : 'The program does not answer.';
  }
  return { waiter, value: answer['value'], sleeping: answer['sleeping'] === true };
}

/**
 * Lets the program run an expression that does nothing. Where js-debug stops in it, it finds no source, and leaves the
 * editor where it is; in other contexts it would open a tab with the expression.
 */
export async function runNothing(request: Request): Promise<void> {
  await evaluate(request, '0', 'clipboard');
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
  return isRecord(value) ? value : {};
}
