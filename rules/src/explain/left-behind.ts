import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, RegisterEvent } from '../protocol/events.js';
import type { Place, Range } from '../protocol/place.js';
import { callText, findWaker, stepsIn } from './steps.js';

/** The schedule in which an entry, or a sleeping state, that was left behind does its harm. */
export function leaveBehind(
  context: AnalysisContext,
  register: RegisterEvent,
  finish: string,
  exit: Range,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const { call, queues, queue, entry } = register;
  const registers = /^\w+$/.test(call.name) ? callText(call) : `sets ${call.name}`;
  const leaves = `leaves without ${finish}()`;
  if (!queues) {
    return [
      waiter(register.range, registers, 'the task sleeps the next time it gives up the processor'),
      waiter(exit, leaves, 'still in the sleeping state'),
      waiter(undefined, 'gives up the processor for a moment', 'sleeps for good: nobody knows that it waits'),
    ];
  }
  const wake = queue && findWaker(context, queue);
  const isScript = context.model.language === 'js';
  const isDynamic = isScript || /->|\./.test(entry?.place?.text ?? '');
  const stays = isDynamic
    ? 'the entry stays on the queue'
    : 'the entry stays on the queue, its stack frame ends';
  const woken = call.api?.exclusive
    ? 'wakes the one that has left; whoever was to have this wake-up sleeps on'
    : 'wakes the one that has left, in the middle of something else';
  const harm = isDynamic ? woken : 'follows the list into a stack frame that others use by now';
  return [
    waiter(register.range, registers, 'is on the queue'),
    waiter(exit, leaves, stays),
    waker(wake?.range, wake ? wake.text : `wakes ${queue?.text ?? 'the queue'}`, harm),
  ];
}

/** JavaScript: the schedule in which what would settle a promise is thrown away. */
export function dropResolvers(context: AnalysisContext, range: Range, store: Place): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(undefined, `awaits a promise whose resolver is kept in ${store.text}`, 'sleeps'),
    waker(range, context.model.text.slice(...range), 'the resolver is gone; the promise stays open'),
    waker(undefined, `looks in ${store.text} for waiters`, 'finds none: nobody wakes the waiter'),
  ];
}

/** JavaScript: the schedule in which a waiter that has given up takes the wake-up of another. */
export function swallowWake(context: AnalysisContext, registers: Call, ending: Call): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const store = registers.receiver?.text ?? registers.name;
  return [
    waiter(registers.range, callText(registers), 'waits; another waiter comes behind it'),
    waiter(ending.range, `${ending.name}() ends the wait`, `it is still in ${store}`),
    waker(
      undefined,
      `takes the first of ${store} and resolves it`,
      'wakes one that is gone; the other sleeps on',
    ),
  ];
}

/** JavaScript: the schedule in which the reader of a generator leaves, and with it the only waker. */
export function leaveReading(
  context: AnalysisContext,
  waits: Range,
  name: string,
  wakes: Range,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(waits, `awaits ${name}.promise`, 'sleeps'),
    waker(undefined, 'leaves the loop over the generator', 'the generator ends at its yield'),
    waker(wakes, `${name}.resolve()`, 'is never reached: nobody wakes the waiter'),
  ];
}
