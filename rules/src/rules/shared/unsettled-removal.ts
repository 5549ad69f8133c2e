import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { isInside } from './nesting.js';
import { endingOf, functionOf, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** All listeners of an emitter are taken away, and with them what would have settled a promise. */
export interface UnsettledRemoval {
  readonly range: Range;
  readonly emitter: string;
  /** Settles the promise, and nothing else does. */
  readonly listens: Call;
}

/** Finds `cleanup() { this.answers.removeAllListeners(); }` beside `new Promise((resolve) => this.answers.once(id, resolve))`. */
export function findUnsettledRemovals(context: AnalysisContext): readonly UnsettledRemoval[] {
  const { text } = context.model;
  const removals = [...text.matchAll(REMOVES)]
    .filter((one) => isCode(text, one))
    .map(({ index, 0: { length }, 1: emitter, 2: event }) => ({
      range: [index, index + length] as const,
      emitter: emitter!,
      event: event?.slice(1, -1),
      around: bodyAround(text, index),
    }));
  if (removals.length === 0) return [];
  const seen = new Set<Call>();
  const waits = soleEndings(context);
  return removals.flatMap((removal) => {
    const { range, emitter, around } = removal;
    if (tellsBefore(text, removal) || isAtEnd(context, range)) return [];
    const beside = removals.filter((one) => one.emitter === emitter && isSame(one.around, around));
    const wait = waits.find(
      ({ listeners, handlers, maker }) =>
        !seen.has(listeners[0]!) &&
        !(listeners[0]!.range[1] < range[0] && range[1] < maker.range[1]) &&
        !handlers.some(([start, end]) => start <= range[0] && range[1] <= end) &&
        listeners.every(
          ({ receiver, args }) =>
            receiver?.text === emitter &&
            isOneObject(text, emitter, range, maker.range) &&
            beside.some(({ event }) => event === undefined || args[0]?.constant === event),
        ),
    );
    const listens = wait?.listeners[0];
    if (listens) seen.add(listens);
    return listens ? [{ range, emitter, listens }] : [];
  });
}

const REMOVES =
  /(?<![\w$.#])((?:[A-Za-z_$][\w$]*\.)?(?:[A-Za-z_$#][\w$]*))\.removeAllListeners\((['"][\w:.-]+['"])?\)/g;

/** `this` is the same object in two places: in one class, or in a class and one that extends it. */
function isOneObject(text: string, emitter: string, [a]: Range, [b]: Range): boolean {
  if (!/^this\b/.test(emitter)) return true;
  const [one, other] = [classAt(text, a), classAt(text, b)];
  if (!one || !other || one.index === other.index) return true;
  return one[2] === other[1] || other[2] === one[1];
}

/** The last class that begins before a place. */
function classAt(text: string, at: number): RegExpExecArray | undefined {
  const start = text.lastIndexOf('class ', at);
  const head = start < 0 ? null : CLASS.exec(text.slice(start, start + 300));
  return head ? Object.assign(head, { index: start }) : undefined;
}

const CLASS = /^class\s+([\w$]+)(?:<[^{]*?>)?(?:\s+extends\s+(?:[\w$]+\.)*([\w$]+))?[^{;()]*\{/;

/** Not in a comment, and of a variable that stays the same emitter. */
function isCode(text: string, { index, 1: emitter }: RegExpExecArray): boolean {
  const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
  const sets = new RegExp(`(?<![\\w$.])${quoted(emitter!)}\\s*=(?![=>])`, 'g');
  const isOne = emitter === 'this' || emitter!.includes('.') || (text.match(sets)?.length ?? 0) < 2;
  return isOne && !/^\s*(?:\/\/|\*)/.test(line);
}

interface Removal {
  readonly range: Range;
  readonly emitter: string;
  readonly around: Range;
}

/** Somebody is told before, by an event of the emitter or in another way; so by its end, whose handler this is. */
function tellsBefore(text: string, { emitter, around }: Removal): boolean {
  const body = text.slice(...around);
  if (AFTER_END.test(text.slice(Math.max(0, around[0] - 120), around[0]))) return true;
  return (
    /\b(reject\w*|resolve\w*|settle\w*|abort|destroy)\s*\(/i.test(body) ||
    new RegExp(`(?<![\\w$.#])(?:${quoted(emitter)}|this)\\.emit\\(`).test(body)
  );
}

const AFTER_END = /\.(?:on|once)\(\s*['"](?:close|end|exit|finish|error|disconnect)['"],[^;{}]*$/;

/** The function is a handler for the end of something, after which nothing more comes. */
function isAtEnd({ model }: AnalysisContext, [start, end]: Range): boolean {
  const [around] = model.functions
    .filter(({ range, isTopLevel }) => !isTopLevel && range[0] <= start && end <= range[1])
    .sort((a, b) => b.range[0] - a.range[0]);
  if (!around || !/^[\w$#]+$/.test(around.name)) return false;
  const handles = `['"](?:close|end|exit|finish|error|disconnect)['"],\\s*(?:this\\.)?${quoted(around.name)}(?![\\w$])`;
  return new RegExp(handles).test(model.text);
}

interface SoleEndings {
  /** All that settles the promise. */
  readonly listeners: readonly Call[];
  /** Where their handlers stand. */
  readonly handlers: readonly Range[];
  readonly maker: FunctionModel;
}

/** The promises that only listeners of one emitter end. */
function soleEndings(context: AnalysisContext): readonly SoleEndings[] {
  return promiseWaits(context)
    .flatMap((wait) => [wait, ...handedOn(context, wait)])
    .flatMap((wait) => {
      const endings = context
        .callsOf(wait.fn)
        .filter((call) => call.args.length > 0 && call.use !== 'assigned' && settlesIn(context, wait, call));
      const isSole = endings.length > 0 && endings.every(({ name }) => LISTENS.test(name));
      const handlers = endings.flatMap(({ args }) => {
        const code = args[1] && functionOf(context, wait.fn, args[1]);
        return code ? [code.range] : [];
      });
      return isSole && !isBounded(context, wait) ? [{ listeners: endings, handlers, maker: wait.maker }] : [];
    });
}

const LISTENS = /\.(once|on|addListener)$/;

/** `const close = (callback) => { socket.once('close', callback); }` for `new Promise((resolve) => close(resolve))`. */
function handedOn(
  { model, callsOf }: AnalysisContext,
  { fn, maker, settlers }: PromiseWait,
): readonly PromiseWait[] {
  const calls = callsOf(fn);
  const [only] = calls;
  const helper = calls.length === 1 && only!.target !== undefined ? model.functions[only!.target] : undefined;
  const at = only?.args.findIndex(({ text }) => settlers.includes(text)) ?? -1;
  const given = helper?.parameters[at];
  return helper && given !== undefined && isInside(helper, maker)
    ? [{ fn: helper, maker: helper, settlers: [given], resolves: true }]
    : [];
}

/** The handler settles, or is made with what does: `onClose = toError(reject)`. */
function settlesIn(context: AnalysisContext, wait: PromiseWait, call: Call): boolean {
  const handler = call.args.at(-1)!;
  if (endingOf(context, wait, call, handler).settles) return true;
  if (!handler.place || !/^[\w$]+$/.test(handler.text)) return false;
  const made = new RegExp(`(?<![\\w$.])${quoted(handler.text)}\\s*=\\s*([^;{}]+);`).exec(
    context.model.text.slice(...wait.fn.range),
  )?.[1];
  return made !== undefined && wait.settlers.some((name) => wordOf(name).test(made));
}

/** A time limit, an abort or a race ends it, too; or it is kept for one. */
function isBounded({ model }: AnalysisContext, { maker, fn }: PromiseWait): boolean {
  const before = model.text.slice(maker.range[0], fn.range[0]);
  if (/(?<![=!<>])=\s*new\s+[\w$.]+(?:<[^()]*>)?\(\s*$/.test(before)) return true;
  return (
    /\bsetTimeout|\babort/i.test(model.text.slice(...fn.range)) || /\b(race|timeout\w*|any)\(/i.test(before)
  );
}

function isSame([a]: Range, [b]: Range): boolean {
  return a === b;
}

/** The body that a place stands in: from the brace that opens it to the one that closes it. */
function bodyAround(text: string, at: number): Range {
  let start = at;
  for (let depth = 0; start > 0; start--) {
    const one = text[start];
    if (one === '}') depth++;
    else if (one === '{' && depth-- === 0) break;
  }
  let end = at;
  for (let depth = 0; end < text.length; end++) {
    const one = text[end];
    if (one === '{') depth++;
    else if (one === '}' && depth-- === 0) break;
  }
  return [start, end];
}
