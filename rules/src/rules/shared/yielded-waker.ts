import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';

/** A wait in what a generator has started, which only the reader of the generator ends by reading on. */
export interface YieldedWaker {
  /** `await room.promise` */
  readonly waits: Range;
  readonly name: string;
  /** `room.resolve()`, in the generator itself */
  readonly wakes: Range;
}

/**
 * Finds `void feed(async () => { …; await room.promise; }); … yield value; room.resolve();` with no `finally`: a reader who
 * leaves the loop resolves nothing any more.
 */
export function findYieldedWakers(context: AnalysisContext, fn: FunctionModel): readonly YieldedWaker[] {
  const { text, functions } = context.model;
  const body = text.slice(...fn.range);
  if (!fn.isGenerator || !fn.isAsync || /\bfinally\b|\busing\b/.test(body)) return [];
  const inner = functionsInside(functions, fn).filter((one) => !one.isGenerator);
  const isInner = (at: number): boolean => inner.some(({ range }) => range[0] <= at && at < range[1]);
  return [...new Set([...body.matchAll(MAKES)].map(([, name]) => name!))].flatMap((name) => {
    const placesOf = (pattern: string): readonly Range[] =>
      [...body.matchAll(new RegExp(pattern, 'g'))].map(({ index, 0: all }) => [
        fn.range[0] + index,
        fn.range[0] + index + all.length,
      ]);
    const waits = placesOf(`\\bawait\\s+${quoted(name)}\\.promise\\b`).find(([at]) => isInner(at));
    const wakes = placesOf(`(?<![\\w$.])${quoted(name)}\\??\\.(?:resolve|reject)\\b`);
    const isHanded = placesOf(`[(,=:]\\s*${quoted(name)}\\s*[,;)}\\n]`).length > 0;
    if (!waits || wakes.length === 0 || isHanded || wakes.some(([at]) => isInner(at))) return [];
    return /(?<![\w$.])yield\b/.test(body) ? [{ waits, name, wakes: wakes[0]! }] : [];
  });
}

/** `let room = defer()` */
const MAKES =
  /(?:\b(?:const|let|var)\s+)([\w$]+)\s*(?::[^=;]*)?=\s*(?:new\s+)?[\w$.(), ]*(?:[dD]efer(?:red)?|withResolvers)\)?(?:<[^()]*>)?\(\s*\)/g;
