import { wordOf } from '../../api/atomics.js';
import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import { eventsOf, reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { wordOf as wholeWord } from './promise-wait.js';

/** A word on which each call waits once for its own answer, though a notify for the call before may still be on its way. */
export interface ReusedWord {
  readonly sleep: Call;
  /** `Atomics.store(word, 0, 0)`: the word is made ready for one more use. */
  readonly reset: Call;
  /** `port.postMessage(…)` */
  readonly asks: Call;
  readonly word: string;
}

/**
 * Finds `Atomics.store(this.word, 0, 0); port.postMessage(request); Atomics.wait(this.word, 0, 0);` outside of loops, where
 * the word outlives the call. The other side stores 1 and notifies later: whoever found the 1 did not sleep, and its notify ends
 * the next wait. A word made for the call has no earlier notify, and one that is read after the wait is looked at.
 */
export function findReusedWords(context: AnalysisContext, fn: FunctionModel): readonly ReusedWord[] {
  const calls = context.callsOf(fn);
  const waits = calls.filter(({ name }) => name === 'Atomics.wait');
  const [sleep] = waits;
  const word = sleep && wordOf(sleep)?.text;
  const expected = sleep?.args[2]?.constant;
  if (waits.length !== 1 || word === undefined || typeof expected !== 'number') return [];
  const reset = calls.findLast(
    (call) => call.name === 'Atomics.store' && wordOf(call)?.text === word && call.range[0] < sleep!.range[0],
  );
  if (reset?.args[2]?.constant !== expected) return [];
  const asks = calls.find(
    ({ name, range }) => POSTS.test(name) && range[0] > reset.range[1] && range[1] < sleep!.range[0],
  );
  if (!asks || !outlives(context, fn, sleep!.args[0]!) || isRead(context, fn, sleep!)) return [];
  return isInLoop(context, fn, sleep!) ? [] : [{ sleep: sleep!, reset, asks, word }];
}

const POSTS = /(?:^|[.#$])_*(?:post|send)\w*\$?$/i;

/** A field, or a view of one; a variable of the module that is made with it. Of a parameter nobody knows. */
function outlives(context: AnalysisContext, fn: FunctionModel, array: Operand, depth = 0): boolean {
  const { text } = context.model;
  const path = array.place?.text ?? '';
  if (!/^[\w$.#]+$/.test(path) || depth > 2) return false;
  const root = path.split('.')[0]!;
  const made = declaredAs(text.slice(...fn.range), root);
  if (made === undefined) return path.includes('.') ? isFieldOfOthers(fn, root) : isOfModule(text, root);
  if (path !== root) return false;
  const source =
    /^new\s+[\w$.]*Array\s*\(\s*([\w$.#]+)\s*[,)]/.exec(made)?.[1] ??
    /^([\w$.#]+\.[\w$#]+)\s*;/.exec(made)?.[1];
  return source !== undefined && outlives(context, fn, asOperand(array, source), depth + 1);
}

function asOperand(array: Operand, text: string): Operand {
  return { ...array, place: { text, root: text.split('.')[0]!, shared: true } };
}

/** What a variable of the function is made of. */
function declaredAs(body: string, name: string): string | undefined {
  return new RegExp(`\\b(?:const|let|var)\\s+${quoted(name)}\\s*(?::[^=;]*)?=\\s*([^\\n]+)`).exec(body)?.[1];
}

/** `this.word`, or something that a function around this one was given, who hands this one out by name for many calls. */
function isFieldOfOthers({ parameters, name }: FunctionModel, root: string): boolean {
  if (ONCE_ONLY.test(name)) return false;
  return root === 'this' || (!parameters.includes(root) && name !== '(anonymous)');
}

/** What runs once in the life of its object has no call before it. */
const ONCE_ONLY = /^[#_]*(?:constructor|init|start|setup|bootstrap|main|boot|launch)/i;

function isOfModule(text: string, name: string): boolean {
  const made = new RegExp(`^(?:export\\s+)?(?:const|let|var)\\s+${quoted(name)}\\s*(?::[^=;]*)?=`, 'm');
  return made.test(text);
}

/** Whoever looks at the memory after the wait may find that nothing is there. */
function isRead({ model }: AnalysisContext, fn: FunctionModel, sleep: Call): boolean {
  const array = sleep.args[0]!.text;
  const after = model.text.slice(sleep.range[1], fn.range[1]);
  // A value that was there at once is another matter.
  const others = after.replace(
    /\bcase\s*(['"])not-equal\1\s*:[\s\S]*?\n\s*(?=\}|case\b|default\b)[^\n]*\n?/g,
    '\n',
  );
  return wholeWord(quoted(array)).test(others);
}

function isInLoop(context: AnalysisContext, fn: FunctionModel, sleep: Call): boolean {
  const graph = context.graphOf(fn);
  const reach = reachability(graph);
  if (![...eventsOf(graph)].some((event) => event.kind === 'sleep' && event.call === sleep)) return true;
  return graph.blocks.some(
    ({ id, events }) =>
      events.some((event) => event.kind === 'sleep' && event.call === sleep) && reach(id).has(id),
  );
}
