import type { AnalysisContext } from '../../context.js';
import type { Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { walkPaths } from '../../protocol/paths.js';
import { lastName } from '../../protocol/place.js';
import { callersOf } from './callers.js';

/** Locks by the name their path ends in: another function reaches the same lock through other variables. */
export type Locks = ReadonlySet<string>;

export const noLocks: Locks = new Set();

/** The locks held after an event. Sections without a lock (RCU, interrupts off) exclude nobody and do not count. */
export function locksAfter(held: Locks, event: ProtocolEvent): Locks {
  const change = lockChange(event);
  if (!change || held.has(change.name) === change.takes) return held;
  const after = new Set(held);
  if (change.takes) after.add(change.name);
  else after.delete(change.name);
  return after;
}

interface LockChange {
  readonly name: string;
  readonly takes: boolean;
}

function lockChange(event: ProtocolEvent): LockChange | undefined {
  if (event.kind === 'lock' || event.kind === 'unlock') {
    const name = lockName(event.lock);
    return name === undefined ? undefined : { name, takes: event.kind === 'lock' };
  }
  const named = event.kind === 'call' && !event.call.api && LOCKING.exec(event.call.name);
  return named ? { name: `${named[1]}lock${named[3]}()`, takes: named[2] === undefined } : undefined;
}

/** A project's own lock functions go by their names: `lock_kmap()`, `dev_unlock(dev)`. Bit operations name an order. */
const LOCKING = /^(?!\w*bit_(?:un)?lock)(|\w*_)(un)?lock(|_\w+)$/;

/**
 * Locks that are held when a function is entered, as far as the file tells: released before they are taken, asserted, or
 * held around a call in the file.
 */
export function locksAtEntry(context: AnalysisContext, index: number): Locks {
  let known = entries.get(context);
  if (!known) entries.set(context, (known = new Map()));
  let locks = known.get(index);
  if (!locks) {
    known.set(index, noLocks); // recursion adds nothing
    locks = new Set([...givenBack(context, index), ...heldByCallers(context, index)]);
    known.set(index, locks);
  }
  return locks;
}

const entries = new WeakMap<AnalysisContext, Map<number, Locks>>();

/** Of a lock called `lock` inside something else, the name tells whose it is: `wq.lock`. */
function lockName(lock: Operand | undefined): string | undefined {
  const text = lock && (lock.place?.text ?? lock.text);
  const inner = /(?:\.|->)([\w$]+)(?:\[[^\]]*\])?(?:\.|->)lock$/.exec(text ?? '')?.[1];
  return inner ? `${inner}.lock` : text && lastName({ text });
}

/** Whether a queue's own lock is held: whoever registers takes it, too. */
export function holdsLockOf(held: Locks, queue: Operand): boolean {
  const { text, root } = queue.place ?? { text: queue.text, root: queue.text };
  return held.has(text === root ? 'lock' : `${lastName({ text })}.lock`);
}

function givenBack(context: AnalysisContext, index: number): Locks {
  const first = new Map<string, { readonly at: number; readonly isHeld: boolean }>();
  for (const event of eventsOf(context.graphOf(context.model.functions[index]!))) {
    const change = assertion(event) ?? lockChange(event);
    if (!change || event.range[0] >= (first.get(change.name)?.at ?? Infinity)) continue;
    first.set(change.name, { at: event.range[0], isHeld: !change.takes });
  }
  return new Set([...first].filter(([, { isHeld }]) => isHeld).map(([name]) => name));
}

/** An asserted lock was held before, as one that is given back was. */
function assertion(event: ProtocolEvent): LockChange | undefined {
  if (event.kind !== 'call' || !/^lockdep_assert_held\w*$/.test(event.call.name)) return undefined;
  const name = lockName(event.call.args[0]);
  return name === undefined ? undefined : { name, takes: false };
}

function heldByCallers(context: AnalysisContext, index: number): Locks {
  const held = new Set<string>();
  for (const caller of callersOf(context, index)) {
    if (caller === index) continue;
    walkPaths<Locks>(context.graphOf(context.model.functions[caller]!), {
      start: locksAtEntry(context, caller),
      key: (locks) => [...locks].sort().join(),
      onEvent(locks, event) {
        if (event.kind === 'call' && event.call.target === index) for (const name of locks) held.add(name);
        return locksAfter(locks, event);
      },
    });
  }
  return held;
}

/** One lock may be among both. */
export function mayShare(a: Locks, b: Locks): boolean {
  // A project's own lock functions may go by several names.
  const isOwn = (name: string): boolean => name.endsWith('()');
  return a.has('*') || [...a].some((name) => b.has(name) || (isOwn(name) && [...b].some(isOwn)));
}
