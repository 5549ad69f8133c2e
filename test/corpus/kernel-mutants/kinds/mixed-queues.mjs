import { callsIn } from '../c-text.mjs';
import { declaredQueues } from './wrong-address.mjs';

const SIMPLE = new Map([
  ['wake_up', 'swake_up_one'],
  ['wake_up_all', 'swake_up_all'],
  ['wake_up_interruptible', 'swake_up_one'],
  ['wait_event', 'swait_event_exclusive'],
  ['wait_event_interruptible', 'swait_event_interruptible_exclusive'],
]);

/** A call for simple queues on a full one that is declared in the same file. */
export const mixedQueues = {
  name: 'mixed-queues',
  rule: 'no-mixed-wait-queues',
  mention: /\b(DECLARE_WAIT_QUEUE_HEAD|wait_queue_head_t)\b/,
  *mutants({ code, functions }) {
    const declared = declaredQueues(code);
    for (const fn of functions)
      for (const { name, start, args } of callsIn(code, fn.open, fn.end, [...SIMPLE.keys()].join('|'))) {
        const queue = /^&?(?:\w+(?:->|\.))*(\w+)$/.exec(args[0]?.text ?? '')?.[1];
        if (!queue || !declared.has(queue)) continue;
        const by = SIMPLE.get(name);
        yield {
          fn,
          at: start,
          edits: [{ start, end: start + name.length, text: by }],
          note: `${name} → ${by}`,
        };
      }
  },
};
