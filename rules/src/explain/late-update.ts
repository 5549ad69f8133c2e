import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';

/** The places of a wake-up that comes before its news. */
export interface EarlyWake {
  readonly wake: { readonly call: Call; readonly range: Range };
  readonly update: { readonly place: { readonly text: string }; readonly range: Range };
  readonly waiter?: { readonly range: Range };
}

/** The schedule in which a waiter is woken, finds nothing new, and sleeps for good. */
export function loseLateUpdate(
  { lines }: AnalysisContext,
  { wake, update, waiter }: EarlyWake,
): readonly Step[] {
  const at = (range: Range): number => lines.lineAt(range[0]);
  const called = `${wake.call.name}(${wake.call.args.map((arg) => arg.text).join(', ')})`;
  return [
    { actor: 'waker', line: at(wake.range), what: called, effect: 'the waiter may run' },
    {
      actor: 'waiter',
      line: waiter ? at(waiter.range) : null,
      what: `tests ${update.place.text}`,
      effect: 'still the old value: it goes back to sleep',
    },
    {
      actor: 'waker',
      line: at(update.range),
      what: `writes ${update.place.text}`,
      effect: 'what is waited for may hold now, and nobody wakes the waiter',
    },
  ];
}
