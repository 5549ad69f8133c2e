import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { isInside } from './nesting.js';
import { endingOf, promiseWaits, type PromiseWait } from './promise-wait.js';
import { isOfSameClass } from './same-class.js';

/** A wait for an event of something that the same file ends elsewhere, after which the event never comes. */
export interface EndlessEventWait {
  /** `socket.on('data', …)` */
  readonly listens: Call;
  /** `socket.destroy()` */
  readonly ends: Call;
}

/** Finds promises that nothing but a recurring event settles, though another function may end what emits it. */
export function findEndlessEventWaits(context: AnalysisContext): readonly EndlessEventWait[] {
  return promiseWaits(context).flatMap((wait) => {
    const listens = onlyListener(context, wait);
    const ends = listens && enderOf(context, wait, listens);
    return ends ? [{ listens, ends }] : [];
  });
}

const LISTENS = /\.(on|once|addListener|prependListener|addEventListener)$/;
/** Events that come as long as the emitter works, and never when it is over. */
const RECURS = /^(data|message|drain|readable|packet|response|reply|row|idle)$/;
const ENDS = /\.(destroy|destroySoon|destroySocket|end|close|terminate|kill)$/;
const OTHERWISE = /\b(setTimeout|setInterval|signal|abort|race|timeout)\w*\b/i;

/** The one listener of the promise, when its event is the only thing that can settle it. */
function onlyListener(context: AnalysisContext, wait: PromiseWait): Call | undefined {
  const { fn, maker, resolves } = wait;
  if (!resolves || OTHERWISE.test(context.model.text.slice(...maker.range))) return undefined;
  const calls = context.callsOf(fn);
  const listeners = calls.filter(({ name }) => LISTENS.test(name));
  const [listens] = listeners;
  const [event, handler] = listens?.args ?? [];
  if (listeners.length !== 1 || !listens || !handler || typeof event?.constant !== 'string') return undefined;
  if (!RECURS.test(event.constant) || !listens.receiver || listens.receiver.text === 'this') return undefined;
  return endingOf(context, wait, listens, handler).settles ? listens : undefined;
}

/** Where a function that has nothing to do with the wait ends the emitter. */
function enderOf(
  { model, callsOf }: AnalysisContext,
  { fn, maker }: PromiseWait,
  { receiver }: Call,
): Call | undefined {
  if (receiver?.root !== 'this') return undefined;
  const others = model.functions.filter(
    (other) =>
      other !== fn && other !== maker && !isInside(other, maker) && isOfSameClass(model, other, maker),
  );
  return others
    .flatMap((other) => callsOf(other))
    .find((call) => ENDS.test(call.name) && call.receiver?.text === receiver.text);
}
