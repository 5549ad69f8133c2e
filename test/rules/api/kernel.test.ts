import { describe, expect, it } from 'vitest';
import type { ApiEntry, ArgumentSpec } from '../../../rules/src/api/entry.js';
import { guardClasses, kernelApi, kernelApiNames, kernelEntries } from '../../../rules/src/api/kernel.js';

describe('the kernel tables', () => {
  it('list every name once', () => {
    const names = kernelEntries.map((entry) => entry.name);
    expect(names).toEqual([...new Set(names)]);
    expect([...kernelApiNames()].sort()).toEqual([...names].sort());
  });

  it('describe every name in one line that ends with a full stop', () => {
    for (const { name, doc } of kernelEntries) expect(doc, name).toMatch(/^[^\n]{15,}\.$/);
  });

  it('give each argument position one meaning', () => {
    for (const entry of kernelEntries) {
      const used = positions(entry);
      expect(used, entry.name).toEqual([...new Set(used)]);
    }
  });

  it('know queue and condition of every wait on a queue or variable', () => {
    for (const entry of kernelEntries.filter(({ action }) => action === 'wait')) {
      expect(entry.queue, entry.name).toBeDefined();
      const tests = ['wait', 'swait', 'var', 'rcuwait'].includes(entry.family);
      expect(entry.condition !== undefined, entry.name).toBe(tests);
      expect(entry.state !== undefined, entry.name).toBe(true);
    }
  });

  it('take the queue itself in wait_event macros and its address in functions', () => {
    for (const entry of kernelEntries) {
      if (!['wait', 'swait'].includes(entry.family) || !entry.queue) continue;
      if (entry.action === 'wait') expect(entry.queue.address, entry.name).toBe('value');
      if (['wake', 'query', 'register', 'finish', 'sleep-on'].includes(entry.action)) {
        expect(entry.queue, entry.name).toEqual({ arg: 0, address: 'pointer' });
      }
    }
  });

  it('have a timeout where the name says so, and a result that fits it', () => {
    for (const entry of kernelEntries) {
      // A poll does not wait to be woken: its limit is of no interest.
      if (!/timeout/.test(entry.name) || entry.action === 'lock' || entry.pause !== undefined) continue;
      expect(entry.timeout, entry.name).toBeDefined();
    }
    for (const { name, result, timeout } of kernelEntries) {
      if (result?.startsWith('time-left')) expect(timeout, name).toBeDefined();
    }
  });

  it('let a signal end interruptible waits only', () => {
    for (const { name, action, state, result } of kernelEntries) {
      if (action !== 'wait' || typeof state !== 'string') continue;
      const calm = state === 'uninterruptible' || state === 'idle';
      expect(['none', 'time-left', 'hrtimeout'].includes(result!), name).toBe(calm || result === 'hrtimeout');
    }
  });

  it('say of every lock which kind it is', () => {
    for (const entry of kernelEntries) {
      if (!['lock', 'unlock', 'try-lock'].includes(entry.action)) continue;
      expect(entry.lockKind, entry.name).toBeDefined();
    }
  });

  it('pair locks with unlocks', () => {
    const kinds = (action: string) =>
      new Set(kernelEntries.filter((entry) => entry.action === action).map((entry) => entry.lockKind));
    expect(kinds('unlock')).toEqual(kinds('lock'));
    for (const { name } of kernelEntries.filter(({ action }) => action === 'unlock')) {
      expect(kernelEntries.some(locksFor(name)), name).toBe(true);
    }
  });
});

describe('kernelApi', () => {
  it.each([
    ['wait_event', { queue: { arg: 0, address: 'value' }, condition: 1, state: 'uninterruptible' }],
    ['wait_event_lock_irq_cmd', { lock: { arg: 2, address: 'value' }, counterpart: 'waitEventLockCmd' }],
    ['wait_event_interruptible_lock_irq_timeout', { timeout: { arg: 3, unit: 'jiffies' } }],
    ['prepare_to_wait', { entry: { arg: 1, address: 'pointer' }, state: 2, arms: true }],
    ['add_wait_queue', { action: 'register' }],
    ['wait_on_bit_timeout', { state: 2, timeout: { arg: 3, unit: 'jiffies' } }],
    ['clear_and_wake_up_bit', { queue: { arg: 1, address: 'pointer' } }],
    ['rcuwait_wait_event', { queue: { arg: 0, address: 'caller-pointer' }, condition: 1, state: 2 }],
    ['wait_woken', { action: 'woken', entry: { arg: 0, address: 'pointer' }, state: 1 }],
    ['bit_spin_lock', { lock: { arg: 1, address: 'pointer' }, lockKind: 'spin' }],
    ['down_trylock', { action: 'try-lock', result: 'error' }],
  ])('knows %s', (name, facts) => {
    expect(kernelApi(name)).toMatchObject(facts);
  });

  it.each([
    'DEFINE_SWAITER DEFINE_SWAIT_HEAD swait_prepare swait_finish swait_event swait_event_interruptible',
    'swait_event_timeout swait_event_interruptible_timeout swake_up',
    'sleep_on sleep_on_timeout interruptible_sleep_on interruptible_sleep_on_timeout current->state',
  ])('keeps the historic names %s', (list) => {
    for (const name of list.split(' ')) expect(kernelApi(name)?.historic, name).toBe(true);
  });

  it('tells entries that leave by themselves from those that stay', () => {
    expect(kernelApi('DEFINE_WAIT')?.autoremove).toBe(true);
    expect(kernelApi('DECLARE_WAITQUEUE')?.autoremove).toBeUndefined();
  });

  it('knows nothing of names that only resemble', () => {
    for (const name of ['wait_event_foo', 'drm_sleep_on', 'constructor', '__proto__', 'toString']) {
      expect(kernelApi(name)).toBeUndefined();
    }
  });

  it('knows what a guard holds', () => {
    expect(guardClasses.get('spinlock_irqsave')).toBe(kernelApi('spin_lock_irqsave'));
    expect(guardClasses.get('mutex_try')?.action).toBe('try-lock');
    expect(guardClasses.size).toBeGreaterThan(40);
  });
});

function positions(entry: ApiEntry): readonly number[] {
  const specs: readonly (ArgumentSpec | undefined)[] = [
    entry.queue,
    entry.entry,
    entry.timeout,
    entry.lock,
  ].map((spec) => spec && { address: 'value', ...spec });
  const bare = [entry.condition, entry.task, entry.state].filter((value) => typeof value === 'number');
  return [...specs.flatMap((spec) => (spec ? [spec.arg] : [])), ...bare];
}

/** `spin_unlock_irqrestore` is the end of `spin_lock_irqsave`, `up_read` that of `down_read`. */
function locksFor(unlock: string): (entry: ApiEntry) => boolean {
  const stem = unlock
    .replace('unlock', 'lock')
    .replace('sequnlock', 'seqlock')
    .replace('irqrestore', 'irqsave')
    .replace('restore', 'save')
    .replace('enable', 'disable')
    .replace('release_sock', 'lock_sock')
    .replace('lock_migrate', 'lock_dont_migrate')
    .replace(/^__|_no_resched$/g, '')
    .replace(/^put_/, 'get_')
    .replace(/(^|_)up(?=_|$)/, '$1down');
  return ({ name, action }) => action === 'lock' && name === stem;
}
