import type { ApiEntry } from './entry.js';
import { camelCase, entry, type Facts, parameters } from './kernel-build.js';

/** Names of older kernels and of the articles about them, kept known so that old code is explained. */
export const historicEntries: readonly ApiEntry[] = [...sleepOn(), ...simpleQueues(), ...taskStates()];

function sleepOn(): readonly ApiEntry[] {
  const row = (name: string, list: string, state: 'interruptible' | 'uninterruptible'): ApiEntry =>
    entry(
      name,
      'sleep-on',
      'wait',
      'Joins the queue and sleeps with no test in between, so a wake-up after your test is lost; gone since 3.15.',
      {
        ...parameters(list),
        state,
        historic: true,
        counterpart: camelCase(name),
        result: list.includes('t') ? 'time-left' : 'none',
      },
    );
  return [
    row('sleep_on', 'Q', 'uninterruptible'),
    row('sleep_on_timeout', 'Q t', 'uninterruptible'),
    row('interruptible_sleep_on', 'Q', 'interruptible'),
    row('interruptible_sleep_on_timeout', 'Q t', 'interruptible'),
  ];
}

function simpleQueues(): readonly ApiEntry[] {
  const old: Facts = { historic: true };
  const event = (name: string, list: string, facts: Facts): ApiEntry =>
    entry(
      name,
      'wait',
      'swait',
      `Today ${today(name)}: sleeps on a simple queue until the condition holds.`,
      {
        ...parameters(list),
        ...old,
        ...facts,
        exclusive: true,
        counterpart: camelCase(name),
      },
    );
  const prepare: Facts = { ...parameters('Q w s'), ...old, arms: true, exclusive: true, fenced: true };
  return [
    entry(
      'DEFINE_SWAIT_HEAD',
      'declare-queue',
      'swait',
      'Declares a simple queue; today DECLARE_SWAIT_QUEUE_HEAD.',
      {
        ...old,
        queue: { arg: 0, address: 'name' },
        counterpart: 'SimpleWaitQueue',
      },
    ),
    entry('DEFINE_SWAITER', 'declare-entry', 'swait', 'Declares a simple waiter; today DECLARE_SWAITQUEUE.', {
      ...old,
      entry: { arg: 0, address: 'name' },
      counterpart: 'SimpleWaiter',
    }),
    entry(
      'swait_prepare',
      'register',
      'swait',
      'Joins a simple queue and sets the sleeping state; today prepare_to_swait_exclusive.',
      { ...prepare, counterpart: 'swaitPrepare' },
    ),
    entry(
      'swait_finish',
      'finish',
      'swait',
      'Sets the running state and leaves a simple queue; today finish_swait.',
      { ...parameters('Q w'), ...old, arms: true, counterpart: 'swaitFinish' },
    ),
    event('swait_event', 'q c', { state: 'uninterruptible', result: 'none' }),
    event('swait_event_timeout', 'q c t', { state: 'uninterruptible', result: 'time-left' }),
    event('swait_event_interruptible', 'q c', { state: 'interruptible', result: 'error' }),
    event('swait_event_interruptible_timeout', 'q c t', {
      state: 'interruptible',
      result: 'time-left-or-error',
    }),
    entry('swake_up', 'wake', 'swait', 'Wakes one waiter of a simple queue; today swake_up_one.', {
      ...parameters('Q'),
      ...old,
      counterpart: 'swakeUp',
    }),
  ];
}

function today(name: string): string {
  return `${name}_exclusive`;
}

function taskStates(): readonly ApiEntry[] {
  return [
    entry(
      'current->state',
      'set-state',
      'sched',
      'Assignment to the state of the current task: since 5.14 __set_current_state().',
      { state: 0, historic: true, counterpart: 'setTaskState' },
    ),
  ];
}
