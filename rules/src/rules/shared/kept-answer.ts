import type { AnalysisContext } from '../../context.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { outermostOf } from './outermost.js';
import { promiseWaits } from './promise-wait.js';

/** A request's entry in a table that is read when the answer comes, and never taken out. */
export interface KeptAnswer {
  /** `this.pending.set(id, { resolve, reject })`, `calls[id] = resolve` */
  readonly range: Range;
  readonly table: string;
}

/**
 * Finds `this.pending.set(this.next++, resolve)` beside `this.pending.get(id)(answer)` in a file that never takes an entry out: each
 * request leaves one.
 */
export function findKeptAnswers(context: AnalysisContext): readonly KeptAnswer[] {
  const found = new Map<number, KeptAnswer>();
  for (const { fn, settlers } of promiseWaits(context)) {
    for (const entry of entriesIn(context, fn, settlers))
      if (isKept(context, entry)) found.set(entry.range[0], entry);
  }
  return [...found.values()];
}

interface Entry extends KeptAnswer {
  readonly key: string;
  readonly maker: FunctionModel;
}

const ENTERS =
  /(?<![\w$.#])((?:[\w$]+\.)*#?[\w$]+)(?:\.set\(\s*([^,()]+(?:\(\))?),\s*|\[([^[\]'"`]+)\]\s*=\s*(?!=))/g;

/** What an executor enters, and the function around it where both resolvers have been taken outside. */
function entriesIn(
  context: AnalysisContext,
  fn: FunctionModel,
  settlers: readonly string[],
): readonly Entry[] {
  const { text } = context.model;
  const maker = outermostOf(context, fn);
  const body = text.slice(...fn.range);
  const outer = settlers.flatMap(
    (name) => new RegExp(`([\\w$]+)\\s*=\\s*${quoted(name)}\\s*[;,\\n})]`).exec(body)?.[1] ?? [],
  );
  const names = [...settlers, ...outer].map(quoted).join('|');
  const [start, end] = outer.length > 0 ? maker.range : fn.range;
  const value = new RegExp(`^(?:(?:${names})(?![\\w$(.])|\\{[^{}]*(?<![\\w$.])(?:${names})(?![\\w$(.]))`);
  return [...text.slice(start, end).matchAll(ENTERS)].flatMap((match) => {
    const from = start + match.index;
    const behind = text.slice(from + match[0].length, from + match[0].length + 400);
    const key = (match[2] ?? match[3])!.trim();
    if (!value.test(behind)) return [];
    return [{ range: [from, from + match[0].length - 1], table: match[1]!, key, maker }];
  });
}

/** Each request has a key of its own, and nothing in the file takes an entry out again. */
function isKept(context: AnalysisContext, { table, key, maker, range }: Entry): boolean {
  const { text } = context.model;
  const name = table.split('.').at(-1)!;
  const own = `(?<![\\w$])${quoted(name)}`;
  const isNew = FRESH.test(key) || isMadeFresh(text.slice(maker.range[0], range[0]), key);
  if (
    !isNew ||
    !new RegExp(
      `${own}\\s*(?::[^=;\\n]*)?[=:]\\s*(?:new Map\\b|\\{\\}|Object\\.create\\(null\\)|\\[\\])`,
    ).test(text)
  )
    return false;
  const leaves = new RegExp(
    `${own}[?!]?\\.(?:delete|clear|splice|shift|pop)\\b|delete\\s+[\\w$.#]*${own}|${own}\\[[^\\]]*\\]\\s*=\\s*(?:null|undefined|void 0)|[({,]\\s*(?:\\.\\.\\.)?(?:this\\.)?${own}\\s*[,)}]|(?:return|=)\\s*(?:this\\.)?${own}\\s*[;,\\n)]`,
  );
  if (leaves.test(text) || text.split(new RegExp(`${own}\\s*=(?!=)`)).length > 2) return false;
  return new RegExp(`${own}[?!]?\\.get\\(|${own}\\[`).test(text.slice(0, range[0]) + text.slice(range[1]));
}

/** `this.next++`, `uuid()` */
const FRESH = /\+\+|\+=|(?:uuid|nanoid|random|unique)\w*\(/i;

function isMadeFresh(before: string, key: string): boolean {
  if (!/^[\w$]+$/.test(key)) return false;
  const made = new RegExp(`(?<![\\w$.])${quoted(key)}\\s*(?::[^=;]*)?=\\s*([^;\\n]*)`).exec(before)?.[1];
  return (
    made !== undefined &&
    (FRESH.test(made) || /(?:next|new|create|generate|make|get)_?\w*(?:id|key|token|seq)\w*\(/i.test(made))
  );
}
