import type { TSESTree } from '@typescript-eslint/types';
import { findInCode, isInCode, type Sign } from './mention.js';

/**
 * Whether a text may hold what `findInterest` takes for a wait of the file's own. A function named for waiting is one only
 * by how its calls differ: a single call says nothing, unless some function is async and may be taken for an answer. Nor does a timer that is stopped or a lock that is given back, where no function is async.
 */
export function mentionsPromises(text: string, comments: readonly TSESTree.Comment[]): boolean {
  if (SIGNS.some((sign) => isInCode(text, comments, sign))) return true;
  if (queuesJobs(text, comments)) return true;
  const waits = new Set<string>();
  for (const { groups } of findInCode(text, comments, OWN_WAIT)) {
    const name = `${groups!['dashes']}${groups!['rest']}`;
    if (waits.has(name)) return true;
    waits.add(name);
  }
  const mayMatter = waits.size > 0 || UNDOES.some((sign) => isInCode(text, comments, sign));
  return mayMatter && ASYNC.some((sign) => isInCode(text, comments, sign));
}

/** Whether a text may count jobs that run, and take the next off a list when one calls back: no promise need be there for that. */
export function queuesJobs(text: string, comments: readonly TSESTree.Comment[] = []): boolean {
  return text.includes('.shift()') && isInCode(text, comments, COUNTS_DOWN);
}

/** `this.running--`, a place given back; beside a list that the next is taken from, jobs wait for it. */
const COUNTS_DOWN: Sign = {
  letters: '--',
  pattern:
    /(?<=(?<![\w$.])(?:(?:this|self|that|_this\d*|me)\.[\w$]+|\w*(?:[rR]unning|[pP]ending|[aA]ctive|[pP]rocessing)\w*))--/y,
};

/** `const timer = setTimeout(…); await …; clearTimeout(timer);` and the first alone, `await lock.acquire(); await …; lock.release();` */
const UNDOES: readonly Sign[] = [
  { letters: 'Timeou', pattern: /(?<=\bclear)Timeout\(/y },
  { letters: 'Interv', pattern: /(?<=\bclear)Interval\(/y },
  { letters: 'Timeou', pattern: /(?<==\s*(?:[\w$]+\.)?set)Timeout\(/y },
  { letters: 'elease', pattern: /(?<=(?<![\w$])_*r)elease(?:[A-Z]\w*)?\s*(?:\(|\?\.)/y },
  { letters: 'nlock', pattern: /(?<=(?<![\w$])_*u)nlock(?:[A-Z]\w*)?\s*(?:\(|\?\.)/y },
];

/** `waitForReply(`, `_wait<T>(`: a function named for waiting. */
const OWN_WAIT: Sign = {
  letters: 'wait',
  pattern: /(?<=\b(?<dashes>_*))wait(?<rest>(?:[A-Z_]\w*)?)\s*(?:[(<`]|\?\.)/y,
};

const ASYNC: readonly Sign[] = [
  // `_asyncToGenerator(…)`, too
  { letters: 'ync', pattern: /(?<=\b_*as)ync(?=\b|_?to_?gen)/iy },
  { letters: 'waiter', pattern: /(?<=a)waiter\b/y },
];

/** Methods and functions that take a promise for an answer, or a turn that nobody waits for. */
const TAKER = /(?:\.push|\.unshift|\.every|\.some|\.find\w*|\bsetInterval)\(\s*/.source;

/** `import … from 'node:events'`, `require("timers/promises")`: what stands before the letters. */
const IMPORT = /(?:from|require|import)\s*\(?\s*['"`](?:node:)?/.source;

const SIGNS: readonly Sign[] = [
  { letters: 'Promis', pattern: /(?<=\bnew\s+[\w$.]*)Promise\b/y },
  // `new Q((resolve, reject) => …)`, a promise by any other name
  {
    letters: ', rej',
    pattern: /(?<=\bnew\s+[\w$.]+(?:<[^()]*>)?\(\s*(?:function\s*)?\(\s*_*res\w*), rej/y,
  },
  { letters: 'Blueb', pattern: /(?<=\bnew\s+[\w$.]*)Bluebird\b/y },
  { letters: 'vents', pattern: new RegExp(`(?<=${IMPORT}e)vents['"\`]`, 'y') },
  { letters: 'mises', pattern: new RegExp(`(?<=${IMPORT}timers/pro)mises['"\`]`, 'y') },
  { letters: 'Listen', pattern: /(?<=\bremove(?:Event)?)Listener\b/y },
  { letters: '.off', pattern: /\.off\b/y },
  { letters: 'bort', pattern: /(?<=['"]a)bort['"]/y },
  { letters: 'Resol', pattern: /(?<=\b(?:w|promiseW)ith)Resolvers\b/y },
  { letters: 'fer(', pattern: /(?<=\bp?[dD]e)fer\(\s*\)/y },
  // `(0, util_1.createDeferred)()`, too
  { letters: 'ferred', pattern: /(?<=\b(?:p?[dD]|(?:create|make|new)D)e)ferred\)?\(\s*\)/y },
  { letters: 'fer)(', pattern: /(?<=\bp?[dD]e)fer\)\(\s*\)/y },
  // `await once(this, 'empty')`
  { letters: 'wait', pattern: /(?<=\ba)wait\s+[\w$.]+\(\s*this\s*,\s*['"]/y },
  { letters: 'ync', pattern: new RegExp(`(?<=${TAKER}as)ync\\b`, 'y') },
  { letters: 'waiter', pattern: new RegExp(`(?<=${TAKER}\\([^()]*\\)\\s*=>\\s*__a)waiter\\b`, 'y') },
];
