import type { AnalysisContext } from '../context.js';
import type { Suggestion } from '../finding.js';
import type { Call } from '../protocol/events.js';
import type { FunctionModel } from '../protocol/model.js';
import type { Rule, RuleFinding } from '../rule.js';
import { isAwaitable } from './shared/awaitable.js';
import { findDroppedHandWaits, type DroppedHandWait } from './shared/dropped-hand-wait.js';
import { findUnreturnedPromises, type UnreturnedPromise } from './shared/unreturned-promise.js';
import { findDroppedPauses, findDroppedWaits } from './shared/dropped-wait.js';

export const noFloatingWait: Rule = {
  meta: {
    name: 'no-floating-wait',
    description: 'disallow waits whose promise is not awaited, returned or kept',
    languages: ['js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
    schema: {
      type: 'object',
      properties: {
        ignoreVoid: { type: 'boolean', description: 'A wait under `void` is left out on purpose.' },
        promises: { type: 'boolean', description: 'Also look at the waits that a file makes of promises.' },
      },
      additionalProperties: false,
    },
    defaultOptions: { ignoreVoid: false, promises: false },
    strictOptions: { promises: true },
  },
  *check(context, { ignoreVoid, promises }) {
    for (const fn of context.model.functions) {
      for (const call of context.callsOf(fn)) {
        if (call.use === 'void' && ignoreVoid === true) continue;
        const reason = reasonOf(context, call);
        if (reason !== undefined) yield report(context, fn, call, reason);
      }
    }
    if (promises === true) yield* checkOwnWaits(context);
  },
};

/** What is wrong with how the promise of a wait is used; undefined when nothing is. */
function reasonOf({ model }: AnalysisContext, call: Call): string | undefined {
  if (AGGREGATORS.test(call.name)) return isLeft(call) ? ofAggregate(call) : undefined;
  if (call.api?.awaits !== true) return undefined;
  if (call.name === 'Atomics.waitAsync' && !isValueTaken(model.text, call)) return ofWaitAsync(call);
  if (call.awaited) return undefined;
  if (isLeft(call))
    return `${call.name}() only begins to wait: its promise is dropped, so the code after it runs before the condition holds and a failure goes unhandled; await it.`;
  if (call.use === 'tested')
    return `The promise of ${call.name}() is tested, which is always truthy, and not what the wait came to; await it.`;
  const name = call.use === 'assigned' ? keptUnder(model.text, call) : undefined;
  return name === undefined
    ? undefined
    : `The promise of ${call.name}() is kept in '${name}', which nobody reads, so the code after it runs before the condition holds; await it.`;
}

const AGGREGATORS = /^Promise\.(all|allSettled|any|race)$/;

function isLeft({ use, awaited }: Call): boolean {
  return (use === 'dropped' || use === 'void') && awaited !== true;
}

function ofAggregate(call: Call): string | undefined {
  const wait = call.args
    .flatMap(({ calls }) => calls)
    .find(({ api, awaited }) => api?.awaits === true && awaited !== true);
  return wait
    ? `${call.name}() over ${wait.name}() is dropped, so the code after it runs before the condition holds and a failure goes unhandled; await it.`
    : undefined;
}

/** Atomics.waitAsync() gives an object at once; the promise is its `value`. */
function ofWaitAsync(call: Call): string | undefined {
  if (call.awaited)
    return `Atomics.waitAsync() gives { async, value } at once: awaiting that waits for nothing; await its value.`;
  return isLeft(call)
    ? `Atomics.waitAsync() only begins to wait: its result is dropped, and the notify meant for another waiter may wake this one, which nobody awaits; await its value.`
    : undefined;
}

function isValueTaken(text: string, { range }: Call): boolean {
  return /^[\s)!]*\??\.\s*value\b/.test(text.slice(range[1], range[1] + 40));
}

/** The variable that takes the promise, when the file never mentions it again. */
function keptUnder(text: string, { range }: Call): string | undefined {
  const before = text.slice(Math.max(0, range[0] - 200), range[0]);
  const name = /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;{}]*)?=\s*$/.exec(before)?.[1];
  if (name === undefined || /\bexport\s[^;{}]*$/.test(before)) return undefined;
  const mentions = text.match(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'));
  return mentions?.length === 1 ? name : undefined;
}

function report(context: AnalysisContext, fn: FunctionModel, call: Call, message: string): RuleFinding {
  return {
    confidence: 'high',
    range: call.nameRange,
    message,
    related: [],
    suggestions: isAwaitable(context.model, fn) ? suggestAwait(context.model.text, call) : [],
  };
}

/** A function of the file that is called as a wait everywhere else, and whose outcome is dropped here. */
function* checkOwnWaits(context: AnalysisContext): Iterable<RuleFinding> {
  const wide = context.promises();
  const pauses = wide ? findDroppedPauses(wide) : [];
  const byHand = wide ? findDroppedHandWaits(wide).filter(({ call }) => !pauses.includes(call)) : [];
  for (const pause of pauses) yield reportPause(pause);
  for (const wait of byHand) yield reportHandWait(wait);
  const known = new Set(byHand.map(({ call }) => call));
  for (const { fn, call, kept } of wide ? findDroppedWaits(wide) : []) {
    if (known.has(call)) continue;
    const message = `What ${call.name}() gives is dropped, and with it the only way to wait and to stop waiting: ${kept === 1 ? 'the other call of it in this file keeps' : `all ${kept} other calls of it in this file keep`} it.`;
    yield { ...report(wide!, fn, call, message), confidence: 'medium', suggestions: [] };
    known.add(call);
  }
  for (const fn of wide?.model.functions ?? [])
    for (const unreturned of findUnreturnedPromises(wide!, fn))
      if (!known.has(unreturned.call)) yield reportUnreturned(wide!, unreturned);
}

/** A way that gives its callers nothing to await. */
function reportUnreturned({ lines }: AnalysisContext, { call, returned }: UnreturnedPromise): RuleFinding {
  const [start] = call.range;
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `What ${call.name}() gives is dropped here and returned in line ${lines.lineAt(returned.range[0])}: whoever awaits this function goes on at once, and sees no failure; return it here, too.`,
    related: [{ message: 'returned here', range: returned.range }],
    suggestions: [{ message: 'Return it.', edits: [{ range: [start, start], text: 'return ' }] }],
  };
}

/** A promise that does nothing but wait, and whose end nobody sees. */
function reportHandWait({ call, registers }: DroppedHandWait): RuleFinding {
  const what = call.name === 'Promise' ? 'This promise' : `The promise of ${call.name}()`;
  return {
    confidence: 'medium',
    range: call.nameRange,
    message: `${what} does nothing but wait, and it is dropped: what comes next runs at once; await it.`,
    related: registers ? [{ message: 'waits for this', range: registers.range }] : [],
    suggestions: [],
  };
}

/** A pause that nobody awaits passes while the rest runs. */
function reportPause({ name, nameRange }: Call): RuleFinding {
  return {
    confidence: 'medium',
    range: nameRange,
    message: `${name}() gives a promise, which is dropped: what comes next runs at once, and nothing pauses; await it.`,
    related: [],
    suggestions: [],
  };
}

/** `await` goes before the call, and in place of `void`; a wait of Atomics is in the result's `value`. */
function suggestAwait(text: string, call: Call): readonly Suggestion[] {
  const [start, end] = call.range;
  const dropped = /\bvoid\s+$/.exec(text.slice(Math.max(0, start - 40), start))?.[0].length ?? 0;
  const needsValue = call.name === 'Atomics.waitAsync' && !isValueTaken(text, call);
  return [
    {
      message: needsValue ? 'Await the value of the result.' : 'Await the wait.',
      edits: [
        ...(call.awaited ? [] : [{ range: [start - dropped, start] as const, text: 'await ' }]),
        ...(needsValue ? [{ range: [end, end] as const, text: '.value' }] : []),
      ],
    },
  ];
}
