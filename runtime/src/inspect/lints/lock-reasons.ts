import type { Task } from '../../task.js';
import { currentThread } from '../../threads/thread-id.js';
import type { Evidence } from '../findings.js';
import type { WatchedLock } from '../locks.js';
import type { LockUser } from '../registry.js';
import type { SeenLock, SharedLocks } from '../shared-locks.js';
import { userName } from '../shared-locks.js';
import { taskNumber } from '../task-numbers.js';
import type { Scene, Sleeper } from './sleepers.js';

/** A task, or a thread as a whole: what it does where no task is known. */
export interface Party {
  readonly key: string;
  readonly threadId: number;
  /** Empty for a thread. */
  readonly task: string;
}

/** Why one party can't go on before another has. */
export interface Reason {
  readonly on: Party;
  readonly evidence: Evidence;
  readonly isLock: boolean;
}

/** Who waits for whom. */
export class Reasons {
  readonly parties = new Map<string, Party>();
  readonly #byParty = new Map<string, Reason[]>();

  add(party: Party, reason: Reason): void {
    for (const one of [party, reason.on]) this.parties.set(one.key, one);
    this.#byParty.set(party.key, [...(this.#byParty.get(party.key) ?? []), reason]);
  }

  /** Its own, and those for which its whole thread waits. */
  of({ key, threadId }: Party): readonly Reason[] {
    const own = this.#byParty.get(key) ?? [];
    const ofThread = threadParty(threadId);
    return ofThread.key === key ? own : [...own, ...(this.#byParty.get(ofThread.key) ?? [])];
  }
}

export function reasonsIn({ hub, sleepers }: Scene): Reasons {
  const reasons = new Reasons();
  for (const lock of hub.locks.contended) addLock(lock, reasons);
  for (const lock of lastingIn(hub.sharedLocks)) addShared(lock, reasons);
  const tasks = [...reasons.parties.values()];
  for (const sleeper of sleepers) {
    addSleeper(sleeper, tasks, reasons);
    addBlocked(sleeper, reasons);
  }
  return reasons;
}

/**
 * Threads run on while their locks are read one by one. What two looks find alike, each hold by its number and each
 * wait by its own, was all there at one moment: the one between them.
 */
function lastingIn(locks: SharedLocks): readonly SeenLock[] {
  const before = new Map(locks.all().map((lock) => [lock.id, lock]));
  return locks.all().flatMap((lock) => {
    const first = before.get(lock.id);
    if (!lock.holder || lock.hold === 0 || first?.hold !== lock.hold) return [];
    const waited = new Set(first.wanted.map(({ serial }) => serial));
    return [{ ...lock, wanted: lock.wanted.filter(({ serial }) => serial !== 0 && waited.has(serial)) }];
  });
}

function addLock({ holder, wanted, id, name }: WatchedLock, reasons: Reasons): void {
  if (!holder) return;
  for (const task of wanted) {
    if (!task || task === holder) continue;
    const what = `wants ${called(id, name)}, which task '${holder.name}' holds`;
    reasons.add(taskParty(task), {
      on: taskParty(holder),
      isLock: true,
      evidence: { what, task: task.name },
    });
  }
}

function addShared({ id, name, holder, wanted }: SeenLock, reasons: Reasons): void {
  const on = userParty(holder!);
  for (const wanter of wanted) {
    // Who waits without blocking, and is no known task, may be any code of its thread.
    const party = wanter.blocks ? threadParty(wanter.threadId) : userParty(wanter);
    if (party.key === on.key || (!wanter.blocks && wanter.task === 0)) continue;
    const whole = wanter.blocks ? `, and blocks thread ${wanter.threadId}` : '';
    const what = `wants ${called(id, name)}, which ${nameOf(on)} holds${whole}`;
    reasons.add(party, { on, isLock: true, evidence: { what, task: userName(wanter) } });
  }
}

/** The only known waker of its queue is the one it waits for, and nothing else ends its wait. */
function addSleeper(sleeper: Sleeper, parties: readonly Party[], reasons: Reasons): void {
  const { wait, stats, as, shown } = sleeper;
  const [waker, ...others] = stats.wakers ?? [];
  if (!wait?.task || !wait.condition || wait.mayGiveUp || waker === undefined) return;
  const own = currentThread();
  const candidates = parties.filter(({ task, threadId }) => task === waker && threadId === own);
  const party = taskParty(wait.task);
  if (others.length > 0 || candidates.length !== 1 || candidates[0]!.key === party.key) return;
  const what = `sleeps; nobody but task '${waker}' has ever woken queue '${shown.name}'`;
  const evidence = { what, task: as.task, queue: shown.id, waiter: as.id };
  reasons.add(party, { on: candidates[0]!, isLock: false, evidence });
}

/**
 * The same between threads: it blocks its thread, and nobody but one other thread has ever woken its queue. It sleeps now,
 * after the locks were looked at, in the wait it slept in before, so it was there between the two looks at them.
 */
function addBlocked({ queue, waiter, as, shown }: Sleeper, reasons: Reasons): void {
  const waker = queue.onlyWaker?.(waiter);
  if (waker === undefined || as.threadId === undefined || as.threadId === waker) return;
  const what = `sleeps, and blocks thread ${as.threadId}; nobody but thread ${waker} has ever woken queue '${shown.name}'`;
  const evidence = { what, task: as.task, queue: shown.id, waiter: as.id };
  reasons.add(threadParty(as.threadId), { on: threadParty(waker), isLock: false, evidence });
}

/** A party in words: `task 'reader'`, `thread 2`, `task 'reader' of thread 2`. */
export function nameOf({ task, threadId }: Party): string {
  if (task === '') return `thread ${threadId}`;
  return threadId === currentThread() ? `task '${task}'` : `task '${task}' of thread ${threadId}`;
}

function called(id: number, name: string): string {
  return name === `lock ${id}` ? name : `lock '${name}'`;
}

function taskParty(task: Task): Party {
  return { key: `task ${taskNumber(task)}`, threadId: currentThread(), task: task.name };
}

function userParty({ threadId, task, name }: LockUser): Party {
  return task === 0 ? threadParty(threadId) : { key: `task ${task}`, threadId, task: name };
}

function threadParty(threadId: number): Party {
  return { key: `thread ${threadId}`, threadId, task: '' };
}
