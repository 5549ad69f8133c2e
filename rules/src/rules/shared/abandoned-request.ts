import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { quoted } from '../../quoted.js';
import { endingOf, promiseWaits } from './promise-wait.js';

/** A place in a queue that is still held when the time of whoever stood there is over. */
export interface AbandonedRequest {
  /** `lock.acquire()` */
  readonly request: Call;
  /** What gives up on it: a timer, or a race with one. */
  readonly limit: Call;
}

/** Finds requests for a lock or a resource that a time limit gives up on, though nothing takes them back. */
export function findAbandonedRequests(context: AnalysisContext): readonly AbandonedRequest[] {
  const races = context.model.functions.flatMap((fn) => context.callsOf(fn).flatMap((call) => racedIn(call)));
  const limited = promiseWaits(context).flatMap((wait) => {
    const calls = context.callsOf(wait.fn);
    const request = calls.find((call) => call.awaited === true && isRequest(call));
    const limit = calls.find(
      (call) =>
        TIMER.test(call.name) && call.args[0] !== undefined && isPlainEnd(context, wait, call, call.args[0]),
    );
    if (!request || !limit || TAKES_BACK.test(context.model.text.slice(...wait.fn.range))) return [];
    return [{ request, limit }];
  });
  const found = [...races, ...limited];
  return [...new Map(found.map((one) => [one.request.range[0], one])).values()];
}

const TIMER = /^((window|globalThis|self|timers?)\.)?setTimeout$/;
const REQUEST = /\.(acquire|acquireLock|lock|take|obtain|checkout|checkOut|reserve|getConnection)$/;
const TAKES_BACK = /\b(cancel|abort|signal|remove|unqueue|withdraw)\w*\b/i;

function isPlainEnd(context: AnalysisContext, ...end: Tail<Parameters<typeof endingOf>>): boolean {
  const { settles, isBare } = endingOf(context, ...end);
  return settles && isBare;
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** A request that takes a time limit or a signal of its own withdraws by itself. */
function isRequest({ name, args, receiver }: Call): boolean {
  return (
    receiver !== undefined &&
    REQUEST.test(name) &&
    !args.some(({ text }) => /timeout|signal|\{|^\d|\bms\b/i.test(text))
  );
}

/** `Promise.race([lock.acquire(), timeout(ms)])`: who gets the lock later is not there to give it back. */
function racedIn(race: Call): readonly AbandonedRequest[] {
  const [members] = race.args;
  if (race.name !== 'Promise.race' || !members?.text.startsWith('[')) return [];
  const isLimited = /\b(setTimeout|\w*(timeout|sleep|delay))\s*\(/i.test(members.text);
  const request = members.calls.find((call) => call.awaited !== true && isRequest(call));
  const isMember =
    request && new RegExp(`[[,]\\s*${quoted(request.name)}\\([^()]*\\)\\s*[,\\]]`).test(members.text);
  return isLimited && isMember ? [{ request, limit: race }] : [];
}
