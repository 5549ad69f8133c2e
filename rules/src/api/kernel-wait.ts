import type { ApiEntry } from './entry.js';
import { camelCase, entries, entry, type Facts, parameters } from './kernel-build.js';

const QUEUE: Facts = parameters('Q');
const QUEUE_AND_ENTRY: Facts = parameters('Q w');

/** What include/linux/wait.h declares besides the wait_event family. */
export const waitEntries: readonly ApiEntry[] = [...storage(), ...joining(), ...wakeUps(), ...queries()];

function storage(): readonly ApiEntry[] {
  const head: Facts = { queue: { arg: 0, address: 'name' }, counterpart: 'WaitQueue' };
  const named: Facts = { entry: { arg: 0, address: 'name' }, counterpart: 'WaitEntry' };
  const pointed: Facts = { entry: { arg: 0, address: 'pointer' }, counterpart: 'WaitEntry' };
  return [
    entry('DECLARE_WAIT_QUEUE_HEAD', 'declare-queue', 'wait', 'Declares and initialises a wait queue.', head),
    entry(
      'DECLARE_WAIT_QUEUE_HEAD_ONSTACK',
      'declare-queue',
      'wait',
      'Declares and initialises a wait queue on the stack, with a lock class of its own.',
      { ...head, onStack: true },
    ),
    entry('__WAIT_QUEUE_HEAD_INITIALIZER', 'init-queue', 'wait', 'Initialiser for a wait queue.', {
      queue: { arg: 0, address: 'value' },
      counterpart: 'WaitQueue',
    }),
    entry(
      '__WAIT_QUEUE_HEAD_INIT_ONSTACK',
      'init-queue',
      'wait',
      'Initialiser for a wait queue on the stack.',
      {
        queue: { arg: 0, address: 'value' },
        onStack: true,
        counterpart: 'WaitQueue',
      },
    ),
    ...entries(
      ['init_waitqueue_head', '__init_waitqueue_head'],
      'init-queue',
      'wait',
      'Makes a wait queue ready for use; nobody may be on it.',
      { ...QUEUE, counterpart: 'WaitQueue' },
    ),
    entry(
      'DEFINE_WAIT',
      'declare-entry',
      'wait',
      'Declares an entry for the current task; it leaves the queue by itself when woken.',
      { ...named, autoremove: true },
    ),
    entry(
      'DEFINE_WAIT_FUNC',
      'declare-entry',
      'wait',
      'Declares an entry for the current task with a wake function of its own.',
      named,
    ),
    entry(
      'DECLARE_WAITQUEUE',
      'declare-entry',
      'wait',
      'Declares an entry for a task; it stays on the queue until remove_wait_queue.',
      { ...named, task: 1 },
    ),
    entry(
      'init_wait',
      'init-entry',
      'wait',
      'Makes an entry for the current task; it leaves the queue by itself when woken.',
      {
        ...pointed,
        autoremove: true,
      },
    ),
    entry(
      'init_wait_entry',
      'init-entry',
      'wait',
      'Makes an entry for the current task with flags; it leaves the queue by itself when woken.',
      { ...pointed, autoremove: true },
    ),
    entry(
      'init_waitqueue_entry',
      'init-entry',
      'wait',
      'Makes an entry for a task; it stays on the queue until remove_wait_queue.',
      { ...pointed, task: 1 },
    ),
    entry(
      'init_waitqueue_func_entry',
      'init-entry',
      'wait',
      'Makes an entry that runs a function when woken; it stays on the queue until remove_wait_queue.',
      pointed,
    ),
  ];
}

function joining(): readonly ApiEntry[] {
  const adds = (name: string, how: string, facts: Facts = {}): readonly ApiEntry[] =>
    joinNames(name).map((full) =>
      entry(full, 'register', 'wait', `Puts an entry ${how}; sets no state.`, {
        ...QUEUE_AND_ENTRY,
        ...facts,
        ...(full.startsWith('__') && { queueLocked: true }),
        counterpart: camelCase(name),
      }),
    );
  const prepare: Facts = { ...parameters('Q w s'), arms: true, fenced: true };
  return [
    ...adds('add_wait_queue', 'at the front of a queue'),
    ...adds('add_wait_queue_exclusive', 'at a place where a wake-up counts it', { exclusive: true }),
    ...adds('add_wait_queue_priority', 'before all others, exclusively', { exclusive: true }),
    ...adds('__add_wait_queue_entry_tail', 'at the tail of a queue whose lock is held'),
    ...adds(
      '__add_wait_queue_entry_tail_exclusive',
      'exclusively at the tail of a queue whose lock is held',
      {
        exclusive: true,
      },
    ),
    ...['remove_wait_queue', '__remove_wait_queue'].map((name) =>
      entry(
        name,
        'finish',
        'wait',
        'Takes an entry off its queue and leaves the state alone; once only, it is not idempotent.',
        {
          ...QUEUE_AND_ENTRY,
          ...(name.startsWith('__') && { queueLocked: true }),
          counterpart: 'removeWaitQueue',
        },
      ),
    ),
    entry(
      'prepare_to_wait',
      'register',
      'wait',
      'Puts an entry on a queue unless it is there, and sets the sleeping state.',
      { ...prepare, counterpart: 'prepareToWait' },
    ),
    entry(
      'prepare_to_wait_exclusive',
      'register',
      'wait',
      'Puts an exclusive entry at the tail unless it is there, and sets the sleeping state; result: the queue was empty.',
      { ...prepare, exclusive: true, result: 'bool', counterpart: 'prepareToWaitExclusive' },
    ),
    entry(
      'prepare_to_wait_event',
      'register',
      'wait',
      'Like prepare_to_wait, but with a signal pending takes the entry off, leaves the state and answers -ERESTARTSYS.',
      { ...prepare, result: 'error', counterpart: 'prepareToWait' },
    ),
    entry(
      'finish_wait',
      'finish',
      'wait',
      'Sets the running state and takes the entry off its queue if it is still there; may be repeated.',
      { ...QUEUE_AND_ENTRY, arms: true, counterpart: 'finishWait' },
    ),
    entry(
      'wait_woken',
      'woken',
      'wait',
      'Sleeps unless the entry was woken since the last call; result: jiffies left.',
      {
        ...parameters('w s t'),
        result: 'time-left',
        counterpart: 'waitWoken',
      },
    ),
  ];
}

function joinNames(name: string): readonly string[] {
  const plain = name.startsWith('__') || name.endsWith('_priority');
  return plain ? [name] : [name, `__${name}`];
}

function wakeUps(): readonly ApiEntry[] {
  const one = 'every non-exclusive waiter and one exclusive waiter';
  const row = (name: string, who: string, facts: Facts = {}): ApiEntry =>
    entry(name, 'wake', 'wait', `Wakes ${who}.`, { ...QUEUE, counterpart: camelCase(name), ...facts });
  const internal = (name: string, counterpart: string, facts: Facts = {}): ApiEntry =>
    row(name, 'the waiters in the given states, with the given key', { counterpart, ...facts });
  const sleeping = 'in interruptible sleep';
  return [
    row('wake_up', one),
    row('wake_up_nr', 'every non-exclusive waiter and the given number of exclusive ones'),
    row('wake_up_all', 'every waiter'),
    row('wake_up_sync', `${one}, without giving up the processor`),
    row('wake_up_locked', `${one} of a queue whose lock is held`, { queueLocked: true }),
    row('wake_up_all_locked', 'every waiter of a queue whose lock is held', { queueLocked: true }),
    row('wake_up_interruptible', `${one} ${sleeping}`),
    row('wake_up_interruptible_nr', `the waiters ${sleeping}, of exclusive ones the given number`),
    row('wake_up_interruptible_all', `every waiter ${sleeping}`),
    row('wake_up_interruptible_sync', `${one} ${sleeping}, without giving up the processor`),
    row('wake_up_poll', `${one}, with poll events as the key`, { counterpart: 'wakeUpKey' }),
    row('wake_up_locked_poll', `${one} of a queue whose lock is held, with poll events as the key`, {
      counterpart: 'wakeUpKey',
      queueLocked: true,
    }),
    row('wake_up_interruptible_poll', `${one} ${sleeping}, with poll events as the key`, {
      counterpart: 'wakeUpKey',
    }),
    row('wake_up_interruptible_sync_poll', `${one} ${sleeping}, with poll events as the key`, {
      counterpart: 'wakeUpKey',
    }),
    row(
      'wake_up_interruptible_sync_poll_locked',
      `${one} ${sleeping} of a queue whose lock is held, with poll events as the key`,
      { counterpart: 'wakeUpKey', queueLocked: true },
    ),
    row('wake_up_poll_on_current_cpu', `${one} on this processor, with poll events as the key`, {
      counterpart: 'wakeUpKey',
    }),
    row('wake_up_pollfree', 'everybody who polls a queue that is about to go away', {
      counterpart: 'wakeUpAll',
    }),
    internal('__wake_up', 'wakeUpNr'),
    internal('__wake_up_sync', 'wakeUpSync'),
    internal('__wake_up_sync_key', 'wakeUpSync'),
    internal('__wake_up_on_current_cpu', 'wakeUpKey'),
    internal('__wake_up_pollfree', 'wakeUpAll'),
    internal('__wake_up_locked', 'wakeUpLocked', { queueLocked: true }),
    internal('__wake_up_locked_key', 'wakeUpLocked', { queueLocked: true }),
    internal('__wake_up_locked_sync_key', 'wakeUpLocked', { queueLocked: true }),
    internal('__wake_up_locked_key_bookmark', 'wakeUpLocked', { queueLocked: true }),
  ];
}

function queries(): readonly ApiEntry[] {
  const facts: Facts = { ...QUEUE, result: 'bool' };
  return [
    entry(
      'waitqueue_active',
      'query',
      'wait',
      'Asks whether anybody is on the queue; needs a full barrier after the update before it.',
      { ...facts, counterpart: 'waitQueueActive' },
    ),
    entry(
      'wq_has_sleeper',
      'query',
      'wait',
      'Asks whether anybody is on the queue, with the full barrier that makes the answer reliable.',
      { ...facts, fenced: true, counterpart: 'wqHasSleeper' },
    ),
    entry('wq_has_single_sleeper', 'query', 'wait', 'Asks whether exactly one entry is on the queue.', {
      ...facts,
      counterpart: 'wqHasSingleSleeper',
    }),
  ];
}
