import type { FileModel } from '../../protocol/model.js';

/**
 * C: tells the words in the texts of these functions, of those of the file that they call, and of the macros of the file;
 * undefined where it can't be told what they call.
 * @param chosen by index; for the same list this is worked out once
 */
export function wordsOfFunctions(
  model: FileModel,
  chosen: readonly number[],
): ((word: string) => boolean) | undefined {
  let words = answers.get(chosen);
  if (words === undefined) answers.set(chosen, (words = collect(model, chosen)));
  if (!words) return undefined;
  const known = words;
  return (word) => known.has(word) || macroWords(model).has(word);
}

const answers = new WeakMap<readonly number[], ReadonlySet<string> | null>();

function collect({ functions, text }: FileModel, chosen: readonly number[]): ReadonlySet<string> | null {
  const words = new Set<string>();
  const reached = new Set(chosen);
  for (const index of reached) {
    const fn = functions[index]!;
    const callees = fn.mayReach?.();
    if (!callees) return null;
    for (const word of text.slice(...fn.range).match(WORDS) ?? []) words.add(word);
    for (const callee of callees) reached.add(callee);
  }
  return words;
}

const WORDS = /[A-Za-z_]\w*/g;

function macroWords(model: FileModel): ReadonlySet<string> {
  let words = inMacros.get(model);
  if (!words) {
    const macros = model.text.match(MACROS) ?? [];
    inMacros.set(model, (words = new Set(macros.flatMap((macro) => macro.match(WORDS) ?? []))));
  }
  return words;
}

const inMacros = new WeakMap<FileModel, ReadonlySet<string>>();

/** A definition with its continued lines. */
const MACROS = /^[ \t]*#[ \t]*define(?:\\\r?\n|.)*/gm;
