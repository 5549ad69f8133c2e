/**
 * Kernel functions that write through an argument, as far as wait conditions are made of them. They are no part of
 * the wait API; an unknown function is taken to write whatever it gets the address of.
 */

/** Which argument's object is written, and which one holds the value it gets. */
export interface Mutation {
  readonly arg: number;
  readonly value?: number;
  /** The object itself is given, not its address: WRITE_ONCE(x, v). */
  readonly isDirect?: boolean;
}

/** What a call of this name writes; undefined when nothing is known about it. */
export function mutationOf(name: string): Mutation | undefined {
  return EXACT.get(name) ?? PATTERNS.find(([pattern]) => pattern.test(name))?.[1];
}

/** True when a call only looks at what it gets the address of. */
export function isReader(name: string): boolean {
  return READERS.test(name);
}

const EXACT: ReadonlyMap<string, Mutation> = new Map<string, Mutation>([
  ['WRITE_ONCE', { arg: 0, value: 1, isDirect: true }],
  ['ACCESS_ONCE', { arg: 0, isDirect: true }],
  ['smp_store_release', { arg: 0, value: 1 }],
  ['smp_store_mb', { arg: 0, value: 1, isDirect: true }],
  ['set_mb', { arg: 0, value: 1, isDirect: true }],
  ['rcu_assign_pointer', { arg: 0, value: 1, isDirect: true }],
  ['RCU_INIT_POINTER', { arg: 0, value: 1, isDirect: true }],
  ['xchg', { arg: 0, value: 1 }],
  ['cmpxchg', { arg: 0 }],
  ['try_cmpxchg', { arg: 0 }],
  ['skb_queue_tail', { arg: 0 }],
  ['skb_queue_head', { arg: 0 }],
  ['skb_dequeue', { arg: 0 }],
  ['skb_queue_purge', { arg: 0 }],
]);

const PATTERNS: readonly (readonly [RegExp, Mutation])[] = [
  [/^atomic(64|_long)?_set(_release)?$/, { arg: 0, value: 1 }],
  [/^atomic(64|_long)?_(inc|dec)/, { arg: 0 }],
  [/^atomic(64|_long)?_((fetch_)?(add|sub|and|or|xor|andnot)|xchg|(try_)?cmpxchg)(_|$)/, { arg: 1 }],
  [/^refcount_(set|inc|dec|add|sub)/, { arg: 0 }],
  [/^_*(test_and_)?(set|clear|change)_bit(_|$)/, { arg: 1 }],
  [/^list_(add|add_tail|move|move_tail|splice\w*)(_rcu)?$/, { arg: 1 }],
  [/^list_(del|del_init|del_rcu)\w*$/, { arg: 0 }],
  [/^hlist_add_head\w*$/, { arg: 1 }],
  [/^_*skb_queue_(tail|head)$/, { arg: 0 }],
  [/^llist_(add|del_all)\w*$/, { arg: 1 }],
];

const READERS =
  /^(atomic(64|_long)?_read\w*|refcount_read|test_bit\w*|smp_load_acquire|smp_cond_load\w*|\w*_empty(_\w+)?|\w*is_locked|lockdep_assert\w*|list_first_entry\w*|list_last_entry\w*|list_next_entry|list_entry\w*|container_of|list_is_\w+|\w+_is_\w+|is_\w+|print\w*|pr_\w+|dev_(err|warn|info|dbg|notice)\w*|skb_queue_len\w*|skb_peek\w*|kref_read|copy_to_user|put_user|ktime_\w+|IS_ERR\w*|ARRAY_SIZE|BUG_ON|WARN_ON\w*|trace_\w+)$/;
