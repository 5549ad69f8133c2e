import type { FileModel } from '../../protocol/model.js';
import type { Call } from '../../protocol/events.js';
import { quoted } from '../../quoted.js';
import { isWrittenIn } from './unrecorded-wake.js';

/**
 * Whether a function made the array of a notify for itself, of a buffer that it was sent, and nothing in it can have written
 * to either: `const words = new Int32Array(sent.shared); port.postMessage(answer); Atomics.notify(words, 0)`.
 */
export function isOwnViewUnwritten(model: FileModel, notify: Call): boolean {
  const array = notify.args[0]?.place?.text;
  const view = array && /^[\w$]+$/.test(array) ? homeOf(model, notify, array) : undefined;
  if (!array || !view || isWrittenIn(view.text, array)) return false;
  const { text, buffer } = view;
  return !isUsed(text, array, OF_ARRAY) && !isUsed(text, buffer, OF_BUFFER);
}

/** The text of the innermost function around a call in which the array is made, and the name of its buffer. */
function homeOf(
  { functions, text }: FileModel,
  { range }: Call,
  array: string,
): { readonly text: string; readonly buffer: string } | undefined {
  const made = new RegExp(
    `(?:const|let|var)\\s+${quoted(array)}\\s*(?::[^=]*)?=\\s*new Int32Array\\(\\s*(?:[\\w$]+\\.)*([\\w$]+)\\s*\\)`,
  );
  const around = functions.filter(
    (fn) => !fn.isTopLevel && fn.range[0] < range[0] && range[1] <= fn.range[1],
  );
  around.sort((a, b) => b.range[0] - a.range[0]);
  for (const fn of around) {
    const body = text.slice(...fn.range);
    const buffer = made.exec(body)?.[1];
    // Who calls a function by name may have written to the buffer that it hands in.
    if (buffer !== undefined) return isSent(body, buffer) ? { text: body, buffer } : undefined;
  }
  return undefined;
}

/** Taken out of a message: `({ shared, id }) => …`, `const { shared } = message`, `new Int32Array(message.shared)`. */
function isSent(text: string, buffer: string): boolean {
  const name = quoted(buffer);
  return new RegExp(`\\{[^{}()]*(?<![\\w$.])${name}\\s*[,}]|\\(\\s*(?:[\\w$]+\\.)+${name}\\s*\\)`).test(text);
}

/** What the array and the buffer may be used for, before and behind their name, without a write. */
const OF_ARRAY = [/(?:\b(?:const|let|var)\s+|\bAtomics\.(?:notify|load|wait\w*)\(\s*)$/, /^/] as const;
const OF_BUFFER = [/(?:[{,]\s*|\bnew Int32Array\(\s*|\.)$/, /^\s*[,}):]/] as const;

function isUsed(text: string, name: string, [before, behind]: readonly [RegExp, RegExp]): boolean {
  const uses = [...text.matchAll(new RegExp(`(?<![\\w$])${quoted(name)}(?![\\w$])`, 'g'))];
  return uses.some(
    ({ index }) =>
      !before.test(text.slice(Math.max(0, index - 60), index)) ||
      !behind.test(text.slice(index + name.length)),
  );
}
