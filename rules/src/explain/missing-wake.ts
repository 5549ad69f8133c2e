import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';

/** The places of a wake-up that one way out leaves out. */
export interface SilentUpdate {
  readonly update: { readonly place: { readonly text: string }; readonly range: Range };
  readonly exit: { readonly range: Range };
  /** How others wake, where somebody does. */
  readonly wake: { readonly call: Call } | undefined;
  readonly waiter: { readonly call: Call; readonly range: Range };
}

/** The schedule in which a waiter is asleep before the update and nobody tells it. */
export function loseMissingWake(
  { lines }: AnalysisContext,
  { update, exit, wake, waiter }: SilentUpdate,
): readonly Step[] {
  const at = (range: Range): number => lines.lineAt(range[0]);
  return [
    {
      actor: 'waiter',
      line: at(waiter.range),
      what: `${waiter.call.name}(): tests ${update.place.text}`,
      effect: 'not yet: it sleeps',
    },
    {
      actor: 'waker',
      line: at(update.range),
      what: `writes ${update.place.text}`,
      effect: 'what is waited for holds',
    },
    {
      actor: 'waker',
      line: at(exit.range),
      what: wake ? `leaves without ${wake.call.name}()` : 'leaves without a wake-up',
      effect: 'nobody wakes the waiter',
    },
  ];
}
