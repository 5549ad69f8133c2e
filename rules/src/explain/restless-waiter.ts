import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { callText, findWaker, queueOf, stepsIn } from './steps.js';

/** The schedule in which a condition that sleeps makes the waiter spin. */
export function spinInCondition(context: AnalysisContext, wait: Call, sleeping: Call): readonly Step[] {
  const line = context.lines.lineAt(wait.range[0]);
  return [
    {
      actor: 'waiter',
      line,
      what: `${wait.name}() registers and sets the sleeping state`,
      effect: 'it may go to sleep as soon as the condition was tested',
    },
    {
      actor: 'waiter',
      line: context.lines.lineAt(sleeping.range[0]),
      what: `${sleeping.name}() in the condition`,
      effect: 'sleeps in its own state, and sets the task running when it is done',
    },
    {
      actor: 'waiter',
      line,
      what: 'schedule() inside the wait',
      effect: 'returns at once, for the task is running: the wait spins until the condition holds',
    },
  ];
}

/** JavaScript: the schedule in which a condition that blocks its thread keeps the waker from running. */
export function blockInCondition(context: AnalysisContext, wait: Call, blocking: Call): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const queue = queueOf(wait);
  const wake = queue && findWaker(context, queue);
  return [
    waiter(wait.range, `${wait.name}() tests the condition`, 'calls it on the one thread that all share'),
    waiter(blocking.range, callText(blocking), 'blocks the thread'),
    waker(
      wake?.range,
      wake ? wake.text : 'would make the condition true',
      'does not come to run: its thread stands still',
    ),
  ];
}
