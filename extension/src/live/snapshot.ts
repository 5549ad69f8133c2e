import type { QueueSnapshot, Snapshot, WaiterSnapshot } from 'waitq/inspect';

export type { QueueSnapshot, Snapshot, WaiterSnapshot };

/**
 * Reads the JSON of a program's `snapshot()`; `undefined` for `null`, the answer of a program without queues.
 * The text comes from the debugged program, so nothing in it is taken on trust.
 * @throws RangeError when it is a snapshot of another version.
 * @throws TypeError when it is no snapshot.
 */
export function readSnapshot(text: string): Snapshot | undefined {
  const answer = parse(text);
  // js-debug gives a string as a JSON literal, and the snapshot is a string of JSON itself.
  const value = typeof answer === 'string' ? parse(answer) : answer;
  if (value === null) return undefined;
  if (!isRecord(value)) throw new TypeError(`no snapshot: ${text.slice(0, 80)}`);
  if (value['version'] !== 1) {
    throw new RangeError(
      `the program shows its queues in version ${String(value['version'])}; this view reads 1`,
    );
  }
  if (!isSnapshot(value)) throw new TypeError(`not the shape of a snapshot: ${text.slice(0, 80)}`);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(`no snapshot: ${text.slice(0, 80)}`);
  }
}

function isSnapshot(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & Snapshot {
  return has(value, { sequence: 'number', at: 'number' }) && isListOf(value['queues'], isQueue);
}

function isQueue(value: unknown): value is QueueSnapshot {
  return (
    isRecord(value) &&
    has(value, { id: 'number', name: 'string', kind: 'string' }) &&
    isListOf(value['waiters'], isWaiter)
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
    isAbsentOr(value['site'], 'string')
  );
}

function has(value: Readonly<Record<string, unknown>>, types: Readonly<Record<string, string>>): boolean {
  return Object.entries(types).every(([key, type]) => typeof value[key] === type);
}

function isAbsentOr(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
