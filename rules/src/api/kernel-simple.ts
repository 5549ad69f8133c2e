import type { ApiEntry } from './entry.js';
import { entries, entry, parameters, resultDoc, type Facts } from './kernel-build.js';

/** What include/linux/swait.h, completion.h, wait_bit.h and rcuwait.h declare. */
export const simpleEntries: readonly ApiEntry[] = [
  ...simpleStorage(),
  ...simpleProtocol(),
  ...simpleEvents(),
  ...completionStorage(),
  ...completionWaits(),
  ...bitWaits(),
  ...bitWakeUps(),
  ...varWaits(),
  ...rcuwait(),
];

function simpleStorage(): readonly ApiEntry[] {
  const head: Facts = { queue: { arg: 0, address: 'name' }, counterpart: 'SimpleWaitQueue' };
  return [
    entry(
      'DECLARE_SWAIT_QUEUE_HEAD',
      'declare-queue',
      'swait',
      'Declares and initialises a simple queue.',
      head,
    ),
    entry(
      'DECLARE_SWAIT_QUEUE_HEAD_ONSTACK',
      'declare-queue',
      'swait',
      'Declares and initialises a simple queue on the stack, with a lock class of its own.',
      { ...head, onStack: true },
    ),
    entry('__SWAIT_QUEUE_HEAD_INITIALIZER', 'init-queue', 'swait', 'Initialiser for a simple queue.', {
      queue: { arg: 0, address: 'value' },
      counterpart: 'SimpleWaitQueue',
    }),
    entry(
      '__SWAIT_QUEUE_HEAD_INIT_ONSTACK',
      'init-queue',
      'swait',
      'Initialiser for a simple queue on the stack.',
      {
        queue: { arg: 0, address: 'value' },
        onStack: true,
        counterpart: 'SimpleWaitQueue',
      },
    ),
    ...entries(
      ['init_swait_queue_head', '__init_swait_queue_head'],
      'init-queue',
      'swait',
      'Makes a simple queue ready for use; nobody may be on it.',
      { ...parameters('Q'), counterpart: 'SimpleWaitQueue' },
    ),
    entry(
      'DECLARE_SWAITQUEUE',
      'declare-entry',
      'swait',
      'Declares a waiter of simple queues for the current task; a wake-up takes it off the queue.',
      { entry: { arg: 0, address: 'name' }, autoremove: true, counterpart: 'SimpleWaiter' },
    ),
  ];
}

function simpleProtocol(): readonly ApiEntry[] {
  const prepare: Facts = {
    ...parameters('Q w s'),
    arms: true,
    fenced: true,
    exclusive: true,
    counterpart: 'swaitPrepare',
  };
  const wake = (name: string, doc: string, counterpart: string, facts: Facts = {}): ApiEntry =>
    entry(name, 'wake', 'swait', doc, { ...parameters('Q'), counterpart, ...facts });
  return [
    entry(
      'prepare_to_swait_exclusive',
      'register',
      'swait',
      'Joins a simple queue at the tail unless already there, and sets the sleeping state.',
      prepare,
    ),
    entry(
      'prepare_to_swait_event',
      'register',
      'swait',
      'Joins a simple queue and sets the state; with a signal pending leaves it and answers -ERESTARTSYS.',
      { ...prepare, result: 'error' },
    ),
    entry(
      'finish_swait',
      'finish',
      'swait',
      'Sets the running state and leaves a simple queue; may be repeated.',
      {
        ...parameters('Q w'),
        arms: true,
        counterpart: 'swaitFinish',
      },
    ),
    entry(
      '__finish_swait',
      'finish',
      'swait',
      'Sets the running state and leaves a simple queue whose lock is held.',
      {
        ...parameters('Q w'),
        arms: true,
        queueLocked: true,
        counterpart: 'swaitFinish',
      },
    ),
    wake('swake_up_one', 'Wakes the first waiter of a simple queue and takes it off.', 'swakeUp'),
    wake('swake_up_all', 'Wakes every waiter of a simple queue; not from interrupt context.', 'swakeUpAll'),
    wake('swake_up_locked', 'Wakes the first waiter of a simple queue whose lock is held.', 'swakeUp', {
      queueLocked: true,
    }),
    entry(
      'swait_active',
      'query',
      'swait',
      'Asks whether anybody is on a simple queue; needs a full barrier after the update before it.',
      { ...parameters('Q'), result: 'bool', counterpart: 'swaitActive' },
    ),
    entry(
      'swq_has_sleeper',
      'query',
      'swait',
      'Asks whether anybody is on a simple queue, after a full barrier.',
      {
        ...parameters('Q'),
        result: 'bool',
        fenced: true,
        counterpart: 'swaitActive',
      },
    ),
  ];
}

function simpleEvents(): readonly ApiEntry[] {
  const row = (name: string, list: string, counterpart: string, facts: Facts): ApiEntry =>
    entry(
      name,
      'wait',
      'swait',
      `Sleeps on a simple queue until the condition holds${resultDoc(facts.result)}.`,
      {
        ...parameters(list),
        exclusive: true,
        counterpart,
        ...facts,
      },
    );
  const plain: Facts = { state: 'uninterruptible', result: 'none' };
  const timed: Facts = { state: 'uninterruptible', result: 'time-left' };
  const interruptible: Facts = { state: 'interruptible', result: 'error' };
  const both: Facts = { state: 'interruptible', result: 'time-left-or-error' };
  const idle: Facts = { state: 'idle', result: 'none' };
  const idleTimed: Facts = { state: 'idle', result: 'time-left' };
  return [
    row('swait_event_exclusive', 'q c', 'swaitEvent', plain),
    row('swait_event_timeout_exclusive', 'q c t', 'swaitEventTimeout', timed),
    row('swait_event_interruptible_exclusive', 'q c', 'swaitEventInterruptible', interruptible),
    row('swait_event_interruptible_timeout_exclusive', 'q c t', 'swaitEventInterruptibleTimeout', both),
    row('swait_event_idle_exclusive', 'q c', 'swaitEventIdle', idle),
    row('swait_event_idle_timeout_exclusive', 'q c t', 'swaitEventIdleTimeout', idleTimed),
    row('___swait_event', 'q c s', 'swaitEvent', { result: 'error' }),
    row('__swait_event', 'q c', 'swaitEvent', plain),
    row('__swait_event_timeout', 'q c t', 'swaitEventTimeout', timed),
    row('__swait_event_interruptible', 'q c', 'swaitEventInterruptible', interruptible),
    row('__swait_event_interruptible_timeout', 'q c t', 'swaitEventInterruptibleTimeout', both),
    row('__swait_event_idle', 'q c', 'swaitEventIdle', idle),
    row('__swait_event_idle_timeout', 'q c t', 'swaitEventIdleTimeout', idleTimed),
  ];
}

function completionStorage(): readonly ApiEntry[] {
  const named: Facts = { queue: { arg: 0, address: 'name' } };
  const value: Facts = { queue: { arg: 0, address: 'value' } };
  return [
    entry(
      'DECLARE_COMPLETION',
      'declare-queue',
      'completion',
      'Declares a completion that is not done.',
      named,
    ),
    ...entries(
      ['DECLARE_COMPLETION_ONSTACK', 'DECLARE_COMPLETION_ONSTACK_MAP'],
      'declare-queue',
      'completion',
      'Declares a completion on the stack, with a lock class of its own.',
      { ...named, onStack: true },
    ),
    entry('COMPLETION_INITIALIZER', 'init-queue', 'completion', 'Initialiser for a completion.', value),
    ...entries(
      ['COMPLETION_INITIALIZER_ONSTACK', 'COMPLETION_INITIALIZER_ONSTACK_MAP'],
      'init-queue',
      'completion',
      'Initialiser for a completion on the stack.',
      { ...value, onStack: true },
    ),
    ...entries(
      ['init_completion', 'init_completion_map'],
      'init-queue',
      'completion',
      'Makes a completion ready for use, not done.',
      parameters('Q'),
    ),
    entry(
      'reinit_completion',
      'init-queue',
      'completion',
      'Makes a done completion not done again.',
      parameters('Q'),
    ),
  ];
}

function completionWaits(): readonly ApiEntry[] {
  const row = (
    suffix: string,
    list: string,
    state: Facts['state'],
    result: NonNullable<Facts['result']>,
  ): ApiEntry =>
    entry(
      `wait_for_completion${suffix}`,
      'wait',
      'completion',
      `Sleeps until the completion is done and takes one of its counts${resultDoc(result)}.`,
      { ...(state && { state }), ...parameters(list), result },
    );
  const wake = (name: string, doc: string): ApiEntry =>
    entry(name, 'wake', 'completion', doc, parameters('Q'));
  return [
    row('', 'Q', 'uninterruptible', 'none'),
    row('_io', 'Q', 'uninterruptible', 'none'),
    row('_interruptible', 'Q', 'interruptible', 'error'),
    row('_killable', 'Q', 'killable', 'error'),
    row('_state', 'Q s', undefined, 'error'),
    row('_timeout', 'Q t', 'uninterruptible', 'time-left'),
    row('_io_timeout', 'Q t', 'uninterruptible', 'time-left'),
    row('_interruptible_timeout', 'Q t', 'interruptible', 'time-left-or-error'),
    row('_killable_timeout', 'Q t', 'killable', 'time-left-or-error'),
    entry(
      'try_wait_for_completion',
      'query',
      'completion',
      'Takes a count if the completion is done; never sleeps.',
      {
        ...parameters('Q'),
        result: 'bool',
      },
    ),
    entry('completion_done', 'query', 'completion', 'Asks whether the completion is done.', {
      ...parameters('Q'),
      result: 'bool',
    }),
    wake('complete', 'Adds one count to a completion and wakes one waiter.'),
    wake('complete_on_current_cpu', 'Adds one count to a completion and wakes one waiter on this processor.'),
    wake('complete_all', 'Makes a completion done for good and wakes every waiter.'),
  ];
}

function bitWaits(): readonly ApiEntry[] {
  const row = (name: string, list: string, what: string): ApiEntry =>
    entry(
      name,
      'wait',
      'bit',
      `Sleeps until ${what}; result: 0, or non-zero when a signal or the action ended it.`,
      {
        ...parameters(list),
        result: 'error',
      },
    );
  const clear = 'the bit is clear';
  const taken = 'the bit was clear, and sets it';
  return [
    row('wait_on_bit', 'Q - s', clear),
    row('wait_on_bit_io', 'Q - s', clear),
    row('wait_on_bit_timeout', 'Q - s t', `${clear} or the time ran out`),
    row('wait_on_bit_action', 'Q - - s', clear),
    row('wait_on_bit_lock', 'Q - s', taken),
    row('wait_on_bit_lock_io', 'Q - s', taken),
    row('wait_on_bit_lock_action', 'Q - - s', taken),
    row('out_of_line_wait_on_bit', 'Q - - s', clear),
    row('out_of_line_wait_on_bit_timeout', 'Q - - s t', `${clear} or the time ran out`),
    row('out_of_line_wait_on_bit_lock', 'Q - - s', taken),
    row('__wait_on_bit', 'Q w - s', clear),
    row('__wait_on_bit_lock', 'Q w - s', taken),
    entry('DEFINE_WAIT_BIT', 'declare-entry', 'bit', 'Declares an entry that waits for one bit of a word.', {
      entry: { arg: 0, address: 'name' },
      autoremove: true,
    }),
  ];
}

function bitWakeUps(): readonly ApiEntry[] {
  return [
    entry(
      'wake_up_bit',
      'wake',
      'bit',
      'Wakes who waits for a bit; needs a full barrier after the update before it.',
      {
        ...parameters('Q'),
      },
    ),
    entry('__wake_up_bit', 'wake', 'bit', 'Wakes who waits for a bit on a given queue.', parameters('Q')),
    entry('clear_and_wake_up_bit', 'wake', 'bit', 'Clears a bit, orders memory and wakes who waits for it.', {
      ...parameters('- Q'),
      fenced: true,
    }),
    entry(
      'test_and_clear_wake_up_bit',
      'wake',
      'bit',
      'Clears a bit and, if it was set, wakes who waits for it.',
      {
        ...parameters('- Q'),
        fenced: true,
        result: 'bool',
      },
    ),
  ];
}

function varWaits(): readonly ApiEntry[] {
  const row = (name: string, list: string, facts: Facts): ApiEntry =>
    entry(
      name,
      'wait',
      'var',
      `Sleeps until the condition holds; the caller gives the address of what is watched${resultDoc(facts.result)}.`,
      { ...parameters(list), ...facts },
    );
  const plain: Facts = { state: 'uninterruptible', result: 'none' };
  const killable: Facts = { state: 'killable', result: 'error' };
  const interruptible: Facts = { state: 'interruptible', result: 'error' };
  const timed: Facts = { state: 'uninterruptible', result: 'time-left' };
  const wake = (name: string, doc: string, facts: Facts = {}): ApiEntry =>
    entry(name, 'wake', 'var', doc, { ...parameters('Q'), ...facts });
  return [
    ...['', '__'].flatMap((prefix) => [
      row(`${prefix}wait_var_event`, '&q c', plain),
      row(`${prefix}wait_var_event_killable`, '&q c', killable),
      row(`${prefix}wait_var_event_interruptible`, '&q c', interruptible),
      row(`${prefix}wait_var_event_timeout`, '&q c t', timed),
    ]),
    row('___wait_var_event', '&q c s', { result: 'error' }),
    entry(
      'init_wait_var_entry',
      'init-entry',
      'var',
      'Makes an entry that waits for changes of an address.',
      {
        ...parameters('w'),
        autoremove: true,
      },
    ),
    wake('wake_up_var', 'Wakes who waits for an address; needs a full barrier after the update before it.'),
    wake('atomic_dec_and_wake_up', 'Decrements and, at zero, wakes who waits for the address.', {
      fenced: true,
      result: 'bool',
    }),
    entry(
      'store_release_wake_up',
      'wake',
      'var',
      'Stores, orders memory and wakes who waits for the address.',
      {
        ...parameters('&q'),
        fenced: true,
      },
    ),
  ];
}

function rcuwait(): readonly ApiEntry[] {
  const wait = (name: string, list: string, result: NonNullable<Facts['result']>): ApiEntry =>
    entry(
      name,
      'wait',
      'rcuwait',
      `Sleeps, the only sleeper, until the condition holds${resultDoc(result)}.`,
      {
        ...parameters(list),
        result,
      },
    );
  return [
    entry('__RCUWAIT_INITIALIZER', 'init-queue', 'rcuwait', 'Initialiser for a single-sleeper cell.', {
      queue: { arg: 0, address: 'value' },
    }),
    entry(
      'rcuwait_init',
      'init-queue',
      'rcuwait',
      'Makes a single-sleeper cell ready for use.',
      parameters('Q'),
    ),
    entry('rcuwait_active', 'query', 'rcuwait', 'Asks whether a task sleeps on the cell.', {
      ...parameters('Q'),
      result: 'bool',
    }),
    entry(
      'prepare_to_rcuwait',
      'register',
      'rcuwait',
      'Makes the current task the one to be woken; sets no state.',
      parameters('Q'),
    ),
    entry('finish_rcuwait', 'finish', 'rcuwait', 'Leaves the cell and sets the running state.', {
      ...parameters('Q'),
      arms: true,
    }),
    entry('rcuwait_wake_up', 'wake', 'rcuwait', 'Wakes the task on the cell, after a full barrier.', {
      ...parameters('Q'),
      fenced: true,
      result: 'bool',
    }),
    wait('rcuwait_wait_event', '&q c s', 'error'),
    wait('rcuwait_wait_event_timeout', '&q c s t', 'time-left-or-error'),
    wait('___rcuwait_wait_event', '&q c s', 'error'),
    wait('__rcuwait_wait_event_timeout', '&q c s t', 'time-left-or-error'),
  ];
}
