import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { isMadeForJob } from './made-for-job.js';
import { functionsInside, isInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import { functionOf, wordOf } from './promise-wait.js';

/** A listener that nothing takes away, though its own handler ends the job by taking the others of its group away. */
export interface UnevenRemoval {
  /** `emitter.on(…)` */
  readonly call: Call;
  /** The name of its handler. */
  readonly name: string;
  /** Takes another one of the group away. */
  readonly removes: Call;
}

interface Listening {
  readonly call: Call;
  readonly name: string;
  readonly code: FunctionModel;
}

/**
 * Finds `const done = () => { a.off('ok', onOk); };` beside `a.on('ok', onOk); a.on('bad', onBad);`, where `onBad` ends with
 * `done()`, too: listeners that were added together for one job, of which the clean-up forgets one that has a name to be taken
 * away by.
 */
export function findUnevenRemovals(context: AnalysisContext): readonly UnevenRemoval[] {
  if (!REMOVES_ANY.test(context.model.text)) return [];
  return context.model.functions.flatMap((fn) => (fn.isTopLevel ? [] : unevenIn(context, fn)));
}

const REMOVES_ANY = /\b(off|removeListener|removeEventListener)\b/;
const LISTENS = /\.(on|once|addListener|prependListener|addEventListener)$/;
const REMOVES = /\.(off|removeListener|removeEventListener)$/;

function unevenIn(context: AnalysisContext, fn: FunctionModel): readonly UnevenRemoval[] {
  const added = context.callsOf(fn).flatMap((call) => listeningIn(context, fn, call));
  if (added.length < 2) return [];
  const { text, functions } = context.model;
  const outer = outermostOf(context, fn);
  const around = text.slice(...outer.range);
  if (/\bremoveAllListeners\b/.test(around)) return [];
  const within = [outer, ...functionsInside(functions, outer)];
  const calls = within.flatMap((one) => context.callsOf(one));
  return added.flatMap((left): readonly UnevenRemoval[] => {
    if (!isForgotten(around, added, calls, left) || isMadeForJob(around, left.call.receiver!.root)) return [];
    const fellows = added.filter(({ name }) => name !== left.name);
    for (const cleaner of within) {
      const removes = context.callsOf(cleaner).find((call) => takesOne(call, fellows));
      if (removes && isShared(context, { within, fellows, left, cleaner }))
        return [{ call: left.call, name: left.name, removes }];
    }
    return [];
  });
}

function listeningIn(context: AnalysisContext, fn: FunctionModel, call: Call): readonly Listening[] {
  const [event, handler, options] = call.args;
  if (!LISTENS.test(call.name) || !call.receiver || !event || !handler?.place || options) return [];
  const name = handler.place.text;
  const code = /^[\w$]+$/.test(name) ? functionOf(context, fn, handler) : undefined;
  return code && !code.isTopLevel ? [{ call, name, code }] : [];
}

/** Named where it is declared and where it is added, and taken away from other emitters at most. */
function isForgotten(
  around: string,
  added: readonly Listening[],
  calls: readonly Call[],
  { name, call }: Listening,
): boolean {
  // A listener for errors may stay on purpose: without one they are thrown.
  if (FAILS.test(String(call.args[0]?.constant ?? call.args[0]?.text))) return false;
  const taken = calls.filter((one) => REMOVES.test(one.name) && one.args[1]?.text === name);
  if (taken.some(({ receiver }) => receiver && named(receiver) === named(call.receiver!))) return false;
  const uses = around.match(wordOf(name))?.length ?? 0;
  const isOwn = new RegExp(`\\b(?:const|let|var|function)\\s+${quoted(name)}(?![\\w$])`).test(around);
  return isOwn && uses === 1 + added.filter((one) => one.name === name).length + taken.length;
}

const FAILS = /error/i;

/** `_proc$stdout2`, which a compiler has made for an optional call, is what `_proc$stdout` is. */
function named({ text }: Place): string {
  return text.startsWith('_') ? text.replace(/\d+$/, '') : text;
}

function takesOne({ name, receiver, args }: Call, fellows: readonly Listening[]): boolean {
  return (
    REMOVES.test(name) &&
    fellows.some((one) => receiver?.text === one.call.receiver!.text && args[1]?.text === one.name)
  );
}

/** The forgotten one ends with this clean-up as another end does, and would be called again. */
function isShared(
  context: AnalysisContext,
  {
    within,
    fellows,
    left,
    cleaner,
  }: {
    readonly within: readonly FunctionModel[];
    readonly fellows: readonly Listening[];
    readonly left: Listening;
    readonly cleaner: FunctionModel;
  },
): boolean {
  const target = context.model.functions.indexOf(cleaner);
  const reaches = (code: FunctionModel): boolean =>
    code === cleaner ||
    within.some(
      (one) =>
        (one === code || isInside(one, code)) && context.callsOf(one).some((call) => call.target === target),
    );
  if (!reaches(left.code)) return false;
  const others = fellows.filter(({ code }) => code !== left.code && reaches(code));
  const isOver = (one: Listening): boolean => isLastOf(one, left.call);
  return (!left.call.name.endsWith('once') && !isOver(left)) || !others.every(isOver);
}

/** After its event nothing more may come from the emitter that the other listens to. */
function isLastOf({ call }: Listening, { receiver }: Call): boolean {
  if (call.receiver!.text !== receiver!.text || LIVES_ON.test(receiver!.text)) return false;
  return LAST.test(String(call.args[0]?.constant ?? call.args[0]?.text));
}

/** What is named so is mostly there after its events. */
export const LIVES_ON =
  /^(this|_this|self|process|document|window)(\.\w*(emitter|events?|bus|client|queue))?$/i;

const LAST = /end|clos|finish|exit|disconnect|err|fail|abort|unload|destroy|terminat/i;
