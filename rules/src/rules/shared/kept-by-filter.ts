import type { AnalysisContext } from '../../context.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';

/** A filter that keeps the one waiter that is to go and throws the others away. */
export interface KeptByFilter {
  readonly range: Range;
  readonly list: string;
}

/**
 * Finds `this.queue = this.queue.filter((one) => one === entry)`: of a list that is served from its front nothing is left but
 * the one that was to be taken off it.
 */
export function findKeptByFilter({ model }: AnalysisContext): readonly KeptByFilter[] {
  const { text, functions } = model;
  return [...text.matchAll(FILTERS)].flatMap(({ 0: found, 1: list, 2: one, 3: field, 4: other, index }) => {
    if (other === undefined || other.split('.')[0] === one || !isServed(text, list!)) return [];
    const around = functions.filter(({ range }) => range[0] <= index && index < range[1]);
    const names = around.map(({ name }) => name).join(' ');
    const isTaking = (field === undefined && other !== list) || TAKES.test(names);
    return isTaking && !KEEPS.test(names)
      ? [{ range: [index, index + found.length] as const, list: list! }]
      : [];
  });
}

const FILTERS =
  /(?<![\w$.])([\w$]+(?:\.[#\w$]+)*)\s*=\s*\1\.filter\(\s*(?:function\s*)?\(?\s*([\w$]+)\s*\)?\s*(?:=>|\{\s*return)\s*\2((?:\.[\w$]+)+)?\s*===?\s*([\w$][\w$.]*)\s*;?\s*\}?\s*\)/g;

const TAKES = /(?:^|[ _#])(?:remove|delete|cancel|unqueue|dequeue|drop|withdraw|discard|evict)/i;
const KEEPS = /(?:^|[ _#])(?:keep|retain|only|find|select|restrict|filter)/i;

/** Others are taken from its front. */
function isServed(text: string, list: string): boolean {
  return new RegExp(`(?<![\\w$.])${quoted(list)}\\.(?:shift|pop)\\(`).test(text);
}
