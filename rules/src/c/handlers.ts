import type { HandlerUse } from '../protocol/model.js';
import type { Names } from './names.js';
import type { Mention, Scan } from './scan-result.js';

/** The functions of the file that are set as handlers which may not sleep, by name; the first place that does so. */
export function handlersOf(text: string, scan: Scan, names: Names): ReadonlyMap<string, HandlerUse> {
  const handlers = new Map<string, HandlerUse>();
  const note = (name: string | undefined, use: HandlerUse): void => {
    if (name !== undefined && !handlers.has(name)) handlers.set(name, use);
  };
  for (const mention of scan.mentions) {
    const { word, start } = mention;
    const handler = names.api(word)?.handler;
    if (!handler) continue;
    const args = argumentsAt(text, mention);
    const { context } = handler;
    note(functionName(args[handler.arg]), { context, by: word, range: [start, start + word.length] });
  }
  for (const [name, use] of timerFunctions(text, scan)) note(name, use);
  return handlers;
}

/** Longest call that is looked at. */
const LONGEST = 1000;

/** The arguments of the call a mention starts, as written. */
export function argumentsAt(
  text: string,
  { word, start }: Pick<Mention, 'word' | 'start'>,
): readonly string[] {
  const open = /^\s*\(/.exec(text.slice(start + word.length, start + word.length + 20));
  if (!open) return [];
  const from = start + word.length + open[0].length;
  const args: string[] = [];
  let depth = 0;
  let begin = from;
  for (let at = from; at < Math.min(text.length, from + LONGEST); at++) {
    const character = text[at]!;
    if (character === '(') depth++;
    else if (depth > 0 && character === ')') depth--;
    else if (depth === 0 && (character === ',' || character === ')')) {
      args.push(text.slice(begin, at).trim());
      begin = at + 1;
      if (character === ')') return args;
    }
  }
  return [];
}

function functionName(argument: string | undefined): string | undefined {
  return /^&?\s*([A-Za-z_]\w*)$/.exec(argument ?? '')?.[1];
}

/** `hrtimer_init(&d->timer, …); d->timer.function = fn;`: the timer is known by its text. */
function timerFunctions(text: string, scan: Scan): readonly (readonly [string, HandlerUse])[] {
  const inits = scan.mentions.filter(({ word }) => word === 'hrtimer_init');
  if (inits.length === 0) return [];
  const timers = new Set(inits.map((mention) => placeText(argumentsAt(text, mention)[0] ?? '')));
  return [...text.matchAll(FUNCTION_OF)].flatMap(({ index, 0: whole, 1: name }) => {
    const timer = /[\w.>-]+$/.exec(text.slice(Math.max(0, index - LONGEST_PLACE), index))?.[0] ?? '';
    const range = [index - timer.length, index + whole.length] as const;
    return timers.has(timer) ? [[name!, { context: 'interrupt', by: 'hrtimer', range }] as const] : [];
  });
}

function placeText(argument: string): string {
  return argument.replace(/^&\s*/, '');
}

const LONGEST_PLACE = 80;
const FUNCTION_OF = /(?:->|\.)function\s*=\s*&?([A-Za-z_]\w*)\s*;/g;
