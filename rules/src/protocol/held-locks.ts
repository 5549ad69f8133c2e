import { isAtomicLock } from '../api/sleeping.js';
import { squeeze } from './build-graph.js';
import type { Call, LockEvent, Operand } from './events.js';

/** A lock that forbids sleeping, held on a path. */
export interface HeldLock {
  /** The lock's place; for a section without a lock (`rcu_read_lock`) its kind. */
  readonly name: string;
  readonly call: Call;
}

/** The locks held after an event took one. */
export function taken(held: readonly HeldLock[], { call, lock }: LockEvent): readonly HeldLock[] {
  return call?.api && isAtomicLock(call.api) ? withLocks(held, [{ name: lockName(call, lock), call }]) : held;
}

/** The locks held together with others; a loop that takes one in each turn holds it once. */
export function withLocks(held: readonly HeldLock[], more: readonly HeldLock[]): readonly HeldLock[] {
  const fresh = more.filter(({ call }) => !held.some((one) => one.call === call));
  return fresh.length === 0 ? held : [...held, ...fresh];
}

/**
 * The locks held after an event released one; undefined when it released none of them, so that it gave back a lock of the
 * caller's, or one of these under another name.
 */
export function released(
  held: readonly HeldLock[],
  { call, lock }: LockEvent,
): readonly HeldLock[] | undefined {
  if (!call?.api || !isAtomicLock(call.api)) return held;
  const name = lockName(call, lock);
  // Interrupts are off or on: however often they were switched off, one call switches them on.
  if (call.api.lockKind === 'irq') {
    const others = held.filter((one) => one.call.api?.lockKind !== 'irq');
    return others.length < held.length ? others : undefined;
  }
  const at = held.findLastIndex((one) => one.name === name);
  return at < 0 ? undefined : held.toSpliced(at, 1);
}

/** The lock a try-lock call takes when it succeeds; undefined for one under which sleeping is allowed. */
export function triedLock(call: Call): HeldLock | undefined {
  const { api } = call;
  if (api?.action !== 'try-lock' || !isAtomicLock(api)) return undefined;
  return { name: lockName(call, api.lock && call.args[api.lock.arg]), call };
}

/** The locks still held while a wait sleeps that gives back its own. */
export function heldAsleep(held: readonly HeldLock[], call: Call): readonly HeldLock[] {
  const { api, args } = call;
  if (!givesBack(call)) return held;
  const lock = api?.lock && args[api.lock.arg]?.place?.text;
  const queue = api?.queueLocked && api.queue && args[api.queue.arg]?.place?.text;
  return held.filter(({ name }) => !isLockOf(name, lock) && !(queue && name.startsWith(queue)));
}

/** The lock itself, or the object it is in, which stands for it where a helper takes the lock. */
function isLockOf(name: string, lock: string | undefined): boolean {
  return (
    lock !== undefined &&
    (name === lock || (lock.startsWith(name) && /^(?:->|\.)/.test(lock.slice(name.length))))
  );
}

/** True for a wait that gives back a lock while it sleeps: wait_event_lock_irq. */
export function givesBack({ api }: Call): boolean {
  return api?.action === 'wait' && (api.lock !== undefined || api.queueLocked === true);
}

/** True when a function of another file may give back a lock that is held. */
export function mayRelease(call: Call, held: readonly HeldLock[]): boolean {
  if (RELEASING.test(call.name)) return true;
  return call.args.some(({ place }) => held.some(({ name }) => name === place?.text));
}

/** False when a text has no name of which `mayRelease` says yes by itself. */
export function mayNameRelease(text: string): boolean {
  return RELEASING_IN_TEXT.test(text);
}

const RELEASING = /unlock|release|restore|enable|giveback|drop|leave|exit|_end$/i;
const RELEASING_IN_TEXT = new RegExp(RELEASING.source.replace('$', String.raw`\b`), 'i');

function lockName({ api }: Call, lock: Operand | undefined): string {
  return lock?.place?.text ?? (lock ? squeeze(lock.text) : (api?.lockKind ?? ''));
}
