/**
 * Makes a question about an object and a word one that is answered once for each, as long as the object is there. Whatever
 * else is handed in has to follow from the object.
 */
export function remember<O extends object, Rest extends unknown[], T>(
  ask: (about: O, word: string, ...rest: Rest) => T,
): (about: O, word: string, ...rest: Rest) => T {
  const known = new WeakMap<O, Map<string, T>>();
  return (about, word, ...rest) => {
    let answers = known.get(about);
    if (!answers) known.set(about, (answers = new Map()));
    if (!answers.has(word)) answers.set(word, ask(about, word, ...rest));
    return answers.get(word)!;
  };
}
