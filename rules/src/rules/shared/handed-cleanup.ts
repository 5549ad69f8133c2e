import type { AnalysisContext } from '../../context.js';
import { quoted } from '../../quoted.js';
import { wordOf, type PromiseWait } from './promise-wait.js';

/**
 * Whether the maker of a promise returns, beside it, a function that takes away what `isSuch` asks for, and the file calls it:
 * `cancel = () => { emitter.off('ready', onReady); … }; return { promise, cancel };` and `wait.cancel()`.
 */
export function isCleanedByCaller(
  { model }: AnalysisContext,
  { maker }: PromiseWait,
  isSuch: (cleanUp: string) => boolean,
): boolean {
  const text = model.text.slice(...maker.range);
  const returned = /\breturn\s*\{([^{}]*)\}/.exec(text)?.[1];
  if (returned === undefined) return false;
  const elsewhere = model.text.slice(0, maker.range[0]) + model.text.slice(maker.range[1]);
  return [...text.matchAll(ASSIGNS_FUNCTION)].some(
    ([, name, body]) =>
      isSuch(body!) &&
      wordOf(name!).test(returned) &&
      new RegExp(`\\.${quoted(name!)}\\s*\\(`).test(elsewhere),
  );
}

/** `name = () => { … }`, as far as its first inner block goes. */
const ASSIGNS_FUNCTION = /(?<![\w$.])([\w$]+)\s*=\s*(?:function\s*)?\([^()]*\)\s*(?:=>)?\s*\{([^{}]*)/g;
