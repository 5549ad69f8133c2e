import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, Operand } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';

/** The places of a wake-up left out because the queue was looked at before the update was seen. */
export interface UnfencedLook {
  readonly query: { readonly call: Call; readonly range: Range };
  readonly queue: Operand;
  readonly update: { readonly place: { readonly text: string }; readonly range: Range };
  readonly waiter?: { readonly call: Call; readonly range: Range };
}

/** The schedule in which the processor answers waitqueue_active() before its own store is seen by others. */
export function loseUnfenced(
  { lines }: AnalysisContext,
  { query, queue, update, waiter }: UnfencedLook,
): readonly Step[] {
  const at = (range: Range): number => lines.lineAt(range[0]);
  const asleep = waiter ? at(waiter.range) : null;
  const wait = waiter ? `${waiter.call.name}(${queue.text}, …)` : `waits on ${queue.text}`;
  return [
    {
      actor: 'waker',
      line: at(query.range),
      what: `${query.call.name}(${queue.text}), taken before the store that stands above it is seen`,
      effect: 'nobody is on the queue',
    },
    { actor: 'waiter', line: asleep, what: `${wait}: registers`, effect: 'too late to be seen' },
    {
      actor: 'waiter',
      line: asleep,
      what: `tests ${update.place.text}`,
      effect: 'still the old value: it decides to sleep',
    },
    {
      actor: 'waker',
      line: at(update.range),
      what: `the store to ${update.place.text} is seen now`,
      effect: 'the wake-up is left out; nobody wakes the waiter',
    },
  ];
}
