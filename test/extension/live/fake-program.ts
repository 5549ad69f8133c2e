import type { Request } from '../../../extension/src/live/debuggee.js';
import { newProgram, type Program } from '../../../extension/src/live/model.js';
import type {
  Delta,
  Finding,
  QueueSnapshot,
  Snapshot,
  WaiterSnapshot,
} from '../../../extension/src/live/snapshot.js';
import type { Source } from '../../../extension/src/live/source.js';

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

export function delta(given: Partial<Delta> = {}): Delta {
  return {
    version: 1,
    from: 1,
    sequence: 2,
    at: 1_000_500,
    events: [],
    dropped: 0,
    queues: [],
    gone: [],
    ...given,
  };
}

export function finding(given: { [Key in keyof Finding]?: Finding[Key] | undefined } = {}): Finding {
  const usual = { kind: 'lost-wake-up', message: 'It sleeps on.', evidence: [], queue: 1, waiter: 7 };
  return { ...usual, ...given } as Finding;
}

export function program(given: Partial<Program> = {}): Program {
  return { ...newProgram('p', 'p.js', 'live'), sequence: 1, at: 1_000_000, ...given };
}

/** A way to a program that answers nothing; what matters to a test is given. */
export function source(given: Partial<Source> = {}): Source {
  return {
    id: 'p',
    name: 'p.js',
    refresh: async () => undefined,
    resync: async () => undefined,
    locate: async () => undefined,
    evaluate: async () => 'no answer',
    catchUp: async () => undefined,
    ...given,
  };
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

/** What a program says that is asked for a picture. */
export function heard(picture: unknown): { readonly result: string } {
  return jsDebugString({ snapshot: picture });
}

/** What js-debug answers for a string: a JSON literal of it. */
export function jsDebugString(value: unknown): { readonly result: string; readonly variablesReference: 0 } {
  return { result: JSON.stringify(JSON.stringify(value)), variablesReference: 0 };
}
