import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';

/** A listener of a race that an abort is to take away, where the abort is skipped when the race rejects. */
export interface UnabortedRace {
  /** `once(worker, 'exit', { signal: controller.signal })` */
  readonly listens: Call;
  readonly race: Call;
  /** `controller.abort()` */
  readonly aborts: Call;
}

/**
 * Finds `await Promise.race([job(), once(worker, 'exit', { signal: controller.signal })]); controller.abort();`, where a job that
 * rejects leads past the abort.
 */
export function findUnabortedRaces(context: AnalysisContext, fn: FunctionModel): readonly UnabortedRace[] {
  const text = context.model.text.slice(...fn.range);
  if (!fn.isAsync || fn.isTopLevel || !/\bAbortController\(/.test(text) || /\bfinally\b/.test(text))
    return [];
  const calls = context.callsOf(fn);
  return calls.flatMap((race) => {
    if (race.awaited !== true || !/(?:^|\.)(?:race|any)$/.test(race.name)) return [];
    const inside = calls.filter(({ range }) => range[0] > race.range[0] && range[1] <= race.range[1]);
    const listens = inside.find(
      ({ name, args }) => LISTENS.test(name) && SIGNAL.test(args.at(-1)?.text ?? ''),
    );
    const name = listens && SIGNAL.exec(listens.args.at(-1)!.text)![1]!;
    // What is made of a listener alone cannot reject.
    if (name === undefined || !isOwn(text, name) || !outlives(fn, listens!) || inside.length < 2) return [];
    const ends = calls.filter((call) => call.name === `${name}.abort`);
    const aborts = ends.find(({ range }) => range[0] > race.range[1]);
    return aborts && !isCaught(text, name) ? [{ listens: listens!, race, aborts }] : [];
  });
}

const LISTENS = /(?:^|\.)(?:once|on|addEventListener)$/;
const SIGNAL = /\bsignal\s*:\s*([\w$]+)\.signal\b/;

function isOwn(text: string, name: string): boolean {
  return new RegExp(
    `\\b(?:const|let|var)\\s+${quoted(name)}\\s*(?::[^=;]*)?=\\s*new\\s+AbortController\\(`,
  ).test(text);
}

/** What is listened to was given to the function, or belongs to its object. */
function outlives({ parameters }: FunctionModel, { args, receiver }: Call): boolean {
  const root = receiver?.root ?? args[0]?.place?.root;
  return root !== undefined && (root === 'this' || parameters.includes(root));
}

/** The abort stands in what sees to the failure as well. */
function isCaught(text: string, name: string): boolean {
  const behind = /\bcatch\s*[({]([\s\S]*)$/.exec(text)?.[1] ?? '';
  return new RegExp(`(?<![\\w$.])${quoted(name)}(?![\\w$])`).test(behind);
}
