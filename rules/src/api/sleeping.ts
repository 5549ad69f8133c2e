import type { ApiEntry } from './entry.js';

/** How an entry may put the calling task to sleep; undefined when it never does. */
export function sleepOf({ action, lockKind, flags, name }: ApiEntry): 'always' | 'by-flags' | undefined {
  if (action === 'lock') return lockKind && SLEEPING_LOCKS.has(lockKind) ? 'always' : undefined;
  if (action === 'set-handler') return ALLOCATES.test(name) ? 'always' : undefined;
  if (action === 'may-sleep') return flags === undefined ? 'always' : 'by-flags';
  return SLEEPING.has(action) && !UNCERTAIN.has(name) ? 'always' : undefined;
}

/** Setting up an interrupt allocates with GFP_KERNEL and takes a mutex. */
const ALLOCATES = /^(devm_|pci_)?request_(threaded_|percpu_)?irq$/;

/** Whether holding such a lock forbids sleeping. */
export function isAtomicLock({ lockKind }: ApiEntry): boolean {
  return lockKind !== undefined && ATOMIC_LOCKS.has(lockKind);
}

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
