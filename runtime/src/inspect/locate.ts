/** Where a condition is written, as the engine knows it: `[[FunctionLocation]]`. */

import type { Session } from 'node:inspector';
import type { Hub } from './hub.js';
import { knownPlace, rememberPlace } from './known-places.js';
import { limits } from './limits.js';
import type { Place } from './snapshot.js';

type Condition = () => unknown;

/** Asks the engine once for each function; `null` where it does not tell. */
export async function locate(condition: Condition): Promise<Place | null> {
  if (!knownPlace(condition)) await locateThese([condition]);
  return knownPlace(condition) ?? null;
}

/** The same for the conditions of all waiters that snapshots show. */
export async function locateAll(hub: Hub): Promise<void> {
  const { registry } = hub.recorder;
  const waiters = registry.queues().flatMap((queue) => hub.waiters(queue).slice(0, limits.maxWaiters));
  const conditions = waiters.slice(0, limits.maxWaiters).flatMap((waiter) => hub.conditionOf(waiter) ?? []);
  await locateThese(conditions.filter((condition) => !knownPlace(condition)));
}

/** What the engine is asked about, for it evaluates text. */
const ASKED = Symbol.for('waitq.inspect.asked');

async function locateThese(conditions: readonly Condition[]): Promise<void> {
  if (conditions.length === 0) return;
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params.url));
  try {
    await post(session, 'Debugger.enable');
    for (const condition of conditions) await locateIn(session, scripts, condition);
  } finally {
    session.disconnect();
  }
}

async function locateIn(
  session: Session,
  scripts: ReadonlyMap<string, string>,
  condition: Condition,
): Promise<void> {
  const scope = globalThis as { [ASKED]?: Condition | undefined };
  scope[ASKED] = condition;
  const expression = `globalThis[Symbol.for('waitq.inspect.asked')]`;
  const { result } = await post<{ result: { objectId: string } }>(session, 'Runtime.evaluate', {
    expression,
  });
  scope[ASKED] = undefined;
  const { internalProperties = [] } = await post<{ internalProperties?: readonly Internal[] }>(
    session,
    'Runtime.getProperties',
    { objectId: result.objectId, ownProperties: true },
  );
  const location = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  const file = location && scripts.get(location.scriptId);
  if (!file) return;
  rememberPlace(condition, { file, line: location.lineNumber + 1, column: location.columnNumber + 1 });
}

interface Internal {
  readonly name: string;
  readonly value?: {
    readonly value?: {
      readonly scriptId: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  };
}

function post<Result>(session: Session, method: string, params: object = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => {
      if (error) reject(error);
      else resolve(result as Result);
    });
  });
}
