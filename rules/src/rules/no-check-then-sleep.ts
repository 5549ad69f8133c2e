import { askOnce } from '../ask-once.js';
import type { AnalysisContext } from '../context.js';
import { loseEvent, loseInWindow } from '../explain/lost-wakeup.js';
import { tellNobody } from '../explain/late-update.js';
import { suggestTestAgain } from '../fix/test-again.js';
import type { Call } from '../protocol/events.js';
import { isEndless, isRunning } from '../protocol/lower-call.js';
import { mayCall, type FunctionModel, type NamedCall } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { staleExpectedValues } from './shared/atomics-expected.js';
import { findContradictedValues, type ContradictedValue } from './shared/contradicted-value.js';
import { findWindows, type Window } from './shared/check-window.js';
import { findHalfAskedExits, type HalfAskedExit } from './shared/half-asked-exit.js';
import { findLateFirstMessages, type LateFirstMessage } from './shared/late-first-message.js';
import { findLateRequests, type LateRequest } from './shared/late-request.js';
import { findLateAborts, type LateAbort } from './shared/late-abort.js';
import { findUnrecordedWakes, type UnrecordedWake } from './shared/unrecorded-wake.js';
import { findPromiseWindows, type PromiseWindow } from './shared/promise-window.js';
import { findLateWaiters, type LateWaiter } from './shared/late-waiter.js';
import { findLateListeners, type LateListener } from './shared/late-listener.js';
import { promisesOption } from './shared/promises-option.js';
import { isEndedByStop } from './shared/stop-test.js';

export const noCheckThenSleep: Rule = {
  meta: {
    name: 'no-check-then-sleep',
    description: 'disallow testing the condition before registering and sleeping without a new test',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    ...promisesOption('Also look at waits for events and abort signals.'),
  },
  *check(context, { promises }) {
    for (const fn of context.model.functions) {
      if (!mayCall(fn, isBareSleep) || !mayMiss(fn)) continue;
      const actions = new Set(context.callsOf(fn).map(({ api }) => api?.action));
      if (actions.has('sleep')) yield* check(context, fn);
      if (!actions.has('compare-sleep')) continue;
      yield* staleExpectedValues(context, fn);
      for (const one of findContradictedValues(context, fn)) yield reportContradicted(context, one);
    }
    if (context.language === 'js')
      for (const unrecorded of findUnrecordedWakes(context))
        if (unrecorded.announces || givesUpLock(context, unrecorded.wait))
          yield reportUnrecorded(context, unrecorded);
    if (promises === true) yield* checkPromises(context);
  },
};

function isBareSleep({ api }: NamedCall): boolean {
  return api.action === 'sleep' || api.action === 'compare-sleep';
}

/** Who sets no state does not sleep, and nobody tells who sleeps for a time only and is on no queue. */
function mayMiss(fn: FunctionModel): boolean {
  if (mayCall(fn, ({ api }) => api.action === 'register' || api.action === 'compare-sleep')) return true;
  return mayCall(fn, setsState) && mayCall(fn, sleepsForGood);
}

function setsState({ api, args }: NamedCall): boolean {
  if (api.action !== 'set-state') return false;
  const given = typeof api.state === 'number' ? args()?.[api.state] : api.state;
  return given === undefined || !isRunning(given.trim());
}

function sleepsForGood({ api, args }: NamedCall): boolean {
  if (api.action !== 'sleep' || !api.timeout) return api.action === 'sleep';
  const given = args()?.[api.timeout.arg];
  return given === undefined || isEndless(given.trim());
}

/** A lock is given up before the sleep: from there on a wake-up may come. */
function givesUpLock({ model, callsOf }: AnalysisContext, wait: Call): boolean {
  return model.functions.some((fn) => {
    const calls = callsOf(fn);
    return (
      calls.includes(wait) &&
      calls.some(({ name, range }) => range[0] < wait.range[0] && /(^|\.)(unlock|release)\w*$/i.test(name))
    );
  });
}

function reportUnrecorded(
  context: AnalysisContext,
  { wait, notify, word, announces }: UnrecordedWake,
): RuleFinding {
  const line = context.lines.lineAt(notify.range[0]);
  return {
    confidence: 'medium',
    range: wait.nameRange,
    message: announces
      ? `A wake-up of line ${line} that comes before ${wait.name}() is lost: nothing writes '${word}', so the sleep begins all the same and what was written for it is not seen; count each wake-up in the word, and expect here the count seen last.`
      : `A wake-up between giving up the lock and ${wait.name}() is lost: nothing writes '${word}', so the sleep begins all the same; read a count of wake-ups before giving up the lock and expect it here.`,
    related: [{ message: 'this wake-up leaves no trace', range: notify.range }],
    suggestions: [],
    interleaving: tellNobody(context, notify, word, wait.range),
  };
}

function reportContradicted({ lines }: AnalysisContext, { sleep, tested }: ContradictedValue): RuleFinding {
  const { name, args } = sleep.call;
  return {
    confidence: 'high',
    range: args[2]!.range,
    message: `Line ${lines.lineAt(tested.range[0])} leads here only while the word is not ${args[2]!.text}, and ${name}() sleeps only while it is: it answers 'not-equal' and nobody sleeps; expect the value that was tested.`,
    related: [{ message: `tested here: ${tested.text}`, range: tested.range }],
    suggestions: [],
  };
}

function check(context: AnalysisContext, fn: FunctionModel): readonly RuleFinding[] {
  return askOnce(context, fn, findWindows).map((window) => report(context, window));
}

function report(context: AnalysisContext, window: Window): RuleFinding {
  const { tested, armed, sleep } = window;
  const [testLine, armLine] = [tested, armed].map(({ range }) => context.lines.lineAt(range[0]));
  // `current->state = TASK_…` registers without a call.
  const name = /^\w+$/.test(armed.call.name) ? `${armed.call.name}()` : `setting ${armed.call.name}`;
  return {
    confidence: window.confidence,
    range: sleep.range,
    message: `A wake-up between line ${testLine} (the test) and line ${armLine} (${armed.call.name}) is lost${sleep.timed ? ' and the whole time slept out' : ''}; test again after ${name} and before sleeping.`,
    related: [
      { message: `tested here: ${tested.text}`, range: tested.range },
      { message: 'registered only here', range: armed.range },
      ...(isEndedByStop(tested, armed) ? [{ message: SINCE_6_0, range: tested.range }] : []),
    ],
    suggestions: suggestTestAgain(context.model, window),
    interleaving: loseInWindow(context, {
      tested,
      registered: { range: armed.range, text: name },
      slept: { range: sleep.range, text: `${sleep.call.name}()` },
      ...(window.queue && { queue: window.queue }),
    }),
  };
}

const SINCE_6_0 =
  'of a stop alone this is true up to Linux 5.19: since 6.0 kthread_stop() also sets TIF_NOTIFY_SIGNAL, which ends the sleep';

function* checkPromises(context: AnalysisContext): Iterable<RuleFinding> {
  const wide = context.promises();
  for (const late of wide ? findLateWaiters(wide) : []) yield reportWaiter(wide!, late);
  for (const exit of wide ? findHalfAskedExits(wide) : []) yield reportExit(wide!, exit);
  for (const late of wide ? findLateRequests(wide) : []) yield reportRequest(wide!, late);
  for (const fn of wide?.model.functions ?? []) {
    for (const late of findLateAborts(wide!, fn)) yield reportAbort(wide!, late);
    for (const late of findLateListeners(wide!, fn)) yield reportListener(wide!, late);
    for (const late of findLateFirstMessages(wide!, fn)) yield reportMessage(wide!, late);
    for (const window of findPromiseWindows(wide!, fn)) yield reportPromise(wide!, window);
  }
}

function reportWaiter({ lines }: AnalysisContext, { keeps, end }: LateWaiter): RuleFinding {
  return {
    confidence: 'medium',
    range: keeps.nameRange,
    message: `'${end.place.text}' may have been set in line ${lines.lineAt(end.range[0])} by now, where all who waited were settled, and nobody asks: this one waits for ever; test it before waiting.`,
    related: [{ message: 'the end for all who wait', range: end.range }],
    suggestions: [],
  };
}

function reportExit(context: AnalysisContext, { listens, tested }: HalfAskedExit): RuleFinding {
  const text = context.model.text.slice(...tested);
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `'${text}' is 0 after a clean exit and null after a signal: a process that is over passes for one that runs, and its '${listens.args[0]!.constant}' is waited for in vain; compare the exit code and the signal code with null.`,
    related: [{ message: 'tested here', range: tested }],
    suggestions: [],
    interleaving: loseEvent(context, { range: tested, what: 'the process has exited with 0' }, listens),
  };
}

function reportRequest(context: AnalysisContext, { sends, enters }: LateRequest): RuleFinding {
  const line = context.lines.lineAt(sends.range[0]);
  return {
    confidence: 'medium',
    range: enters.nameRange,
    message: `An answer that comes before line ${line} has been waited for finds no entry and is lost: whoever asked waits for it in vain; enter the request first, then send it, and take it out when that fails.`,
    related: [{ message: 'sent here', range: sends.range }],
    suggestions: [],
    interleaving: loseEvent(
      context,
      { range: sends.range, what: 'answers before the sending is over' },
      enters,
    ),
  };
}

function reportMessage(context: AnalysisContext, late: LateFirstMessage): RuleFinding {
  const { starts, awaits, listens, name } = late;
  const [line, pause] = [starts, awaits].map(([start]) => context.lines.lineAt(start));
  return {
    confidence: 'medium',
    range: listens,
    message: `The worker of line ${line} runs while line ${pause} is awaited, and what it says first is over before anybody listens; listen right after starting it.`,
    related: [
      { message: 'started here', range: starts },
      { message: 'awaited before anybody listens', range: awaits },
    ],
    suggestions: [],
    interleaving: loseEvent(
      context,
      { range: awaits, what: 'the worker sends its first message' },
      { name, range: listens },
    ),
  };
}

function reportPromise(context: AnalysisContext, { tested, place, wait }: PromiseWindow): RuleFinding {
  const [testLine, line] = [tested, wait].map(({ range }) => context.lines.lineAt(range[0]));
  return {
    confidence: 'medium',
    range: wait.nameRange,
    message: `'${place.text}' may have changed since line ${testLine}, where it was tested before an await, and whoever changed it found no waiter: line ${line} waits for the next one; test again right before the promise is made.`,
    related: [{ message: `tested here: ${tested.text}`, range: tested.range }],
    suggestions: [],
    interleaving: loseInWindow(context, {
      tested,
      registered: { range: wait.range, text: 'the promise' },
      slept: { range: wait.range, text: 'await' },
    }),
  };
}

function reportAbort(context: AnalysisContext, { tested, gap, listens }: LateAbort): RuleFinding {
  const [testLine, line] = [tested, gap].map(([start]) => context.lines.lineAt(start));
  const test = { range: tested, text: context.model.text.slice(...tested) };
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `An abort that comes in line ${line}, after the signal was tested in line ${testLine}, is lost: the event is over before anybody listens; test 'aborted' again after listening.`,
    related: [
      { message: 'tested here', range: tested },
      { message: 'the signal may be aborted here', range: gap },
    ],
    suggestions: [],
    interleaving: loseEvent(context, { range: gap, what: 'aborts the signal' }, listens, test),
  };
}

function reportListener(context: AnalysisContext, late: LateListener): RuleFinding {
  const { how, before, text, listens, event } = late;
  const line = context.lines.lineAt(before[0]);
  const why =
    how === 'request'
      ? `${text}() in line ${line} is awaited before anybody listens`
      : `'${text}' in line ${line} tells how it was before the call that answered it was over`;
  return {
    confidence: 'medium',
    range: listens.nameRange,
    message: `'${event}' may have come already, and then this waits for another: ${why}; listen before, and await after.`,
    related: [{ message: how === 'request' ? 'asked for here' : 'decided here', range: before }],
    suggestions: [],
    interleaving: loseEvent(context, { range: before, what: `emits '${event}' meanwhile` }, listens),
  };
}
