import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, Operand, TestEvent } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import type { FunctionModel } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { callText, findWaker, queueOf, stepsIn } from './steps.js';

/** The places of a lost wake-up: tested, then registered, then slept. */
export interface LostWindow {
  readonly tested: { readonly range: Range; readonly text: string };
  readonly registered: { readonly range: Range; readonly text: string };
  readonly slept: { readonly range: Range; readonly text: string };
  readonly queue?: Operand;
}

/** The schedule in which a wake-up falls between the test and the registration. */
export function loseInWindow(context: AnalysisContext, window: LostWindow): readonly Step[] {
  const { tested, registered, slept, queue } = window;
  const { waiter } = stepsIn(context);
  return [
    waiter(tested.range, `tests ${tested.text}`, 'it decides to sleep'),
    wakerStep(context, queue),
    waiter(registered.range, registered.text, 'too late: the wake-up is over'),
    waiter(slept.range, slept.text, 'sleeps although the condition holds; nobody wakes it'),
  ];
}

/** The schedule in which sleep_on loses a wake-up. */
export function loseBeforeRegistering(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
): readonly Step[] {
  const { waiter } = stepsIn(context);
  const test = testBefore(context, fn, call.range);
  const tests = test ? `tests ${test.text}` : 'the caller tests its condition';
  return [
    waiter(test?.range, tests, 'it decides to sleep'),
    wakerStep(context, queueOf(call) ?? call.args[0]),
    waiter(call.range, callText(call), 'registers and sleeps without testing again; nobody wakes it'),
  ];
}

/** JavaScript: the schedule in which an event comes before anybody listens for it. */
export function loseEvent(
  context: AnalysisContext,
  event: { readonly range: Range; readonly what: string },
  listens: Pick<Call, 'name' | 'range'>,
  tested?: { readonly range: Range; readonly text: string },
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    ...(tested ? [waiter(tested.range, `tests ${tested.text}`, 'not yet: it decides to wait')] : []),
    waker(event.range, event.what, 'nobody listens'),
    waiter(
      listens.range,
      `${listens.name}(): listens`,
      'too late: the event is over; the promise stays open',
    ),
  ];
}

function testBefore(context: AnalysisContext, fn: FunctionModel, range: Range): TestEvent | undefined {
  let last: TestEvent | undefined;
  for (const event of eventsOf(context.graphOf(fn))) {
    if (event.kind === 'test' && event.range[1] <= range[0] && (!last || event.range[0] > last.range[0]))
      last = event;
  }
  return last;
}

function wakerStep(context: AnalysisContext, queue: Operand | undefined): Step {
  const { waker } = stepsIn(context);
  const wake = queue && findWaker(context, queue);
  const how = wake ? `calls ${wake.text}` : `wakes ${queue?.text ?? 'the sleeper'}`;
  return waker(wake?.range, `makes the condition true and ${how}`, 'finds nobody asleep');
}
