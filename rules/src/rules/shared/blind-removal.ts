import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { resolverStore } from './promise-resolver.js';

/** A waiter that is looked for on its list and taken off it without a look whether it is there. */
export interface BlindRemoval {
  /** `waiters.splice(waiters.indexOf(waiter), 1)` */
  readonly removes: Call;
  readonly list: string;
}

/** Finds removals by an index that is -1 where the waiter was served: they take the last of the others instead. */
export function findBlindRemovals(context: AnalysisContext): readonly BlindRemoval[] {
  const { functions } = context.model;
  const splices = functions.flatMap((fn) =>
    context.callsOf(fn).flatMap((removes) => (isBlind(context, fn, removes) ? [removes] : [])),
  );
  if (splices.length === 0) return [];
  const lists = new Set(
    functions.flatMap((fn) =>
      context.callsOf(fn).flatMap((call) => resolverStore(context, call, fn)?.text ?? []),
    ),
  );
  return splices.flatMap((removes) => {
    const list = removes.receiver!.text;
    return lists.has(list) && isServed(context, list) ? [{ removes, list }] : [];
  });
}

/** `list.splice(list.indexOf(it), 1)`, or by a variable that nothing tests, or nothing that tells. */
function isBlind({ model }: AnalysisContext, fn: FunctionModel, { name, receiver, args }: Call): boolean {
  if (!receiver?.shared || !name.endsWith('.splice') || args.length !== 2 || args[1]!.constant !== 1)
    return false;
  const [index] = args;
  const found = new RegExp(`^${quoted(receiver.text)}\\.(?:indexOf|findIndex)\\(`);
  if (found.test(index!.text)) return !/\b(includes|has|some)\(/.test(model.text.slice(...fn.range));
  const local = index!.place?.text;
  if (local === undefined || !/^[\w$]+$/.test(local)) return false;
  const body = model.text.slice(...fn.range);
  const made = new RegExp(
    `(?<![\\w$.])${quoted(local)}\\s*=\\s*${quoted(receiver.text)}\\.(?:indexOf|findIndex)\\(`,
  );
  // Named three times, it is looked at; but a look for its truth, or for undefined, tells nothing of -1.
  const named = body.split(new RegExp(`(?<![\\w$.])${quoted(local)}(?![\\w$])`)).length - 1;
  return made.test(body) && (named === 2 || (named === 3 && isHalfAsked(body, local)));
}

/** `if (at)`, `if (at !== undefined)`, `at != null &&` */
function isHalfAsked(body: string, local: string): boolean {
  const [own, none] = [quoted(local), '(?:undefined|null|void 0)'];
  return new RegExp(
    `(?:\\bif\\s*\\(|&&)\\s*(?:${own}(?:\\s*!==?\\s*${none})?|${none}\\s*!==?\\s*${own})\\s*(?:\\)|&&)`,
  ).test(body);
}

/** Others take waiters off the list, by their order. */
function isServed({ model, callsOf }: AnalysisContext, list: string): boolean {
  return model.functions.some((fn) =>
    callsOf(fn).some(({ receiver, name }) => receiver?.text === list && /\.(shift|pop)$/.test(name)),
  );
}
