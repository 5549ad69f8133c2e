import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';

/** A promise that is taken for the answer it will only give later. */
export interface TruthyPromise {
  /** What gives the promise. */
  readonly range: Range;
  readonly subject: string;
  /** Who takes it for an answer. */
  readonly tester: string;
  readonly testedAt: Range;
}

/** Finds promises in the place of answers: tested at once, or given by a function to somebody who does not await it. */
export function findTruthyPromises(context: AnalysisContext): readonly TruthyPromise[] {
  const found = context.model.functions.flatMap((fn) => [
    ...testedCalls(context, fn),
    ...context
      .callsOf(fn)
      .flatMap((call) => [...asyncElements(context, call), ...asyncConditions(context, call)]),
  ]);
  return [...new Map(found.map((one) => [one.range[0], one])).values()];
}

/** `while (!this.isReady())`, where `isReady` is async. */
function testedCalls({ graphOf }: AnalysisContext, fn: FunctionModel): readonly TruthyPromise[] {
  return [...eventsOf(graphOf(fn))].flatMap((event) => {
    const call = event.kind === 'test' ? testedCall(event) : undefined;
    if (!call || call.awaited || call.isAsync !== true) return [];
    return {
      range: call.range,
      subject: `${call.name}() is async`,
      tester: 'the test',
      testedAt: event.range,
    };
  });
}

/** The call whose result is the whole of what is tested. */
function testedCall({ calls, range, text }: ProtocolEvent & { readonly kind: 'test' }): Call | undefined {
  return /\bawait\b|\byield\b/.test(text)
    ? undefined
    : calls.find((call) => call.range[0] === range[0] && call.range[1] === range[1]);
}

const QUANTIFIERS = /\.(every|some|find|findIndex|findLast|findLastIndex)$/;

/** `checks.every(async (check) => …)`, and `checks.every((check) => check(x))` where all of `checks` are async. */
function asyncElements(context: AnalysisContext, call: Call): readonly TruthyPromise[] {
  const { name, args, receiver, range, use, awaited } = call;
  const [given] = args;
  if (awaited || !QUANTIFIERS.test(name) || given?.form !== 'function') return [];
  if (use !== 'tested' && !(receiver && isList(context, receiver.text))) return [];
  const tester = `${name}()`;
  if (given.isAsync)
    return [{ range: given.range, subject: 'The function is async', tester, testedAt: range }];
  if (!receiver || !CALLS_ELEMENT.test(given.text)) return [];
  const added = context.model.functions.flatMap((fn) =>
    context
      .callsOf(fn)
      .flatMap((other) =>
        other.receiver?.text === receiver.text && /\.(push|unshift)$/.test(other.name) ? other.args : [],
      ),
  );
  if (added.length === 0 || !added.every(({ isAsync }) => isAsync === true)) return [];
  const subject = `All that is put into '${receiver.text}' is async`;
  return [{ range: given.range, subject, tester, testedAt: added[0]!.range }];
}

/** `(check) => check(x)`, `function (check) { return check(x); }` */
const CALLS_ELEMENT =
  /^(?:function\s*)?\(?\s*([\w$]+)\s*\)?\s*(?:=>)?\s*(?:\{\s*return\s)?\s*!?\1\([^]*\)\s*;?\s*\}?$/;

/** Streams and other libraries take async functions by the same names; a list is what is pushed to or has a length. */
function isList({ model }: AnalysisContext, name: string): boolean {
  const place = quoted(name);
  return new RegExp(`${place}\\??\\.(push|unshift|length)\\b|${place}\\s*(:[^=;]*)?=\\s*\\[`).test(
    model.text,
  );
}

/** An async function given to a function of the file that tests what it returns, not what that promise comes to. */
function asyncConditions(context: AnalysisContext, call: Call): readonly TruthyPromise[] {
  const fn =
    call.target === undefined || call.name === 'Promise' ? undefined : context.model.functions[call.target];
  if (!fn) return [];
  return call.args.flatMap((arg, i): TruthyPromise[] => {
    const parameter = fn.parameters[i];
    const test = isAsyncFunction(arg) && parameter ? testOf(context, fn, parameter) : undefined;
    if (!test) return [];
    return [
      { range: arg.range, subject: `'${parameter}' is async`, tester: `${fn.name}()`, testedAt: test.range },
    ];
  });
}

function isAsyncFunction({ form, isAsync }: Operand): boolean {
  return form === 'function' && isAsync === true;
}

/** Where a function tests what the function it was given returns. */
function testOf(context: AnalysisContext, fn: FunctionModel, parameter: string): ProtocolEvent | undefined {
  const within = [
    fn,
    ...functionsInside(context.model.functions, fn).filter((inner) => !inner.parameters.includes(parameter)),
  ];
  return within
    .flatMap((inner) => [...eventsOf(context.graphOf(inner))])
    .find(
      (event) =>
        event.kind === 'test' && testedCall(event)?.name === parameter && !testedCall(event)!.awaited,
    );
}
