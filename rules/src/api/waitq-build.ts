import type { Action, ApiEntry, Family } from './entry.js';

/** Import specifiers. */
export const MAIN = ['waitq'];
export const BOTH = ['waitq', 'waitq/threads'];
export const SIMPLE = ['waitq/swait'];
export const THREADS = ['waitq/threads'];

/** What an entry says beyond its name, counterpart, action and doc line. */
export type More = Partial<Omit<ApiEntry, 'name' | 'language' | 'counterpart' | 'action' | 'doc'>>;

/** One entry of a JavaScript API, by default of `waitq` and `waitq/threads`. */
export function entry(
  name: string,
  counterpart: string | undefined,
  action: Action,
  doc: string,
  more: More,
): ApiEntry {
  const base = { name, language: 'js' as const, modules: BOTH, action, family: 'wait' as Family, doc };
  return { ...base, ...(counterpart === undefined ? {} : { counterpart }), ...more };
}

export const QUEUE = { queue: { arg: 0, address: 'value' } } as const;
export const ENTRY_SECOND = { ...QUEUE, entry: { arg: 1, address: 'value' } } as const;
export const ENTRY_FIRST = { entry: { arg: 0, address: 'value' } } as const;

export const INTERRUPTIBLE = { state: 'interruptible' } as const;
export const KILLABLE = { state: 'killable' } as const;
export const IDLE = { state: 'idle' } as const;
export const PLAIN = { state: 'uninterruptible' } as const;
export const EXCLUSIVE = { exclusive: true } as const;
export const MS = { timeout: { arg: 2, unit: 'ms' }, result: 'promise-time-left' } as const;

const UNTIL = 'Sleeps until the condition holds';

/** What a wait does, from what its entry says. */
export function waitDoc({ state, timeout, lock, exclusive }: More): string {
  const who = exclusive ? ', as an exclusive waiter' : '';
  const signal = state === 'interruptible' || state === 'killable' ? '; rejects with InterruptedError' : '';
  const time = timeout ? `; gives the ${timeout.unit} left, 0 when the time ran out` : '';
  const held = lock ? '; the lock is held at each test and released while asleep' : '';
  return `${UNTIL}${who}${signal}${time}${held}.`;
}
