import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, Operand, TestEvent, WakeEvent } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import type { FunctionModel } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';

/** The places of a lost wake-up: tested, then registered, then slept. */
export interface LostWindow {
  readonly tested: { readonly range: Range; readonly text: string };
  readonly registered: { readonly range: Range; readonly text: string };
  readonly slept: { readonly range: Range; readonly text: string };
  readonly queue?: Operand;
}

/** The schedule in which a wake-up falls between the test and the registration. */
export function loseInWindow(context: AnalysisContext, window: LostWindow): readonly Step[] {
  const { tested, registered, slept } = window;
  const waiter = { actor: 'waiter' } as const;
  return [
    { ...waiter, ...at(context, tested.range), what: `tests ${tested.text}`, effect: 'it decides to sleep' },
    wakerStep(context, window.queue),
    {
      ...waiter,
      ...at(context, registered.range),
      what: registered.text,
      effect: 'too late: the wake-up is over',
    },
    {
      ...waiter,
      ...at(context, slept.range),
      what: slept.text,
      effect: 'sleeps although the condition holds; nobody wakes it',
    },
  ];
}

/** The schedule in which sleep_on loses a wake-up. */
export function loseBeforeRegistering(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
): readonly Step[] {
  const test = testBefore(context, fn, call.range);
  const what = `${call.name}(${call.args.map((arg) => arg.text).join(', ')})`;
  return [
    {
      actor: 'waiter',
      line: test ? context.lines.lineAt(test.range[0]) : null,
      what: test ? `tests ${test.text}` : 'the caller tests its condition',
      effect: 'it decides to sleep',
    },
    wakerStep(context, call.args[call.api?.queue?.arg ?? 0]),
    {
      actor: 'waiter',
      ...at(context, call.range),
      what,
      effect: 'registers and sleeps without testing again; nobody wakes it',
    },
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
  const wake = queue && findWaker(context, queue);
  if (!wake) {
    const what = queue
      ? `makes the condition true and wakes ${queue.text}`
      : 'makes the condition true and wakes the sleeper';
    return { actor: 'waker', line: null, what, effect: 'finds nobody asleep' };
  }
  const what = `makes the condition true and calls ${wake.call.name}(${wake.call.args.map((arg) => arg.text).join(', ')})`;
  return { actor: 'waker', ...at(context, wake.range), what, effect: 'finds nobody asleep' };
}

/** A real wake-up of the queue in the same file, if there is one. */
function findWaker(context: AnalysisContext, queue: Operand): WakeEvent | undefined {
  const name = lastName(queue);
  for (const fn of context.model.functions) {
    for (const event of eventsOf(context.graphOf(fn))) {
      if (event.kind === 'wake' && event.queue && lastName(event.queue) === name) return event;
    }
  }
  return undefined;
}

/** `wq` of `dev->wq` and of `&priv.wq`: the same queue reached through different variables. */
function lastName({ place, text }: Operand): string {
  return /[\w$#]+$/.exec(place?.text ?? text)?.[0] ?? text;
}

function at({ lines }: AnalysisContext, range: Range): { readonly line: number } {
  return { line: lines.lineAt(range[0]) };
}
