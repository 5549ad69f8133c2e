import type { ApiEntry } from './entry.js';
import { entries, type Facts } from './kernel-build.js';

type Kind = NonNullable<ApiEntry['lockKind']>;
type LockFacts = Facts & { readonly argument?: false };

const NO_ARGUMENT: LockFacts = { argument: false };
const STREAM = ['', '_irq', '_irqsave', '_irqsave_nested'];

const WHAT: Record<Kind, string> = {
  spin: 'a spinlock: no sleep while it is held',
  'raw-spin': 'a raw spinlock: no sleep while it is held',
  'rw-spin': 'a spinning reader-writer lock: no sleep while it is held',
  mutex: 'a mutex: may sleep',
  rwsem: 'a reader-writer semaphore: may sleep',
  rcu: 'an RCU read section: no sleep inside',
  srcu: 'a sleepable RCU read section',
  semaphore: 'a semaphore: may sleep',
  irq: 'the right to run without interrupts: no sleep inside',
  preempt: 'the right to run without preemption or bottom halves: no sleep inside',
  socket: 'the lock of a socket: may sleep',
};

/** Mutual exclusion: what is held decides whether a test may come before the state, and whether one may sleep. */
export const lockEntries: readonly ApiEntry[] = [
  ...spin('spin', 'spin_lock', 'spin_unlock', 'spin_trylock'),
  ...spin('raw-spin', 'raw_spin_lock', 'raw_spin_unlock', 'raw_spin_trylock'),
  ...nested('spin', 'spin', 'spin_lock'),
  ...nested('raw-spin', 'raw_spin', 'raw_spin_lock'),
  ...readersWriters(),
  ...mutexes(),
  ...semaphores(),
  ...rcu(),
  ...processor(),
  ...wrappers(),
];

function lock(names: string | readonly string[], kind: Kind, facts: LockFacts = {}): readonly ApiEntry[] {
  return row(names, 'lock', kind, 'Takes', facts);
}

function unlock(names: string | readonly string[], kind: Kind, facts: LockFacts = {}): readonly ApiEntry[] {
  return row(names, 'unlock', kind, 'Releases', facts);
}

function tryLock(names: string | readonly string[], kind: Kind, facts: LockFacts = {}): readonly ApiEntry[] {
  return row(names, 'try-lock', kind, 'Takes, if it is free,', { result: 'bool', ...facts });
}

function row(
  names: string | readonly string[],
  action: 'lock' | 'unlock' | 'try-lock',
  lockKind: Kind,
  verb: string,
  { argument, ...facts }: LockFacts,
): readonly ApiEntry[] {
  const common: Facts = {
    ...(argument !== false && { lock: { arg: 0, address: 'pointer' } }),
    lockKind,
    ...facts,
  };
  return entries(
    typeof names === 'string' ? [names] : names,
    action,
    'lock',
    `${verb} ${WHAT[lockKind]}.`,
    common,
  );
}

/** `lock`, `lock_irq`, `lock_bh`, `lock_irqsave` with their counterparts. */
function spin(kind: Kind, take: string, release: string, attempt: string): readonly ApiEntry[] {
  const flags = ['', '_irq', '_bh'];
  return [
    ...lock(
      [...flags, '_irqsave'].map((flag) => `${take}${flag}`),
      kind,
    ),
    ...unlock(
      [...flags, '_irqrestore'].map((flag) => `${release}${flag}`),
      kind,
    ),
    ...tryLock(
      [...flags, '_irqsave'].map((flag) => `${attempt}${flag}`),
      kind,
    ),
  ];
}

function nested(kind: Kind, prefix: string, take: string): readonly ApiEntry[] {
  return lock([`${take}_nested`, `${prefix}_lock_irqsave_nested`, `${prefix}_lock_nest_lock`], kind);
}

function readersWriters(): readonly ApiEntry[] {
  const forms = ['', '_irq', '_bh'];
  const kind = 'rw-spin';
  return [
    ...['read', 'write'].flatMap((side) => [
      ...lock(
        [...forms, '_irqsave'].map((form) => `${side}_lock${form}`),
        kind,
      ),
      ...unlock(
        [...forms, '_irqrestore'].map((form) => `${side}_unlock${form}`),
        kind,
      ),
      ...tryLock(`${side}_trylock`, kind),
    ]),
    ...tryLock('write_trylock_irqsave', kind),
    ...lock('write_lock_nested', kind),
    ...lock(
      [...forms, '_irqsave'].map((form) => `write_seqlock${form}`),
      'spin',
    ),
    ...unlock(
      [...forms, '_irqrestore'].map((form) => `write_sequnlock${form}`),
      'spin',
    ),
    ...lock(
      [...forms, '_irqsave'].map((form) => `read_seqlock_excl${form}`),
      'spin',
    ),
    ...unlock(
      [...forms, '_irqrestore'].map((form) => `read_sequnlock_excl${form}`),
      'spin',
    ),
    ...lock('bit_spin_lock', 'spin', { lock: { arg: 1, address: 'pointer' } }),
    ...unlock(['bit_spin_unlock', '__bit_spin_unlock'], 'spin', { lock: { arg: 1, address: 'pointer' } }),
    ...tryLock('bit_spin_trylock', 'spin', { lock: { arg: 1, address: 'pointer' } }),
    ...lock('hlist_bl_lock', 'spin'),
    ...unlock('hlist_bl_unlock', 'spin'),
    ...tryLock(['atomic_dec_and_lock', 'atomic_dec_and_lock_irqsave'], 'spin', {
      lock: { arg: 1, address: 'pointer' },
    }),
    ...tryLock(['refcount_dec_and_lock', 'refcount_dec_and_lock_irqsave'], 'spin', {
      lock: { arg: 1, address: 'pointer' },
    }),
  ];
}

function mutexes(): readonly ApiEntry[] {
  const failing: Facts = { result: 'error' };
  return [
    ...lock(
      ['mutex_lock', 'mutex_lock_nested', 'mutex_lock_nest_lock', 'mutex_lock_io', 'mutex_lock_io_nested'],
      'mutex',
    ),
    ...lock(['mutex_lock_interruptible', 'mutex_lock_interruptible_nested'], 'mutex', failing),
    ...lock(['mutex_lock_killable', 'mutex_lock_killable_nested'], 'mutex', failing),
    ...unlock('mutex_unlock', 'mutex'),
    ...tryLock('mutex_trylock', 'mutex'),
    ...tryLock(['atomic_dec_and_mutex_lock', 'refcount_dec_and_mutex_lock'], 'mutex', {
      lock: { arg: 1, address: 'pointer' },
    }),
    ...lock(['rt_mutex_lock', 'rt_mutex_lock_nested', 'rt_mutex_lock_nest_lock'], 'mutex'),
    ...lock(['rt_mutex_lock_interruptible', 'rt_mutex_lock_killable'], 'mutex', failing),
    ...unlock('rt_mutex_unlock', 'mutex'),
    ...tryLock('rt_mutex_trylock', 'mutex'),
    ...lock(
      ['ww_mutex_lock', 'ww_mutex_lock_interruptible', 'ww_mutex_lock_slow_interruptible'],
      'mutex',
      failing,
    ),
    ...lock('ww_mutex_lock_slow', 'mutex'),
    ...unlock('ww_mutex_unlock', 'mutex'),
    ...tryLock('ww_mutex_trylock', 'mutex'),
  ];
}

function semaphores(): readonly ApiEntry[] {
  const failing: Facts = { result: 'error' };
  return [
    ...lock('down', 'semaphore'),
    ...lock(['down_interruptible', 'down_killable', 'down_timeout'], 'semaphore', failing),
    ...tryLock('down_trylock', 'semaphore', failing),
    ...unlock('up', 'semaphore'),
    ...['read', 'write'].flatMap((side) => [
      ...lock([`down_${side}`, `down_${side}_nested`], 'rwsem'),
      ...lock([`down_${side}_killable`, `down_${side}_killable_nested`], 'rwsem', failing),
      ...tryLock(`down_${side}_trylock`, 'rwsem'),
      ...unlock(`up_${side}`, 'rwsem'),
      ...lock(`percpu_down_${side}`, 'rwsem'),
      ...unlock(`percpu_up_${side}`, 'rwsem'),
    ]),
    ...lock('down_read_interruptible', 'rwsem', failing),
    ...lock(['down_read_non_owner', 'down_write_nest_lock'], 'rwsem'),
    ...unlock('up_read_non_owner', 'rwsem'),
    ...tryLock('percpu_down_read_trylock', 'rwsem'),
  ];
}

function rcu(): readonly ApiEntry[] {
  const flavours = ['', '_bh', '_sched', '_sched_notrace'];
  const second: Facts = { lock: { arg: 0, address: 'pointer' } };
  return [
    ...lock(
      [...flavours.map((flavour) => `rcu_read_lock${flavour}`), 'rcu_read_lock_dont_migrate'],
      'rcu',
      NO_ARGUMENT,
    ),
    ...unlock(
      [...flavours.map((flavour) => `rcu_read_unlock${flavour}`), 'rcu_read_unlock_migrate'],
      'rcu',
      NO_ARGUMENT,
    ),
    ...lock('rcu_read_lock_trace', 'srcu', NO_ARGUMENT),
    ...unlock('rcu_read_unlock_trace', 'srcu', NO_ARGUMENT),
    ...lock(
      ['srcu_read_lock', 'srcu_read_lock_nmisafe', 'srcu_read_lock_notrace', 'srcu_down_read'],
      'srcu',
      second,
    ),
    ...unlock(
      ['srcu_read_unlock', 'srcu_read_unlock_nmisafe', 'srcu_read_unlock_notrace', 'srcu_up_read'],
      'srcu',
      second,
    ),
  ];
}

function processor(): readonly ApiEntry[] {
  const perCpu = ['', '_irq'];
  return [
    ...lock(
      ['local_irq_disable', 'local_irq_save', 'raw_local_irq_disable', 'raw_local_irq_save'],
      'irq',
      NO_ARGUMENT,
    ),
    ...unlock(
      ['local_irq_enable', 'local_irq_restore', 'raw_local_irq_enable', 'raw_local_irq_restore'],
      'irq',
      NO_ARGUMENT,
    ),
    ...lock(
      ['preempt_disable', 'preempt_disable_notrace', 'local_bh_disable', 'get_cpu'],
      'preempt',
      NO_ARGUMENT,
    ),
    ...unlock(
      ['preempt_enable', 'preempt_enable_notrace', 'preempt_enable_no_resched', 'local_bh_enable', 'put_cpu'],
      'preempt',
      NO_ARGUMENT,
    ),
    ...lock(
      [...perCpu, '_irqsave', '_nested_bh'].map((form) => `local_lock${form}`),
      'preempt',
    ),
    ...unlock(
      [...perCpu, '_irqrestore', '_nested_bh'].map((form) => `local_unlock${form}`),
      'preempt',
    ),
  ];
}

/** Well-known wrappers whose body is in another file. */
function wrappers(): readonly ApiEntry[] {
  const failing: Facts = { result: 'error' };
  return [
    ...lock(
      ['lock_sock', 'lock_sock_nested', 'lock_sock_fast', 'lock_sock_fast_nested', 'sockopt_lock_sock'],
      'socket',
    ),
    ...unlock(['release_sock', 'unlock_sock_fast', 'sockopt_release_sock'], 'socket'),
    ...lock(['bh_lock_sock', 'bh_lock_sock_nested', 'task_lock'], 'spin'),
    ...unlock(['bh_unlock_sock', 'task_unlock'], 'spin'),
    ...lock(
      STREAM.map((form) => `snd_pcm_stream_lock${form}`),
      'spin',
    ),
    ...unlock(
      ['', '_irq', '_irqrestore'].map((form) => `snd_pcm_stream_unlock${form}`),
      'spin',
    ),
    ...lock('rtnl_lock', 'mutex', NO_ARGUMENT),
    ...lock('rtnl_lock_killable', 'mutex', { ...NO_ARGUMENT, ...failing }),
    ...tryLock('rtnl_trylock', 'mutex', NO_ARGUMENT),
    ...unlock('rtnl_unlock', 'mutex', NO_ARGUMENT),
    ...lock('console_lock', 'semaphore', NO_ARGUMENT),
    ...tryLock('console_trylock', 'semaphore', NO_ARGUMENT),
    ...unlock('console_unlock', 'semaphore', NO_ARGUMENT),
    ...lock(['device_lock', 'wiphy_lock'], 'mutex'),
    ...lock('device_lock_interruptible', 'mutex', failing),
    ...tryLock('device_trylock', 'mutex'),
    ...unlock(['device_unlock', 'wiphy_unlock'], 'mutex'),
    ...lock(['inode_lock', 'inode_lock_nested', 'inode_lock_shared', 'inode_lock_shared_nested'], 'rwsem'),
    ...tryLock(['inode_trylock', 'inode_trylock_shared'], 'rwsem'),
    ...unlock(['inode_unlock', 'inode_unlock_shared'], 'rwsem'),
    ...lock(['mmap_read_lock', 'mmap_write_lock', 'i_mmap_lock_read', 'i_mmap_lock_write'], 'rwsem'),
    ...lock(['mmap_read_lock_killable', 'mmap_write_lock_killable'], 'rwsem', failing),
    ...tryLock(['mmap_read_trylock', 'i_mmap_trylock_read', 'i_mmap_trylock_write'], 'rwsem'),
    ...unlock(
      ['mmap_read_unlock', 'mmap_write_unlock', 'i_mmap_unlock_read', 'i_mmap_unlock_write'],
      'rwsem',
    ),
    ...lock('cpus_read_lock', 'rwsem', NO_ARGUMENT),
    ...unlock('cpus_read_unlock', 'rwsem', NO_ARGUMENT),
  ];
}

const GUARDED: readonly (readonly [string, string])[] = [
  ['mutex', 'mutex_lock'],
  ['mutex_try', 'mutex_trylock'],
  ['mutex_intr', 'mutex_lock_interruptible'],
  ['spinlock', 'spin_lock'],
  ['spinlock_try', 'spin_trylock'],
  ['spinlock_irq', 'spin_lock_irq'],
  ['spinlock_irq_try', 'spin_trylock_irq'],
  ['spinlock_bh', 'spin_lock_bh'],
  ['spinlock_bh_try', 'spin_trylock_bh'],
  ['spinlock_irqsave', 'spin_lock_irqsave'],
  ['spinlock_irqsave_try', 'spin_trylock_irqsave'],
  ['raw_spinlock', 'raw_spin_lock'],
  ['raw_spinlock_try', 'raw_spin_trylock'],
  ['raw_spinlock_nested', 'raw_spin_lock_nested'],
  ['raw_spinlock_irq', 'raw_spin_lock_irq'],
  ['raw_spinlock_irq_try', 'raw_spin_trylock_irq'],
  ['raw_spinlock_bh', 'raw_spin_lock_bh'],
  ['raw_spinlock_bh_try', 'raw_spin_trylock_bh'],
  ['raw_spinlock_irqsave', 'raw_spin_lock_irqsave'],
  ['raw_spinlock_irqsave_try', 'raw_spin_trylock_irqsave'],
  ['read_lock', 'read_lock'],
  ['read_lock_irq', 'read_lock_irq'],
  ['read_lock_irqsave', 'read_lock_irqsave'],
  ['write_lock', 'write_lock'],
  ['write_lock_irq', 'write_lock_irq'],
  ['write_lock_irqsave', 'write_lock_irqsave'],
  ['rwsem_read', 'down_read'],
  ['rwsem_read_try', 'down_read_trylock'],
  ['rwsem_read_intr', 'down_read_interruptible'],
  ['rwsem_write', 'down_write'],
  ['rwsem_write_try', 'down_write_trylock'],
  ['rcu', 'rcu_read_lock'],
  ['srcu', 'srcu_read_lock'],
  ['irq', 'local_irq_disable'],
  ['irqsave', 'local_irq_save'],
  ['preempt', 'preempt_disable'],
  ['preempt_notrace', 'preempt_disable_notrace'],
  ['local_lock', 'local_lock'],
  ['local_lock_irq', 'local_lock_irq'],
  ['local_lock_irqsave', 'local_lock_irqsave'],
  ['local_lock_nested_bh', 'local_lock_nested_bh'],
  ['task_lock', 'task_lock'],
  ['rtnl', 'rtnl_lock'],
  ['console_lock', 'console_lock'],
  ['device', 'device_lock'],
  ['wiphy', 'wiphy_lock'],
  ['cpus_read_lock', 'cpus_read_lock'],
  ['pcm_stream_lock', 'snd_pcm_stream_lock'],
  ['pcm_stream_lock_irq', 'snd_pcm_stream_lock_irq'],
  ['pcm_stream_lock_irqsave', 'snd_pcm_stream_lock_irqsave'],
];

/**
 * Lock classes of `guard(class)(…)` and `scoped_guard(class, …)`, and the call each stands for. A guard unlocks by itself
 * at the end of its block.
 */
export const guardClasses: ReadonlyMap<string, ApiEntry> = guards();

function guards(): ReadonlyMap<string, ApiEntry> {
  const byName = new Map(lockEntries.map((one) => [one.name, one]));
  return new Map(
    GUARDED.flatMap(([guard, call]) => {
      const found = byName.get(call);
      return found ? [[guard, found] as const] : [];
    }),
  );
}
