import type { FileModel, FunctionModel } from '../../protocol/model.js';

/** Whether `await` may be written in a function: an async one, or the top level of a module. */
export function isAwaitable({ text }: FileModel, fn: FunctionModel): boolean {
  if (fn.isTopLevel === true) return /^\s*(import|export)\b/m.test(text);
  return fn.isAsync && isWrittenAsync(text, fn);
}

/** What a compiler made of an async function is a plain one to the parser. */
function isWrittenAsync(text: string, { range, nameRange }: FunctionModel): boolean {
  const before = text.slice(Math.max(0, nameRange[0] - 20), nameRange[0]);
  return text.startsWith('async', range[0]) || /\basync\s*\*?\s*$/.test(before);
}
