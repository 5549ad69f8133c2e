/** What clients send is checked before it is used: it is theirs, whatever their types say. */

import type {
  EvaluateParams,
  HelloParams,
  LintsParams,
  RecordParams,
  SignalParams,
  SnapshotParams,
  SubscribeParams,
  WaiterParams,
  WakeParams,
} from './protocol.js';

/** Arguments that are not as they should be; the message names the first. */
export class ParamsError extends Error {
  override readonly name = 'ParamsError';
}

export function hello(given: unknown): HelloParams {
  return { protocol: required(given, 'protocol', isCount) };
}

export function snapshot(given: unknown): SnapshotParams {
  return { ...optional(given, 'places', isBoolean) };
}

export function subscribe(given: unknown): SubscribeParams {
  return {
    ...snapshot(given),
    ...optional(given, 'intervalMs', isCount),
    ...optional(given, 'events', isBoolean),
  };
}

export function lints(given: unknown): LintsParams {
  return { ...optional(given, 'evaluate', isBoolean), ...optional(given, 'oldMs', isCount) };
}

export function record(given: unknown): RecordParams {
  return { ...optional(given, 'evaluate', isBoolean) };
}

export function waiter(given: unknown): WaiterParams {
  return { waiter: required(given, 'waiter', isCount) };
}

export function evaluate(given: unknown): EvaluateParams {
  return { ...waiter(given), ...optional(given, 'force', isBoolean) };
}

export function wake(given: unknown): WakeParams {
  return { queue: required(given, 'queue', isCount), ...optional(given, 'nr', isCount) };
}

export function signal(given: unknown): SignalParams {
  return { ...waiter(given), signal: required(given, 'signal', isSignal) };
}

interface Kind<Value> {
  readonly words: string;
  is(value: unknown): value is Value;
}

const isCount: Kind<number> = {
  words: 'a whole number from 0 on',
  is: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
};

const isBoolean: Kind<boolean> = {
  words: 'true or false',
  is: (value): value is boolean => typeof value === 'boolean',
};

const isSignal: Kind<`SIG${string}`> = {
  words: "a signal's name, as SIGTERM",
  is: (value): value is `SIG${string}` => typeof value === 'string' && /^SIG[A-Z0-9]{1,12}$/.test(value),
};

function required<Value>(given: unknown, key: string, kind: Kind<Value>): Value {
  const value = valueOf(given, key);
  if (kind.is(value)) return value;
  throw new ParamsError(`${key} must be ${kind.words}, got ${shown(value)}`);
}

function optional<Key extends string, Value>(
  given: unknown,
  key: Key,
  kind: Kind<Value>,
): { readonly [Name in Key]?: Value } {
  if (valueOf(given, key) === undefined) return {};
  return { [key]: required(given, key, kind) } as { readonly [Name in Key]?: Value };
}

function valueOf(given: unknown, key: string): unknown {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, key)) return undefined;
  return (given as Readonly<Record<string, unknown>>)[key];
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
