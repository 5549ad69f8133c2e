import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { findWaker, queueOf, stepsIn } from './steps.js';

/** The schedule in which a waiter looks at what nobody changes. */
export function testForEver(context: AnalysisContext, call: Call, condition: string): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const queue = queueOf(call);
  const wake = queue && findWaker(context, queue);
  const wakes = wake ? `calls ${wake.text}` : `wakes ${queue?.text ?? 'the waiter'}`;
  return [
    waiter(call.range, `${call.name}(): tests ${condition}`, 'not yet: it sleeps'),
    waker(wake?.range, `changes what is waited for and ${wakes}`, 'the waiter runs'),
    waiter(call.range, `tests ${condition} again`, 'the same answer as before: it sleeps, every time'),
  ];
}
