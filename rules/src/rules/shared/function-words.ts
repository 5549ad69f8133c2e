import type { FileModel, FunctionModel } from '../../protocol/model.js';

/**
 * C: every word in the texts of these functions, of those of the file that they call, and of the macros of the file;
 * undefined where it can't be told what they call.
 * @param key stands for the choice: the next question with the same key gets the same answer
 */
export function wordsOfFunctions(
  model: FileModel,
  key: string,
  isChosen: (fn: FunctionModel, index: number) => boolean,
): ReadonlySet<string> | undefined {
  const known = answers.get(model) ?? new Map<string, ReadonlySet<string> | undefined>();
  answers.set(model, known);
  if (!known.has(key)) known.set(key, collect(model, isChosen));
  return known.get(key);
}

const answers = new WeakMap<FileModel, Map<string, ReadonlySet<string> | undefined>>();

function collect(
  { functions, text }: FileModel,
  isChosen: (fn: FunctionModel, index: number) => boolean,
): ReadonlySet<string> | undefined {
  const words = new Set<string>(macrosOf(text).match(WORDS));
  const reached = new Set([...functions.keys()].filter((index) => isChosen(functions[index]!, index)));
  for (const index of reached) {
    const fn = functions[index]!;
    const callees = fn.mayReach?.();
    if (!callees) return undefined;
    for (const word of text.slice(...fn.range).match(WORDS) ?? []) words.add(word);
    for (const callee of callees) reached.add(callee);
  }
  return words;
}

const WORDS = /[A-Za-z_]\w*/g;

function macrosOf(text: string): string {
  return (text.match(MACROS) ?? []).join('\n');
}

/** A definition with its continued lines. */
const MACROS = /^[ \t]*#[ \t]*define(?:\\\r?\n|.)*/gm;
