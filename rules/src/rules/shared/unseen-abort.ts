import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { endingOf, promiseWaits } from './promise-wait.js';

/**
 * Finds waits that an abort rejects, in files that never look whether the signal was aborted before: such a signal is
 * silent, and the wait goes on as if none had been given.
 */
export function findUnseenAborts(context: AnalysisContext): readonly Call[] {
  const { text } = context.model;
  if (LOOKS.test(text)) return [];
  return promiseWaits(context).flatMap((wait) =>
    context.callsOf(wait.fn).filter((call) => {
      const [event, handler] = call.args;
      const isForAbort = call.name.endsWith('.addEventListener') && event?.constant === 'abort';
      if (!isForAbort || !handler || !call.receiver || CONTROLLED.test(call.receiver.text)) return false;
      return endingOf(context, wait, call, handler).settles;
    }),
  );
}

/** A look at a signal, or a controller of the file's own, which it aborts when it likes. */
const LOOKS = /\baborted\b|\bthrowIfAborted\b|\bAbortController\b|\bAbortSignal\.(any|timeout)\b/;

/** Whoever hands on the controller itself made it for the job at hand. */
const CONTROLLED = /(controller|aborter)\w*\.signal$/i;
