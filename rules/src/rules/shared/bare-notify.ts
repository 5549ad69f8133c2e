import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { lastName } from '../../protocol/place.js';
import { isAtomics } from './atomics-wake.js';
import { isWrittenIn } from './unrecorded-wake.js';

/** A notify with no write of its word before it: a thread that has yet to come to its wait sleeps all the same. */
export interface BareNotify {
  readonly notify: Call;
  readonly word: string;
  /** Where the same file writes the word right before another notify; undefined where it never writes it. */
  readonly peer: Call | undefined;
}

/**
 * Finds `port.postMessage(answer); Atomics.notify(words, 0)` in a file that never writes the word, and a notify without the
 * store that the others of its word have before them.
 */
export function findBareNotifies(context: AnalysisContext): readonly BareNotify[] {
  const wakes = context.model.functions.flatMap((fn) => notifiesOf(context, fn));
  const bare = wakes.filter(({ isWritten }) => !isWritten);
  return bare.flatMap((one) => {
    const peers = wakes.filter(({ word, isWritten }) => word === one.word && isWritten);
    const isAlone = peers.length === 0 && one.hasWork && isNeverWritten(context, one.notify);
    const isOdd = peers.length >= FEW_PEERS && bare.filter(({ word }) => word === one.word).length === 1;
    if (!isAlone && !isOdd) return [];
    return isCalledByWriter(context, one) ? [] : [{ ...one, peer: peers[0]?.notify }];
  });
}

/** So many that write first make a rule of it. */
const FEW_PEERS = 2;

interface Wake {
  readonly fn: FunctionModel;
  readonly notify: Call;
  readonly word: string;
  /** The function writes the word, or something that it calls or hands the array to may. */
  readonly isWritten: boolean;
  /** Something is done before it, which it announces. */
  readonly hasWork: boolean;
}

function notifiesOf(context: AnalysisContext, fn: FunctionModel): readonly Wake[] {
  const calls = fn.isTopLevel ? [] : context.callsOf(fn);
  return calls.flatMap((notify) => {
    const word = isAtomics(notify, 'wake') ? wordOf(notify) : undefined;
    // Who calls a helper says which word it is, and has written it.
    if (
      !word ||
      [word.root, notify.args[1]?.place?.root].some((root) => root && fn.parameters.includes(root))
    )
      return [];
    const array = arrayOf(word.text);
    const before = calls.filter(({ range }) => range[0] < notify.range[0]);
    const isWritten =
      [...eventsOf(context.graphOf(fn))].some(
        (event) => event.kind === 'update' && arrayOf(event.place.text) === array,
      ) || before.some((call) => mayWrite(context, call, array));
    const hasWork = before.some(({ name }) => !/^(Atomics\.|new )/.test(name));
    return [{ fn, notify, word: word.text, isWritten, hasWork }];
  });
}

/** `words` of `words[0]`, the last of its names only: another function may reach it in another way. */
function arrayOf(word: string): string {
  return lastName({ text: word.replace(/\[[^\]]*\]$/, '') });
}

function mayWrite(context: AnalysisContext, { name, args, target }: Call, array: string): boolean {
  if (name.startsWith('Atomics.')) return false;
  if (args.some(({ reads }) => reads.some((read) => lastName(read) === array))) return true;
  const fn = target === undefined ? undefined : context.model.functions[target];
  return fn !== undefined && isWrittenIn(context.model.text.slice(...fn.range), array);
}

function isNeverWritten({ model }: AnalysisContext, { args }: Call): boolean {
  return !isWrittenIn(model.text, lastName({ text: args[0]!.text }));
}

/** The store is made by whoever calls the function. */
function isCalledByWriter(context: AnalysisContext, { fn, word }: Wake): boolean {
  const { functions, text } = context.model;
  return functions.some(
    (caller) =>
      caller !== fn &&
      isWrittenIn(text.slice(...caller.range), arrayOf(word)) &&
      context.callsOf(caller).some(({ target }) => target !== undefined && functions[target] === fn),
  );
}
