import type {
  Counters,
  Delta,
  Evaluation,
  Finding,
  LockSnapshot,
  Program as ProgramInfo,
  QueueEvent,
  QueueSnapshot,
  Recording,
  Snapshot,
  WaiterSnapshot,
} from 'waitq/inspect';

export type {
  Counters,
  Delta,
  Evaluation,
  Finding,
  LockSnapshot,
  ProgramInfo,
  QueueEvent,
  QueueSnapshot,
  Recording,
  Snapshot,
  WaiterSnapshot,
};

/** What a program says when it is asked: a whole picture, or what has changed since the last one. */
export interface Heard {
  readonly snapshot?: Snapshot;
  readonly delta?: Delta;
  /** Everything that looks wrong; missing where the program does not look. */
  readonly findings?: readonly Finding[];
}

/**
 * Reads the JSON of what a program says; `null` is the answer of a program without queues.
 * The text comes from the debugged program, so nothing in it is taken on trust.
 * @throws RangeError when it is a picture of another version.
 * @throws TypeError when it is none.
 */
export function readHeard(text: string): Heard | null {
  const value = readJson(text);
  if (value === null) return null;
  if (!isRecord(value)) throw noPicture(text);
  const { snapshot, delta, findings } = value;
  const picture = delta ?? snapshot;
  if (!isRecord(picture)) throw noPicture(text);
  if (picture['version'] !== 1) {
    throw new RangeError(
      `the program shows its queues in version ${String(picture['version'])}; this view reads 1`,
    );
  }
  const known = isListOf(findings, isFinding) ? { findings } : {};
  if (delta === undefined && isSnapshot(picture)) return { snapshot: picture, ...known };
  if (delta !== undefined && isDelta(picture)) return { delta: picture, ...known };
  throw new TypeError(`not the shape of a snapshot: ${text.slice(0, 80)}`);
}

/** js-debug gives a string as a JSON literal, and what it holds is a string of JSON itself. */
export function readJson(text: string): unknown {
  const answer = parse(text);
  return typeof answer === 'string' ? parse(answer) : answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noPicture(text);
  }
}

function noPicture(text: string): TypeError {
  return new TypeError(`no snapshot: ${text.slice(0, 80)}`);
}

type Fields = Readonly<Record<string, unknown>>;

function isSnapshot(value: Fields): value is Fields & Snapshot {
  return (
    has(value, { sequence: 'number', at: 'number' }) && isListOf(value['queues'], isQueue) && hasLocks(value)
  );
}

function isDelta(value: Fields): value is Fields & Delta {
  return (
    has(value, { from: 'number', sequence: 'number', at: 'number', dropped: 'number' }) &&
    isListOf(value['queues'], isQueue) &&
    isListOf(value['gone'], (id): id is number => typeof id === 'number') &&
    isListOf(value['events'], isEvent) &&
    hasLocks(value)
  );
}

function isEvent(value: unknown): value is QueueEvent {
  return isRecord(value) && has(value, { sequence: 'number', at: 'number', kind: 'string' });
}

function isFinding(value: unknown): value is Finding {
  return (
    isRecord(value) && has(value, { kind: 'string', message: 'string' }) && Array.isArray(value['evidence'])
  );
}

function isQueue(value: unknown): value is QueueSnapshot {
  return (
    isRecord(value) &&
    has(value, { id: 'number', name: 'string', kind: 'string' }) &&
    isAbsentOr(value['region'], 'string') &&
    isListOf(value['waiters'], isWaiter)
  );
}

function hasLocks({ locks }: Fields): boolean {
  return locks === undefined || isListOf(locks, isLock);
}

function isLock(value: unknown): value is LockSnapshot {
  return (
    isRecord(value) &&
    has(value, { id: 'number', name: 'string', holder: 'string' }) &&
    isAbsentOr(value['region'], 'string') &&
    isAbsentOr(value['site'], 'string') &&
    isAbsentOr(value['since'], 'number') &&
    isAbsentOr(value['threadId'], 'number') &&
    isListOf(value['wanted'], (task): task is string => typeof task === 'string')
  );
}

function isWaiter(value: unknown): value is WaiterSnapshot {
  return (
    isRecord(value) &&
    has(value, {
      id: 'number',
      task: 'string',
      state: 'string',
      exclusive: 'boolean',
      sleeping: 'boolean',
    }) &&
    isAbsentOr(value['condition'], 'string') &&
    isAbsentOr(value['since'], 'number') &&
    isAbsentOr(value['site'], 'string') &&
    isAbsentOr(value['threadId'], 'number') &&
    isAbsentOr(value['wait'], 'string')
  );
}

function has(value: Fields, types: Readonly<Record<string, string>>): boolean {
  return Object.entries(types).every(([key, type]) => typeof value[key] === type);
}

function isAbsentOr(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

/** Whether it is an object with fields. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
