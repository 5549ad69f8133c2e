import type { ApiEntry } from './entry.js';

/** What a table row may say beyond name, action, family and doc. */
export type Facts = Partial<Omit<ApiEntry, 'name' | 'language' | 'action' | 'family' | 'doc'>>;

/** One C entry. */
export function entry(
  name: string,
  action: ApiEntry['action'],
  family: ApiEntry['family'],
  doc: string,
  facts: Facts = {},
): ApiEntry {
  return { name, language: 'c', action, family, doc, ...facts };
}

/** The same facts under several names. */
export function entries(
  names: readonly string[],
  action: ApiEntry['action'],
  family: ApiEntry['family'],
  doc: string,
  facts: Facts = {},
): readonly ApiEntry[] {
  return names.map((name) => entry(name, action, family, doc, facts));
}

/**
 * A parameter list in short: `q` queue by value, `Q` queue by address, `&q` queue whose caller writes the `&`,
 * `w` entry by address, `c` condition, `s` state, `t` timeout in jiffies, `k` timeout as ktime_t, `l` lock by value,
 * `p` task, `-` anything else.
 */
export function parameters(list: string): Facts {
  return Object.assign({}, ...list.split(' ').map(parameter)) as Facts;
}

function parameter(letter: string, arg: number): Facts {
  switch (letter) {
    case 'q':
      return { queue: { arg, address: 'value' } };
    case 'Q':
      return { queue: { arg, address: 'pointer' } };
    case '&q':
      return { queue: { arg, address: 'caller-pointer' } };
    case 'w':
      return { entry: { arg, address: 'pointer' } };
    case 'c':
      return { condition: arg };
    case 's':
      return { state: arg };
    case 't':
      return { timeout: { arg, unit: 'jiffies' } };
    case 'k':
      return { timeout: { arg, unit: 'ktime' } };
    case 'l':
      return { lock: { arg, address: 'value' } };
    case 'p':
      return { task: arg };
    default:
      return {};
  }
}

/** `wait_event_lock_irq_cmd` → `waitEventLockCmd`: the rule by which the runtime's names are made. */
export function camelCase(name: string): string {
  return name.replace(/_irq(?=_|$)/g, '').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const RESULTS: Partial<Record<NonNullable<ApiEntry['result']>, string>> = {
  error: '0, or a negative error when a signal ended it',
  'time-left': '0 when the time ran out and the condition is still false, else the jiffies left, at least 1',
  'time-left-or-error':
    '0 when the time ran out and the condition is still false, the jiffies left, or -ERESTARTSYS after a signal',
  hrtimeout: '0 when the condition held, -ETIME when the time ran out, -ERESTARTSYS after a signal',
  bool: 'true or false',
};

/** A result in words, to end a doc line. */
export function resultDoc(result: ApiEntry['result']): string {
  const words = result && RESULTS[result];
  return words ? `; result: ${words}` : '';
}
