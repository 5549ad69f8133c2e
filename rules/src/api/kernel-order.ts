import type { Call } from '../protocol/events.js';

/**
 * True when whatever was written before the call is seen by everybody before anything is read after it: a full memory
 * barrier, or something that contains one (Documentation/memory-barriers.txt, atomic_t.txt). An atomic operation orders
 * fully if it answers a value and its name asks for no less; a lock or unlock alone never does.
 */
export function ordersFully({ api, name }: Call): boolean {
  if (api) return api.fenced === true || SLEEPING.has(api.action);
  return ORDERED.test(name) && !WEAK.test(name);
}

/** schedule() and whatever calls it. */
const SLEEPING: ReadonlySet<string> = new Set(['sleep', 'state-sleep', 'wait', 'woken', 'sleep-on', 'delay']);

const ORDERED = new RegExp(
  [
    '(arch_|raw_)?atomic(64|_long)?_\\w*(_return|_and_test|_negative|fetch_\\w+|_unless\\w*|xchg|_if_positive)',
    '(arch_|raw_)?(try_)?(cmp)?xchg(64|_double)?',
    'test_and_(set|clear|change)_bit',
    'refcount_(dec|sub)_and_\\w+',
    'kref_put\\w*',
    'synchronize_\\w+',
    'smp_mb\\w*',
    'cond_wake_up',
  ]
    .map((name) => `^${name}$`)
    .join('|'),
);

/** Half the order, or none. */
const WEAK = /_(relaxed|acquire|release|local|lock|unlock)$/;

/**
 * False when the call is known to contain no full barrier. A function nobody knows may, and then what was written before
 * it is out of danger.
 */
export function mayOrder({ api, name }: Call): boolean {
  return api ? api.fenced === true : !PLAIN.test(name);
}

const PLAIN = new RegExp(
  [
    'atomic(64|_long)?_\\w+', // the ordered ones are told apart before
    'refcount_(read|set|inc|dec|add)\\w*',
    '_*(set|clear|change|assign|test)_bit\\w*',
    '_*test_and_\\w+_bit_lock',
    'h?l?list_\\w+',
    'skb_(queue|peek|insert|append|unlink|dequeue)\\w*',
    '_*skb_(queue|unlink|dequeue)\\w*',
    'READ_ONCE|WRITE_ONCE|smp_(load_acquire|store_release)|rcu_(assign_pointer|dereference\\w*)|RCU_INIT_POINTER',
    'container_of|IS_ERR\\w*|ERR_PTR|PTR_ERR|ARRAY_SIZE|WARN_ON\\w*|BUG_ON|BUILD_BUG_ON',
    '(le|be|cpu)\\d*_?to_\\w+|mem(cpy|set|move)|str\\w+|min\\w*|max\\w*|BIT|GENMASK|FIELD_\\w+',
    // questions, by their names
    '(is|has)_\\w+|\\w+_(is|has)_\\w+|\\w+_(pending|empty|full|len|ready|active|running|enabled|avail(able)?)',
    'lockdep_\\w+|might_sleep\\w*|ktime_get\\w*|smp_processor_id|raw_smp_processor_id',
  ]
    .map((name) => `^(?:${name})$`)
    .join('|'),
);
