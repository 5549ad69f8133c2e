import { mayCall, type FileModel, type FunctionModel, type NamedCall } from '../../protocol/model.js';
import { queueWords } from '../../protocol/named-arguments.js';

/** The functions of a file that may wait, by index and in their order. */
export interface WaitingFunctions {
  readonly all: readonly number[];
  /** Those that may wait on a queue with one of these words in it. */
  on(words: readonly string[]): readonly number[];
}

/** What the words of the functions tell, gone through once: a file may have thousands of queues. */
export function waitingFunctions(model: FileModel): WaitingFunctions {
  let waiting = known.get(model);
  if (!waiting) known.set(model, (waiting = indexOf(model)));
  return waiting;
}

const known = new WeakMap<FileModel, WaitingFunctions>();

/** Whether a call waits, for a condition or by hand. */
export function isWaiting({ api }: Pick<NamedCall, 'api'>): boolean {
  return api.action === 'register' || (api.action === 'wait' && api.condition !== undefined);
}

function indexOf({ functions }: FileModel): WaitingFunctions {
  const byWord = new Map<string, number[]>();
  const unclear: number[] = [];
  for (const [index, fn] of functions.entries()) {
    const words = wordsOf(fn);
    if (!words) unclear.push(index);
    for (const word of words ?? []) {
      const known = byWord.get(word);
      if (known) known.push(index);
      else byWord.set(word, [index]);
    }
  }
  const join = (lists: Iterable<readonly number[]>): readonly number[] =>
    [...new Set([unclear, ...lists].flat())].sort((a, b) => a - b);
  const asked = new Map<string, readonly number[]>();
  return {
    all: join(byWord.values()),
    on(words) {
      const key = words.join();
      let found = asked.get(key);
      if (!found) asked.set(key, (found = join(words.map((word) => byWord.get(word) ?? []))));
      return found;
    },
  };
}

/** The words of the queues that a function waits on; undefined when they can't be told. */
function wordsOf(fn: FunctionModel): ReadonlySet<string> | undefined {
  const words = new Set<string>();
  const isUnclear = mayCall(fn, (call) => {
    const found = isWaiting(call) ? queueWords(call) : [];
    for (const word of found ?? []) words.add(word);
    return found === undefined;
  });
  return isUnclear ? undefined : words;
}
