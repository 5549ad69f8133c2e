import { callsIn } from '../c-text.mjs';
import { drop } from '../source.mjs';
import { callOf } from '../statement-calls.mjs';
import { updatedName } from '../updates.mjs';

/** Whoever asks for waiters does so without the barrier. */
export const droppedBarrier = {
  name: 'dropped-barrier',
  rule: 'no-unfenced-waitqueue-active',
  mention: /\bwq_has_sleeper\b|\bwaitqueue_active\b/,
  *mutants(source) {
    for (const fn of source.functions) yield* withoutBarrier(source, fn);
  },
};

function* withoutBarrier({ text, code }, fn) {
  for (const call of callsIn(code, fn.open, fn.end, 'wq_has_sleeper')) {
    const end = call.start + 'wq_has_sleeper'.length;
    const edits = [{ start: call.start, end, text: 'waitqueue_active' }];
    if (updatesBefore(code, fn, call.start))
      yield { fn, at: call.start, edits, note: 'wq_has_sleeper without its barrier' };
  }
  for (const { list } of fn.lists())
    for (const [index, barrier] of list.entries()) {
      if (!callOf(code, barrier, 'smp_mb|smp_mb__after_atomic|smp_mb__before_atomic')) continue;
      const next = list[index + 1];
      if (next?.kind !== 'if' || !/\bwaitqueue_active\(/.test(next.head.text)) continue;
      if (updatesBefore(code, fn, barrier.start))
        yield { fn, at: barrier.start, edits: [drop(text, barrier)], note: 'barrier taken out' };
    }
}

/** The update is in the same function, of something that others see. */
function updatesBefore(code, fn, offset) {
  return fn
    .lists()
    .some(({ list }) =>
      list.some(
        (one) =>
          one.end <= offset &&
          updatedName(code, one) &&
          /->|_bit|atomic|list/.test(code.slice(one.start, one.end)),
      ),
    );
}
