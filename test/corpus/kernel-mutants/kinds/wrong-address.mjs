import { callsIn } from '../c-text.mjs';
import { REGISTER, WAKE } from '../statement-calls.mjs';

/** `&` before the queue of a macro that takes the address itself. */
export const addedAddress = {
  name: 'added-address',
  rule: 'no-wrong-queue-address',
  mention: /\bwait_event/,
  *mutants({ code, functions }) {
    for (const fn of functions)
      for (const { args } of callsIn(code, fn.open, fn.end, 'wait_event(?:_interruptible)?(?:_timeout)?')) {
        const queue = args[0];
        if (!queue || !/^[\w.>-]+$/.test(queue.text)) continue;
        const edits = [{ start: queue.start, end: queue.start, text: '&' }];
        yield { fn, at: queue.start, edits, note: '& added' };
      }
  },
};

/** No `&` before a queue that is declared in the same file, where its address is wanted. */
export const droppedAddress = {
  name: 'dropped-address',
  rule: 'no-wrong-queue-address',
  mention: /\b(DECLARE_WAIT_QUEUE_HEAD|wait_queue_head_t)\b/,
  *mutants({ code, functions }) {
    const declared = declaredQueues(code);
    for (const fn of functions)
      for (const { args } of callsIn(code, fn.open, fn.end, `${WAKE}|${REGISTER}|init_waitqueue_head`)) {
        const name = /^&(?:\w+(?:->|\.))*(\w+)$/.exec(args[0]?.text ?? '')?.[1];
        if (!name || !declared.has(name)) continue;
        const edits = [{ start: args[0].start, end: args[0].start + 1, text: '' }];
        yield { fn, at: args[0].start, edits, note: '& dropped' };
      }
  },
};

/** Names of queues, not of pointers to them, that a file declares. */
export function declaredQueues(code) {
  const macros = [...code.matchAll(/\bDECLARE_WAIT_QUEUE_HEAD\(\s*(\w+)/g)];
  const members = [...code.matchAll(/\b(?:wait_queue_head_t|struct wait_queue_head)\s+(\w+)\s*[;,]/g)];
  const pointers = [...code.matchAll(/\b(?:wait_queue_head_t|struct wait_queue_head)\s*\*\s*(\w+)/g)];
  const taken = new Set(pointers.map(([, name]) => name));
  return new Set([...macros, ...members].map(([, name]) => name).filter((name) => !taken.has(name)));
}
