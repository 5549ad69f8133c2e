import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, Operand } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';
import { callText, findWaker, stepsIn } from './steps.js';

/** The schedule in which waiter and waker are on two queues where they mean one. */
export function meetNowhere(
  context: AnalysisContext,
  call: Call,
  original: Operand | undefined,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const name = original?.place?.text ?? original?.text;
  const queue = name === undefined ? 'the queue that others know' : name;
  if (call.api?.action === 'wake') {
    return [
      waiter(undefined, `waits on ${queue}`, 'sleeps'),
      waker(call.range, callText(call), 'finds nobody: this is another queue'),
      waiter(undefined, 'goes on sleeping', 'although the condition holds; nobody wakes it'),
    ];
  }
  const wake = original && findWaker(context, original);
  return [
    waiter(call.range, callText(call), 'sleeps on a queue that no waker knows'),
    waker(wake?.range, wake ? wake.text : `wakes ${queue}`, 'finds nobody there'),
    waiter(call.range, 'goes on sleeping', 'although the condition holds; nobody wakes it'),
  ];
}

/** A word of shared memory as one side names it. */
export interface Word {
  readonly range: Range;
  readonly text: string;
}

/** JavaScript: the same for two words of shared memory. */
export function missWord(context: AnalysisContext, slept: Word, notified: Word): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(slept.range, `sleeps on word ${slept.text}`, 'until that very word is notified'),
    waker(notified.range, `notifies word ${notified.text}`, 'finds nobody: these are different words'),
    waiter(slept.range, 'goes on sleeping', 'nobody wakes it'),
  ];
}

/** JavaScript: a word of shared memory that is written and never notified; where it is slept on may not be known. */
export function leaveAsleep(
  context: AnalysisContext,
  slept: Range | undefined,
  { range, text }: Word,
): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  return [
    waiter(slept, `sleeps on word ${text}`, 'until that very word is notified'),
    waker(range, `writes ${text}`, 'notifies nobody: a sleeper does not look by itself'),
    waiter(slept, 'goes on sleeping', 'nobody wakes it'),
  ];
}
