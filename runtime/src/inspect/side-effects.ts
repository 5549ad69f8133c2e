/** Whether calling a condition may change the program; judged by its text, so that in doubt it does. */

/** Methods and functions of the language that only read. */
const READING = new Set(
  'has includes indexOf at some every isArray isInteger isFinite isNaN load now min max abs Boolean Number String'.split(
    ' ',
  ),
);

/** What stands for something else than it says: contents of strings, patterns and comments. */
const OPAQUE = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;

/**
 * True for text that assigns, increments, deletes, constructs, awaits, or calls anything that is not known to
 * only read. Getters are taken to only read.
 */
export function mayHaveSideEffects(source: string): boolean {
  const text = source.replace(OPAQUE, ' 0 ');
  const body = /^\s*(?:\(\s*\)|function\s*\w*\s*\(\s*\))\s*(?:=>)?([\s\S]*)$/.exec(text)?.[1];
  if (body === undefined || body.includes('`') || body.includes('[native code]')) return true;
  if (/\+\+|--|\b(?:delete|new|await|yield|import|throw|super|eval|function|class)\b/.test(body)) return true;
  if (/(?:^|[^=!<>])=(?![=>])|(?:<<|>>|\*\*|&&|\|\||\?\?)=|>>>?=/.test(body)) return true;
  return [...body.matchAll(/([\w$)\]]+)\s*(?:\?\.)?\(/g)].some(([, callee = '']) => !isReading(callee));
}

function isReading(callee: string): boolean {
  return READING.has(callee) || /^(?:return|if|while|for|switch|typeof|void|in|of|instanceof)$/.test(callee);
}
