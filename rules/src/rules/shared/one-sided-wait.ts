import type { AnalysisContext } from '../../context.js';
import type { Operand } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { functionsInside } from './nesting.js';
import { endingOf, isShadowed, promiseWaits, wordOf, type PromiseWait } from './promise-wait.js';

/** A promise that only good news settle, where the bad have an event of their own. */
export interface OneSidedWait {
  readonly range: Range;
  /** The emitter, as it is written. */
  readonly emitter: string;
  readonly event: string;
  /** What may come instead. */
  readonly instead: string;
}

/**
 * Finds promises that wait for `drain` alone, which a closed stream never sends, and those that a DOM-like object settles
 * by its good event alone: `request.onsuccess = resolve`. Its failure does not throw when nobody listens.
 */
export function findOneSidedWaits(context: AnalysisContext): readonly OneSidedWait[] {
  const { text } = context.model;
  if (!/['"]drain['"]|\.on(success|load|open|complete)\b|['"](open|success)['"]/.test(text)) return [];
  const found = new Map<number, OneSidedWait>();
  for (const wait of promiseWaits(context))
    for (const one of waitsFor(context, wait)) if (!found.has(one.range[0])) found.set(one.range[0], one);
  return [...found.values()];
}

/** What else may end the wait: a limit of time, an abort, a race. */
const OTHERWISE = /setTimeout|setInterval|\b(signal|abort|race|timeout|deadline)\w*\b/i;

function waitsFor(context: AnalysisContext, wait: PromiseWait): readonly OneSidedWait[] {
  const { text, functions } = context.model;
  if (!wait.resolves || OTHERWISE.test(text.slice(...wait.maker.range))) return [];
  const inner = [
    wait.fn,
    ...functionsInside(functions, wait.fn).filter((fn) => !isShadowed(context, wait, fn)),
  ];
  return inner.flatMap((fn) => [...listenersOf(context, wait, fn, inner), ...handlersOf(context, wait, fn)]);
}

/** `stream.once('drain', resolve)`, `socket.addEventListener('open', resolve)` */
function listenersOf(
  context: AnalysisContext,
  wait: PromiseWait,
  fn: FunctionModel,
  inner: readonly FunctionModel[],
): readonly OneSidedWait[] {
  const code = context.model.text.slice(...wait.maker.range);
  return context
    .callsOf(fn)
    .flatMap(({ name, args, receiver, nameRange }, _, calls): readonly OneSidedWait[] => {
      const [event, handler] = args;
      const instead = INSTEAD.find(([listens, what]) => listens.test(name) && what === event?.constant)?.[2];
      if (!instead || !receiver || !handler || STANDARD.test(receiver.text)) return [];
      if (instead === 'close' && !STREAM.test(receiver.text)) return [];
      const at = calls.find((call) => call.nameRange === nameRange)!;
      if (!endingOf(context, { ...wait, fn }, at, handler).settles) return [];
      const isAlone =
        !listensFor(code, receiver.text, instead) && !(instead === 'close' && emitsDrain(context));
      const isMany = inner.some((one) => settlesOtherwise(context, wait, one, handler));
      return isAlone && !isMany
        ? [{ range: nameRange, emitter: receiver.text, event: String(event!.constant), instead }]
        : [];
    });
}

const INSTEAD: readonly (readonly [RegExp, string, string])[] = [
  [/\.(on|once|addListener)$/, 'drain', 'close'],
  [/\.addEventListener$/, 'open', 'error'],
  [/\.addEventListener$/, 'success', 'error'],
];

/** By its name, something that is written to; an object of the program's own may send the event for itself. */
const STREAM =
  /(^|[._#])\w*(stream|socket|sock|response|res|request|req|client|conn|connection|writable|writer|dest|destination|out|output|stdin|pipe|file|ws|gzip|deflate|archive|pack)$/i;

/** They do not close before the program does. */
const STANDARD = /(^|\.)std(out|err)$/;

/** Any listener in sight for how it may end otherwise, on this emitter or on one of another name for it. */
function listensFor(code: string, emitter: string, event: string): boolean {
  const ends = event === 'close' ? 'close|end|finish|error|aborted' : `${event}|close|abort`;
  return (
    new RegExp(`['"](?:${ends})['"]`).test(code) ||
    new RegExp(`${quoted(emitter)}\\s*\\??\\.on(?:${ends})\\b`).test(code)
  );
}

/** The file sends the event itself. */
function emitsDrain({ model }: AnalysisContext): boolean {
  return /emit\(\s*['"]drain['"]/.test(model.text);
}

/** Frames and windows load something in any case. */
const NEVER_FAILS = /frame|ifr$|window|document|^self$/i;

/** A settler is named by something that has nothing to do with the listener, and not before it would be needed. */
function settlesOtherwise(
  { callsOf }: AnalysisContext,
  { settlers }: PromiseWait,
  fn: FunctionModel,
  handler: Operand,
): boolean {
  return callsOf(fn).some(
    ({ args, name, range }) =>
      range[0] > handler.range[1] &&
      name !== 'Promise' &&
      args.some(({ text, range: at }) => at[0] !== handler.range[0] && settlers.includes(text)),
  );
}

const FAILS = /\.on(?:error|abort|blocked|close|loadend|timeout)\b|['"](?:error|abort|close)['"]/;

/** `request.onsuccess = () => resolve(request.result)` without `request.onerror`. */
function handlersOf(
  { model, graphOf }: AnalysisContext,
  { settlers, maker }: PromiseWait,
  fn: FunctionModel,
): readonly OneSidedWait[] {
  const code = model.text.slice(...maker.range);
  return [...eventsOf(graphOf(fn))].flatMap((event): readonly OneSidedWait[] => {
    if (event.kind !== 'update' || !event.value) return [];
    const [, emitter, good] = /^(.+)\.on(success|load|open|complete)$/.exec(event.place.text) ?? [];
    const value = event.value.text;
    if (
      !emitter ||
      !good ||
      (good === 'load' && NEVER_FAILS.test(emitter)) ||
      !settlers.some((name) => wordOf(name).test(value))
    )
      return [];
    const name = quoted(emitter);
    if (FAILS.test(code) || new RegExp(`${name}\\.(?:onerror|onabort|onclose)`).test(model.text)) return [];
    return [{ range: event.range, emitter, event: good, instead: good === 'complete' ? 'abort' : 'error' }];
  });
}
