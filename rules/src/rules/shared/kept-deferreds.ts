import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';

/** The fields to which a function adds promises with their resolvers, however these are called: `this.pending.add(deferred)`. */
export function deferredsIn({ model, callsOf }: AnalysisContext, fn: FunctionModel): readonly string[] {
  if (fn.isTopLevel) return [];
  const body = model.text.slice(...fn.range);
  const made = [
    ...[...body.matchAll(MAKES)].map(([, name]) => name!),
    ...[...body.matchAll(TAKES_APART)].map(([, name]) => name ?? 'resolve'),
  ];
  if (made.length === 0) return [];
  return callsOf(fn).flatMap(({ name, receiver, args }) => {
    const isKept = /\.(?:set|add|push|unshift|enqueue)$/.test(name) && receiver?.shared === true;
    if (!isKept || receiver.text.includes('[')) return [];
    const given = args.at(-1);
    const isDeferred = made.some(
      (one) => given && new RegExp(`(?<![\\w$.])${quoted(one)}(?![\\w$.(])`).test(given.text),
    );
    return isDeferred ? [receiver.text] : [];
  });
}

const MAKER =
  /(?:new\s+(?:[\w$]+\.)*(?:\w*Deferred|PromiseWithResolvers)\b|(?:[\w$()\d,]+\.)*(?:withResolvers|p?[dD]efer(?:red)?|(?:create|make|new)Deferred(?:Promise)?|Deferred\w*\.create|promiseWithResolvers)\b)/
    .source;

/** `const answer = new Deferred()`, `Promise.withResolvers()`, `deferred<T>()`, `Deferred.create()` */
const MAKES = new RegExp(`\\b(?:const|let|var)\\s+([\\w$]+)\\s*(?::[^=;]*)?=\\s*(?:await\\s+)?${MAKER}`, 'g');

/** `const { promise, resolve } = Promise.withResolvers()` */
const TAKES_APART = new RegExp(
  `\\b(?:const|let|var)\\s*\\{[^{}]*?\\bresolve(?:\\s*:\\s*([\\w$]+))?\\s*(?:,[^{}]*)?\\}\\s*=\\s*${MAKER}`,
  'g',
);
