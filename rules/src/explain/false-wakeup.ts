import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';

/** The places of a wake-up that is taken for the condition: tested, slept, gone on. */
export interface TrustedSleep {
  readonly tested?: { readonly range: Range; readonly text: string };
  readonly slept: { readonly range: Range; readonly text: string };
  readonly act: { readonly range: Range };
}

/** The schedule in which a sleeper is woken and the condition does not hold. */
export function wakeForNothing(
  { lines }: AnalysisContext,
  { tested, slept, act }: TrustedSleep,
): readonly Step[] {
  const waiter = (range: Range, what: string, effect: string): Step => ({
    actor: 'waiter',
    line: lines.lineAt(range[0]),
    what,
    effect,
  });
  return [
    ...(tested ? [waiter(tested.range, `tests ${tested.text}`, 'it decides to sleep')] : []),
    waiter(slept.range, slept.text, 'sleeps'),
    {
      actor: 'waker',
      line: null,
      what: 'wakes the sleeper for another reason, or somebody else takes what it was woken for',
      effect: 'the condition does not hold when the waiter runs',
    },
    waiter(act.range, 'goes on without a test', 'as if the condition held'),
  ];
}

/** The schedule in which the notify for the call before ends a wait on the word that both share. */
export function wakeLate(
  { lines }: AnalysisContext,
  { sleep, reset, word }: { readonly sleep: Call; readonly reset: Call; readonly word: string },
): readonly Step[] {
  const slept = lines.lineAt(sleep.range[0]);
  return [
    {
      actor: 'waker',
      line: null,
      what: `stores the first answer in ${word}`,
      effect: 'has not notified yet',
    },
    { actor: 'waiter', line: slept, what: `${sleep.name}()`, effect: 'finds the answer and does not sleep' },
    {
      actor: 'waiter',
      line: lines.lineAt(reset.range[0]),
      what: `stores ${reset.args[2]!.text} for the next call`,
      effect: 'and asks again',
    },
    { actor: 'waiter', line: slept, what: `${sleep.name}()`, effect: 'sleeps' },
    {
      actor: 'waker',
      line: null,
      what: `Atomics.notify() for the first answer`,
      effect: 'the waiter goes on with no second answer there',
    },
  ];
}
