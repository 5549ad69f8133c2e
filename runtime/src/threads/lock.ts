import type { Lockable } from '../lock.js';
import { TASK_NORMAL, TASK_UNINTERRUPTIBLE } from '../state.js';
import { BLOCKS, CONTENDED, EXCLUSIVE, FOR_LOCK, KIND_LOCK, LOCK, RECOVERIES } from './layout.js';
import type { Memory } from './memory.js';
import type { SharedHandle, SharedOptions } from './region.js';
import { attachRegion, createRegion } from './region.js';
import { SharedRegion } from './shared-region.js';
import { assertMayBlock, sleep, sleepSync } from './sleep.js';
import { ownerId } from './thread-id.js';
import { wakeExclusive } from './wake-slots.js';
import { leaveLine, standInLine, Waiter } from './waiter.js';

/** What the blocking `…LockSync` waits take. */
export interface SyncLockable {
  acquireSync(): unknown;
  release(): unknown;
}

const LOCK_WAITER = TASK_UNINTERRUPTIBLE | EXCLUSIVE | FOR_LOCK;

/**
 * A lock between threads (`spinlock_t`, but it sleeps). It has one holder: a thread, and on it one of its
 * tasks; whoever holds it may not take it again. Waiting is in order, but a thread that comes by when it was
 * just released may go first. A holder that dies is replaced once `watch` or `reapThread` notices.
 */
export class SharedLock extends SharedRegion implements Lockable, SyncLockable {
  /** Makes a lock that no other thread knows yet. Throws as `SharedWaitQueue.create` does. */
  static create(options: SharedOptions = {}): SharedLock {
    return new SharedLock(createRegion(KIND_LOCK, options));
  }

  /** The lock that another thread made, or this one. Throws as `SharedWaitQueue.attach` does. */
  static attach(handle: SharedHandle): SharedLock {
    return new SharedLock(attachRegion(KIND_LOCK, handle));
  }

  /** Whether any thread holds it. */
  get held(): boolean {
    return holderOf(this.memory) !== 0;
  }

  /** Whether this thread holds it. */
  get heldHere(): boolean {
    return holderOf(this.memory) === ownerId();
  }

  /** How often it was taken from a holder that died, whose work under it may be half done. */
  get recoveries(): number {
    return this.memory.atomics.load(this.memory.words, RECOVERIES);
  }

  /** Takes the lock if nobody holds it. */
  tryAcquire(): boolean {
    const { memory } = this;
    if (memory.atomics.compareExchange(memory.words, LOCK, 0, ownerId()) !== 0) return false;
    if (memory.journal !== undefined) memory.journal.took(memory);
    return true;
  }

  /** Resolves when the caller holds the lock. */
  async acquire(): Promise<void> {
    if (this.tryAcquire()) return;
    const { memory } = this;
    const waiter = new Waiter(memory, ownerId(), LOCK_WAITER);
    waiter.story = memory.journal?.wants(waiter);
    try {
      for (let word = standInLine(waiter); !take(waiter); word = standInLine(waiter))
        await sleep(waiter, word);
    } finally {
      leaveLine(waiter, false);
    }
  }

  /**
   * Blocks the thread until it holds the lock.
   *
   * @throws TypeError on a thread that may not block; Error when this thread holds it, for it would never end
   */
  acquireSync(): void {
    if (this.tryAcquire()) return;
    acquireSync(this.memory, ownerId());
  }

  /**
   * Frees the lock and wakes the next.
   *
   * @throws Error when this thread does not hold it
   */
  release(): void {
    if (!this.heldHere) throw new Error(`SharedLock.release: this thread does not hold lock '${this.name}'`);
    freeLock(this.memory);
  }
}

/** Takes the lock of a region for `owner`, sleeping until it is free. */
export function acquireSync(memory: Memory, owner: number): void {
  const waiter = new Waiter(memory, owner, LOCK_WAITER | BLOCKS);
  if (holderOf(memory) === owner) {
    throw new Error(`Lock '${memory.name}' is held by this thread already: blocking on it would never end`);
  }
  assertMayBlock(memory, `acquireSync() of lock '${memory.name}'`, 'await acquire()');
  waiter.story = memory.journal?.wants(waiter);
  try {
    for (let word = standInLine(waiter); !take(waiter); word = standInLine(waiter)) sleepSync(waiter, word);
  } finally {
    leaveLine(waiter, false);
  }
}

/** Frees the lock and wakes the one who has waited longest, if any waits. */
export function freeLock(memory: Memory): void {
  if (memory.journal !== undefined) memory.journal.gives(memory);
  const before = memory.atomics.exchange(memory.words, LOCK, 0);
  if (before & CONTENDED) wakeExclusive(memory, FOR_LOCK, TASK_NORMAL, 1);
}

export function holderOf(memory: Memory): number {
  return memory.atomics.load(memory.words, LOCK) & ~CONTENDED;
}

/** Takes the lock, or marks it so that its holder wakes somebody. */
function take({ memory, owner }: Waiter): boolean {
  const { atomics, words, journal } = memory;
  let lock = atomics.load(words, LOCK);
  for (;;) {
    if (lock & CONTENDED) return false;
    const seen = atomics.compareExchange(
      words,
      LOCK,
      lock,
      lock === 0 ? owner | CONTENDED : lock | CONTENDED,
    );
    if (seen === lock && lock === 0) journal?.took(memory);
    if (seen === lock) return lock === 0;
    lock = seen;
  }
}
