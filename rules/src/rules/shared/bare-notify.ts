import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { lastName } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { areOtherWords, isAtomics } from './atomics-wake.js';
import { functionsAround } from './nesting.js';
import { isOwnViewUnwritten } from './own-view.js';
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
    if (!isFault(context, one, peers.length, bare)) return [];
    return isCalledByWriter(context, one) ? [] : [{ ...one, peer: peers[0]?.notify }];
  });
}

function isFault(context: AnalysisContext, one: Wake, peers: number, bare: readonly Wake[]): boolean {
  if (one.isView) return one.hasWork && isOwnViewUnwritten(context.model, one.notify);
  if (peers === 0) return one.hasWork && isNeverWritten(context, one.notify);
  const isOdd = !bare.some(({ fn, word }) => word === one.word && fn !== one.fn);
  return (peers >= FEW_PEERS && isOdd) || (!one.hasWork && isCounted(context, one.word));
}

/** Its sleepers expect the value that they have loaded, so that nothing but a new value tells them of what comes before they sleep. */
function isCounted({ model, callsOf }: AnalysisContext, word: string): boolean {
  return model.functions.some((fn) =>
    callsOf(fn).some((call) => {
      const expected =
        isAtomics(call, 'compare-sleep') && wordOf(call)?.text === word ? call.args[2] : undefined;
      return (
        /^(?:const|let|var)? ?[\w$]+$/.test(expected?.text ?? '') && isLoaded(model.text, fn, expected!.text)
      );
    }),
  );
}

function isLoaded(text: string, { range }: FunctionModel, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${quoted(name)}\\s*=\\s*Atomics\\.load\\(`).test(text.slice(...range));
}

/** So many that write first make a rule of it. */
const FEW_PEERS = 2;

interface Wake {
  readonly fn: FunctionModel;
  readonly notify: Call;
  readonly word: string;
  /** The function writes the word, or something that it calls or hands the array to may. */
  readonly isWritten: boolean;
  /** The array was made in the function, or in one around it, of memory that others may have written by another name. */
  readonly isView: boolean;
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
    const updates = [...eventsOf(context.graphOf(fn))].filter((event) => event.kind === 'update');
    const isWritten =
      updates.some(
        ({ place: { text } }) => arrayOf(text) === array && !areOtherWords(text, word.text) && text !== array,
      ) || before.some((call) => mayWrite(context, call, array));
    const isView = updates.some(({ place }) => place.text === array) || isDeclaredAround(context, fn, array);
    const hasWork = before.some(({ name }) => !/^(Atomics\.|new )/.test(name));
    return [{ fn, notify, word: word.text, isWritten, isView, hasWork }];
  });
}

function isDeclaredAround({ model }: AnalysisContext, fn: FunctionModel, array: string): boolean {
  return functionsAround(model.functions, fn).some((outer) => {
    if (outer.isTopLevel) return false;
    const made = new RegExp(`(?:const|let|var)\\s+${quoted(array)}\\s*(?::[^=]*)?=`);
    return made.test(model.text.slice(...outer.range));
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

/** The store is made by whoever calls the function, and does not notify itself. */
function isCalledByWriter(context: AnalysisContext, { fn, word }: Wake): boolean {
  const { functions, text } = context.model;
  return functions.some(
    (caller) =>
      caller !== fn &&
      isWrittenIn(text.slice(...caller.range), arrayOf(word)) &&
      !context.callsOf(caller).some((call) => isAtomics(call, 'wake') && wordOf(call)?.text === word) &&
      context.callsOf(caller).some(({ target }) => target !== undefined && functions[target] === fn),
  );
}
