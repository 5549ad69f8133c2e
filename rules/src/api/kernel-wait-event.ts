import type { ApiEntry } from './entry.js';
import { camelCase, entry, parameters, resultDoc, type Facts } from './kernel-build.js';

type State = Extract<ApiEntry['state'], string>;
type Result = NonNullable<ApiEntry['result']>;

const HOW: Record<State, string> = {
  uninterruptible: 'no signal ends it',
  interruptible: 'any signal ends it',
  killable: 'a fatal signal ends it',
  idle: 'no signal ends it and it does not count as load',
  freezable: 'any signal ends it and the freezer may freeze it',
  running: '',
};

/** The wait_event family: macros that take the queue itself and do the whole protocol. */
export const waitEventEntries: readonly ApiEntry[] = [
  // name, parameters, state, result, further facts
  wait('wait_event', 'q c', 'uninterruptible', 'none'),
  wait('wait_event_timeout', 'q c t', 'uninterruptible', 'time-left'),
  wait('wait_event_cmd', 'q c - -', 'uninterruptible', 'none'),
  wait('wait_event_exclusive_cmd', 'q c - -', 'uninterruptible', 'none', { exclusive: true }),
  wait('wait_event_hrtimeout', 'q c k', 'uninterruptible', 'hrtimeout'),
  wait('io_wait_event', 'q c', 'uninterruptible', 'none', { counterpart: 'waitEvent' }),
  wait('wait_event_interruptible', 'q c', 'interruptible', 'error'),
  wait('wait_event_interruptible_timeout', 'q c t', 'interruptible', 'time-left-or-error'),
  wait('wait_event_interruptible_hrtimeout', 'q c k', 'interruptible', 'hrtimeout'),
  wait('wait_event_interruptible_exclusive', 'q c', 'interruptible', 'error', { exclusive: true }),
  wait('wait_event_killable', 'q c', 'killable', 'error'),
  wait('wait_event_killable_timeout', 'q c t', 'killable', 'time-left-or-error'),
  wait('wait_event_killable_exclusive', 'q c', 'killable', 'error', { exclusive: true }),
  wait('wait_event_idle', 'q c', 'idle', 'none'),
  wait('wait_event_idle_timeout', 'q c t', 'idle', 'time-left'),
  wait('wait_event_idle_exclusive', 'q c', 'idle', 'none', { exclusive: true }),
  wait('wait_event_idle_exclusive_timeout', 'q c t', 'idle', 'time-left', { exclusive: true }),
  wait('wait_event_freezable', 'q c', 'freezable', 'error', { counterpart: 'waitEventInterruptible' }),
  wait('wait_event_freezable_timeout', 'q c t', 'freezable', 'time-left-or-error', {
    counterpart: 'waitEventInterruptibleTimeout',
  }),
  wait('wait_event_freezable_exclusive', 'q c', 'freezable', 'error', {
    exclusive: true,
    counterpart: 'waitEventInterruptibleExclusive',
  }),
  waitInState('wait_event_state', 'q c s', 'error'),
  wait('wait_event_lock_irq', 'q c l', 'uninterruptible', 'none'),
  wait('wait_event_lock_irq_cmd', 'q c l -', 'uninterruptible', 'none'),
  wait('wait_event_lock_irq_timeout', 'q c l t', 'uninterruptible', 'time-left'),
  wait('wait_event_interruptible_lock_irq', 'q c l', 'interruptible', 'error'),
  wait('wait_event_interruptible_lock_irq_cmd', 'q c l -', 'interruptible', 'error'),
  wait('wait_event_interruptible_lock_irq_timeout', 'q c l t', 'interruptible', 'time-left-or-error'),
  ...locked('wait_event_interruptible_locked', false),
  ...locked('wait_event_interruptible_exclusive_locked', true),
  ...building(),
];

function wait(name: string, list: string, state: State, result: Result, facts: Facts = {}): ApiEntry {
  const doc = `Sleeps until the condition holds${lockDoc(list)}; ${HOW[state]}${resultDoc(result)}.`;
  const counterpart = camelCase(name);
  return entry(name, 'wait', 'wait', doc, { ...parameters(list), state, result, counterpart, ...facts });
}

function lockDoc(list: string): string {
  return list.includes('l') ? ', with the spinlock held at each test and dropped while asleep' : '';
}

function waitInState(name: string, list: string, result: Result, facts: Facts = {}): ApiEntry {
  const doc = `Sleeps in the given state until the condition holds${resultDoc(result)}.`;
  return entry(name, 'wait', 'wait', doc, {
    ...parameters(list),
    result,
    counterpart: 'waitEventState',
    ...facts,
  });
}

function locked(name: string, exclusive: boolean): readonly ApiEntry[] {
  const facts: Facts = { queueLocked: true, ...(exclusive && { exclusive }) };
  return [name, `${name}_irq`].map((full) => {
    const row = wait(full, 'q c', 'interruptible', 'error', facts);
    return { ...row, doc: `${row.doc} The queue's own lock is held at each test and dropped while asleep.` };
  });
}

/** The macros the public ones are made of; a few drivers use them to skip the first test or to add a command. */
function building(): readonly ApiEntry[] {
  const inner: Facts = { queueLocked: true, counterpart: 'waitEventInterruptibleLocked' };
  return [
    waitInState('___wait_event', 'q c s', 'error'),
    wait('__wait_event', 'q c', 'uninterruptible', 'none', { counterpart: 'waitEvent' }),
    wait('__io_wait_event', 'q c', 'uninterruptible', 'none', { counterpart: 'waitEvent' }),
    inside('wait_event_timeout', 'q c t', 'uninterruptible', 'time-left'),
    inside('wait_event_cmd', 'q c - -', 'uninterruptible', 'none'),
    inside('wait_event_exclusive_cmd', 'q c - -', 'uninterruptible', 'none', { exclusive: true }),
    waitInState('__wait_event_hrtimeout', 'q c k s', 'hrtimeout', { counterpart: 'waitEventHrtimeout' }),
    inside('wait_event_interruptible', 'q c', 'interruptible', 'error'),
    inside('wait_event_interruptible_timeout', 'q c t', 'interruptible', 'time-left-or-error'),
    inside('wait_event_interruptible_exclusive', 'q c', 'interruptible', 'error', { exclusive: true }),
    inside('wait_event_killable', 'q c', 'killable', 'error'),
    inside('wait_event_killable_timeout', 'q c t', 'killable', 'time-left-or-error'),
    inside('wait_event_killable_exclusive', 'q c', 'killable', 'error', { exclusive: true }),
    inside('wait_event_idle_timeout', 'q c t', 'idle', 'time-left'),
    inside('wait_event_idle_exclusive_timeout', 'q c t', 'idle', 'time-left', { exclusive: true }),
    inside('wait_event_freezable', 'q c', 'freezable', 'error', { counterpart: 'waitEventInterruptible' }),
    inside('wait_event_freezable_timeout', 'q c t', 'freezable', 'time-left-or-error', {
      counterpart: 'waitEventInterruptibleTimeout',
    }),
    inside('wait_event_freezable_exclusive', 'q c', 'freezable', 'error', {
      exclusive: true,
      counterpart: 'waitEventInterruptibleExclusive',
    }),
    waitInState('__wait_event_state', 'q c s', 'error'),
    inside('wait_event_lock_irq', 'q c l -', 'uninterruptible', 'none'),
    waitInState('__wait_event_lock_irq_timeout', 'q c l t s', 'time-left-or-error', {
      counterpart: 'waitEventLockTimeout',
    }),
    inside('wait_event_interruptible_lock_irq', 'q c l -', 'interruptible', 'error'),
    inside('wait_event_interruptible_locked', 'q c - -', 'interruptible', 'error', inner),
  ];
}

function inside(name: string, list: string, state: State, result: Result, facts: Facts = {}): ApiEntry {
  return wait(`__${name}`, list, state, result, { counterpart: camelCase(name), ...facts });
}
