import type { ApiEntry } from './entry.js';

/** How an entry may put the calling task to sleep; undefined when it never does. */
export function sleepOf({
  action,
  lockKind,
  flags,
  pause,
  name,
}: ApiEntry): 'always' | 'by-argument' | undefined {
  if (action === 'lock') return lockKind && SLEEPING_LOCKS.has(lockKind) ? 'always' : undefined;
  if (action === 'set-handler') return ALLOCATES.test(name) ? 'always' : undefined;
  if (action === 'may-sleep') return (flags ?? pause) === undefined ? 'always' : 'by-argument';
  return SLEEPING.has(action) && !UNCERTAIN.has(name) ? 'always' : undefined;
}

/** Setting up an interrupt allocates with GFP_KERNEL and takes a mutex. */
const ALLOCATES = /^(devm_|pci_)?request_(threaded_|percpu_)?irq$/;

/** Whether holding such a lock forbids sleeping. */
export function isAtomicLock({ lockKind }: ApiEntry): boolean {
  return lockKind !== undefined && ATOMIC_LOCKS.has(lockKind);
}

/** For a call that sleeps `by-argument`: whether what it is `given` lets it sleep; false where that is not seen. */
export function letsSleep({ flags, pause }: ApiEntry, given: readonly (string | undefined)[]): boolean {
  if (pause !== undefined) return SLEEPING_PAUSE.test(given[pause]?.trim() ?? '');
  const text = given[flags!] ?? '';
  return SLEEPING_FLAGS.test(text) && /^[\s()|\w]+$/.test(text);
}

/** Microseconds that are not 0: a number, a constant, or what is worked out from them. */
const SLEEPING_PAUSE = /^(?!0[uUlL]*$)[\dA-Z][\dA-Z_uUlLx*/+() ]*$/;

/** Allocation flags that let the allocator sleep: those that hold __GFP_DIRECT_RECLAIM. */
export const SLEEPING_FLAGS = /\bGFP_(KERNEL|KERNEL_ACCOUNT|NOFS|NOIO|USER|HIGHUSER|HIGHUSER_MOVABLE)\b/;

const SLEEPING: ReadonlySet<string> = new Set<ApiEntry['action']>([
  'sleep',
  'state-sleep',
  'wait',
  'woken',
  'sleep-on',
  'compare-sleep',
  'delay',
]);

/** Made for callers with preemption off, or short enough to spin. */
const UNCERTAIN: ReadonlySet<string> = new Set(['schedule_preempt_disabled', 'schedule_rtlock', 'fsleep']);

type Kind = NonNullable<ApiEntry['lockKind']>;

const SLEEPING_LOCKS: ReadonlySet<Kind> = new Set<Kind>(['mutex', 'rwsem', 'semaphore', 'socket']);
const ATOMIC_LOCKS: ReadonlySet<Kind> = new Set<Kind>([
  'spin',
  'raw-spin',
  'rw-spin',
  'rcu',
  'irq',
  'preempt',
]);
