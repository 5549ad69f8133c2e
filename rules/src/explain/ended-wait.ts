import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';
import { callText, stepsIn } from './steps.js';

/** What follows a wait that a signal ended: the function ends, its loop goes round, or it spins. */
export interface EndedWait {
  readonly call: Call;
  readonly how: 'exit' | 'again' | 'spin';
  /** Where it ends; the wait itself for the others. */
  readonly range: Range;
  /** A negative result was taken for a positive one. */
  readonly isMistaken?: boolean;
}

/** The schedule in which a signal ends a wait and nobody takes notice. */
export function endBySignal(context: AnalysisContext, ended: EndedWait): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const { call, how, range, isMistaken } = ended;
  const isScript = context.model.language === 'js';
  const comes = isScript ? 'aborts the signal, or interrupts the task' : 'sends a signal';
  const ends = isScript ? 'rejects' : 'returns -ERESTARTSYS';
  const passed = isScript ? 'the rejection is swallowed' : 'the result is dropped';
  return [
    waiter(call.range, callText(call), 'the condition is false: it sleeps'),
    waker(undefined, comes, 'ends the sleep; the condition is as false as before'),
    waiter(call.range, ends, isMistaken ? 'taken for time left' : passed),
    how === 'spin'
      ? waiter(call.range, `calls ${call.name}() again`, `it ${ends} at once: the loop spins and never ends`)
      : waiter(range, how === 'exit' ? 'ends' : 'does its work and comes back', 'as if the condition held'),
  ];
}

/** C: the schedule in which a signal takes the pauses out of a loop that counts its tries. */
export function hurryBySignal(context: AnalysisContext, pause: Call, count: Range): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waker(undefined, 'sends a signal', 'it stays pending'),
    waiter(count, 'tries', 'not yet'),
    waiter(pause.range, callText(pause), 'returns at once, and so each time: the tries are used up'),
    waker(undefined, 'would have been ready in time', 'nobody tries any more'),
  ];
}

/** C: the schedule in which a loop made by hand does not notice that a signal has ended its sleep. */
export function spinBySignal(context: AnalysisContext, sleep: Call, tested: Range): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(sleep.range, callText(sleep), 'the condition is false: it sleeps'),
    waker(undefined, 'sends a signal', 'ends the sleep; the condition is as false as before'),
    waiter(tested, 'tests', 'still false, and the signal is not looked for'),
    waiter(sleep.range, callText(sleep), 'returns at once: the loop spins and never ends'),
  ];
}

/** JavaScript: the schedule in which a thread reads what the other has not written. */
export function readTooSoon(
  context: AnalysisContext,
  sleep: Call,
  outcome: 'timed-out' | 'not-equal',
  read: Range,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const why =
    outcome === 'timed-out' ? 'the time runs out' : 'the word still holds the last answer: it does not sleep';
  return [
    waiter(sleep.range, callText(sleep), `${why}: '${outcome}'`),
    waiter(read, 'reads the answer', 'an old one, or none'),
    waker(undefined, 'writes the answer, stores the word and notifies', 'too late: it was read before'),
  ];
}
