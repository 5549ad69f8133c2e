import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { endingOf, promiseWaits } from './promise-wait.js';

/** A wait for the exit of a process that may be over: its exit code was only asked whether it is true. */
export interface HalfAskedExit {
  readonly listens: Call;
  /** `child.exitCode` */
  readonly tested: Range;
}

/**
 * Finds `if (child.exitCode) resolve(); else child.on('exit', resolve);`: the code of a clean exit is 0, and a process that
 * a signal has ended has none.
 */
export function findHalfAskedExits(context: AnalysisContext): readonly HalfAskedExit[] {
  if (!context.model.text.includes('exitCode')) return [];
  return promiseWaits(context).flatMap((wait) =>
    context.callsOf(wait.fn).flatMap((listens) => {
      const { name, args, receiver } = listens;
      const [event, handler] = args;
      if (!/\.(?:on|once|addListener)$/.test(name) || !receiver || !handler) return [];
      if (!/^(?:exit|close)$/.test(String(event?.constant))) return [];
      if (!endingOf(context, wait, listens, handler).settles) return [];
      const tested = truthTest(context.model.text, wait.maker.range[0], listens);
      return tested ? { listens, tested } : [];
    }),
  );
}

/** The exit code tested for its truth, with no other look at how the process has ended. */
function truthTest(text: string, start: number, { receiver, range }: Call): Range | undefined {
  const before = text.slice(start, range[0]);
  const code = `${quoted(receiver!.text)}\\??\\.exitCode`;
  if (
    /\.(?:signalCode|killed)\b/.test(before) ||
    new RegExp(`${code}\\s*(?:[!=]==?|\\?\\?|[<>])`).test(before)
  )
    return undefined;
  const test = new RegExp(`(?:\\bif\\s*\\(|&&|\\|\\||!)\\s*!?(${code})\\s*(?:\\)|&&|\\|\\|)`).exec(before);
  if (!test) return undefined;
  const at = start + test.index + test[0].indexOf(test[1]!);
  return [at, at + test[1]!.length];
}
