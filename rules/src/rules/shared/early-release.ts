import type { AnalysisContext } from '../../context.js';
import { callsIn } from '../../protocol/calls.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Structure } from '../../protocol/structure.js';
import { walkStructure } from '../../protocol/walk-structure.js';
import { quoted } from '../../quoted.js';

/** A promise returned out of a `try` without `await`: the `finally` gives the lock back while the job has hardly begun. */
export interface EarlyRelease {
  readonly job: Call;
  readonly gives: Call;
}

/** Finds `await lock.acquire(); try { return job(); } finally { lock.release(); }` */
export function findEarlyReleases(context: AnalysisContext, fn: FunctionModel): readonly EarlyRelease[] {
  if (!fn.isAsync || !/\bfinally\b/.test(context.model.text.slice(...fn.range))) return [];
  return [...walkStructure(fn.body)].flatMap((node) => {
    if (node.kind !== 'try' || !node.finalizer) return [];
    const gives = [...callsIn(node.finalizer)].find((call) => isGiving(context, fn, call));
    return gives ? returnedIn(context, fn, node.body).map((job) => ({ job, gives })) : [];
  });
}

const GIVES = /(?:^|[.#])(?:release|unlock)(?:Lock|Connection|Lease|Slot|Mutex|Semaphore)?$/;

/** It gives back what this function has waited for: the same object's, or what came of an `await`. */
function isGiving(context: AnalysisContext, fn: FunctionModel, { name, receiver, args }: Call): boolean {
  if (!GIVES.test(name)) return false;
  const held = receiver?.text ?? args[0]?.text ?? name;
  const code = context.model.text.slice(...fn.range);
  const waitsFor = new RegExp(
    `\\bawait\\s+(?:this\\.)?${quoted(held)}\\b|(?<![\\w$.])${quoted(held)}\\s*(?::[^=;]*)?=\\s*await\\b`,
  );
  return waitsFor.test(code) || waitsOnLock(context, fn, name);
}

/** `await this.lock(); … this.unlock();` */
function waitsOnLock(context: AnalysisContext, fn: FunctionModel, name: string): boolean {
  const takes = name.replace(
    /(release|unlock)(\w*)$/,
    (_, how, what) => (how === 'unlock' ? 'lock' : 'acquire') + what,
  );
  return context.callsOf(fn).some((call) => call.awaited === true && call.name === takes);
}

/** The calls of functions that are known to give a promise, returned as they are. */
function returnedIn(context: AnalysisContext, fn: FunctionModel, body: Structure): readonly Call[] {
  return [...walkStructure(body)].flatMap((node) => {
    if (node.kind !== 'return' || node.value?.form !== 'call') return [];
    const job = node.value.calls.find(
      ({ use, range }) => use === 'returned' && range[0] === node.value!.range[0],
    );
    return job && job.awaited !== true && givesPromise(context, fn, job) ? [job] : [];
  });
}

function givesPromise(context: AnalysisContext, fn: FunctionModel, { isAsync, name, target }: Call): boolean {
  if (isAsync === true) return true;
  if (target !== undefined || !fn.parameters.includes(name)) return false;
  return takesPromise(context.model.text.slice(...fn.range), name);
}

/** `job: () => Promise<T>` */
function takesPromise(text: string, name: string): boolean {
  return new RegExp(
    `(?<![\\w$.])${quoted(name)}\\??:\\s*(?:<[^()]*>)?\\([^()]*\\)\\s*=>\\s*Promise(?:Like)?<[^|,]*[,)]`,
  ).test(text);
}
