import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { functionsInside } from './nesting.js';
import { functionOf, promiseWaits, wordOf } from './promise-wait.js';

/** A waiter that gives up and takes the first or last off the queue, which need not be itself. */
export interface TakenForOwn {
  /** `setTimeout(…)`, `signal.addEventListener('abort', …)` */
  readonly limit: Call;
  /** `waiters.shift()` */
  readonly takes: Call;
  readonly list: string;
}

/** Finds `waiters.push(resolve); setTimeout(() => { waiters.shift(); reject(error); }, ms);`. */
export function findTakenForOwn(context: AnalysisContext): readonly TakenForOwn[] {
  return promiseWaits(context).flatMap(({ fn, settlers }) => {
    const calls = context.callsOf(fn);
    const lists = calls.flatMap(({ name, receiver, args }) =>
      receiver?.shared && ENTERS.test(name) && args.some(({ text }) => namesOne(text, settlers))
        ? [receiver.text]
        : [],
    );
    if (lists.length === 0) return [];
    return calls.flatMap((limit) => {
      const given = LIMIT.test(limit.name) ? limit.args.find(({ form }) => form === 'function') : undefined;
      const code = given && functionOf(context, fn, given);
      const takes = code && takenIn(context, code, lists, settlers[1]);
      return takes ? [{ limit, takes, list: takes.receiver!.text }] : [];
    });
  });
}

const ENTERS = /\.(push|unshift|enqueue|add)$/;
const LIMIT = /(^|\.)(setTimeout|addEventListener|onabort|once|on)$/;

function namesOne(text: string, settlers: readonly string[]): boolean {
  return settlers.some((name) => wordOf(name).test(text));
}

/** What the function takes off a list by its order, without a look at what it was, before it rejects. */
function takenIn(
  context: AnalysisContext,
  code: FunctionModel,
  lists: readonly string[],
  reject: string | undefined,
): Call | undefined {
  const inside = [code, ...functionsInside(context.model.functions, code)];
  const calls = inside.flatMap((one) => context.callsOf(one));
  if (reject === undefined || !calls.some(({ name }) => name === reject)) return undefined;
  return calls.find(
    ({ receiver, name, use }) =>
      use === 'dropped' && lists.includes(receiver?.text ?? '') && /\.(shift|pop|dequeue)$/.test(name),
  );
}
