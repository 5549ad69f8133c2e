import type { Call } from '../../protocol/events.js';

/** True when a call of a known name changes nothing in memory but what it is given the address of, if anything. */
export function writesElsewhere({ name }: Pick<Call, 'name'>): boolean {
  return ELSEWHERE.test(name);
}

const ELSEWHERE = new RegExp(
  [
    // getters of driver data and references
    '(\\w+_)?(get|hold)(_\\w+)?|\\w+_(priv|drvdata|data)|to_\\w+|container_of|IS_ERR\\w*|PTR_ERR',
    // access to device registers, and macros that name it or print
    '(__raw_)?(read|write)[bwlq](_relaxed)?|io(read|write)\\d+(be)?|(in|out)[bwl](_p)?',
    'regmap_(read|write|(update|set|clear)_bits)|[A-Z\\d]+_(READ|WRITE|DUMP|DBG|DEBUG|LOG|PRINT|TRACE)(_[A-Z\\d]+)*\\d*',
    'copy_(to|from)_user|mem(cpy|set|move)(_(from|to)io)?|str\\w*cpy|snprintf',
    // what is written there is told apart, place by place
    'atomic(64|_long)?_\\w+|refcount_\\w+|_*(test_and_)?(set|clear|change)_bit\\w*|test_bit|h?list_\\w+|(READ|WRITE)_ONCE',
    // memory, and work that runs later
    'k[mzvc]*alloc\\w*|k?v?free(_sensitive|_rcu)?|kfree_skb\\w*|(dev_)?(kfree|consume)_skb\\w*',
    '(queue|schedule)_(delayed_)?work(_on)?|mod_(delayed_work|timer)|tasklet_\\w*schedule',
  ]
    .map((name) => `^(?:${name})$`)
    .join('|'),
);
