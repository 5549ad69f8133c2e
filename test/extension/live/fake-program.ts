import type { Request } from '../../../extension/src/live/debuggee.js';
import type { QueueSnapshot, Snapshot, WaiterSnapshot } from '../../../extension/src/live/snapshot.js';

/** A waiter as a program shows one; what matters to a test is given. */
export function waiter(given: Partial<WaiterSnapshot> = {}): WaiterSnapshot {
  return {
    id: 7,
    task: 'reader',
    state: 'interruptible',
    exclusive: false,
    sleeping: true,
    phase: 'asleep',
    ...given,
  };
}

export function queue(given: Partial<QueueSnapshot> = {}): QueueSnapshot {
  return { id: 1, name: 'data', kind: 'full', waiters: [], ...given };
}

export function snapshot(queues: readonly QueueSnapshot[], sequence = 1): Snapshot {
  return { version: 1, sequence, at: 1_000_000, queues };
}

/** A session that answers each request as js-debug does: `answers` by the start of the expression, or by the command. */
export function session(answers: Readonly<Record<string, unknown>>): Request & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const request = async (command: string, args: object): Promise<unknown> => {
    asked.push({ command, ...args });
    const expression = 'expression' in args ? String(args.expression) : command;
    const key = Object.keys(answers).find((part) => expression.includes(part));
    if (key === undefined) throw new Error(`cannot evaluate ${expression}`);
    const answer = answers[key];
    return typeof answer === 'function' ? await answer() : answer;
  };
  return Object.assign(request, { asked });
}

/** What js-debug answers for a string: a JSON literal of it. */
export function jsDebugString(value: unknown): { readonly result: string; readonly variablesReference: 0 } {
  return { result: JSON.stringify(JSON.stringify(value)), variablesReference: 0 };
}
