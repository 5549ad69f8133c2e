import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, type Edge, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { quoted } from '../../quoted.js';
import { isAsked } from './asked-slot.js';
import { methodOf, OBJECT } from './method-of.js';
import { functionOf } from './promise-wait.js';
import { mayBeOfSameClass } from './same-class.js';

/** A place that is given back on two ways, of which one starts whoever waits for it and the other starts nobody. */
export interface UnstartedNext {
  /** `this.running--` */
  readonly gives: UpdateEvent;
  /** The call that starts the next one on the other way. */
  readonly starts: Call;
}

/**
 * Finds `this.running--; if (error) return this.emit('error', error); this.next();`, and
 * `then(() => { this.running--; this.next(); }, (error) => { this.running--; reject(error); })`.
 */
export function findUnstartedNext(context: AnalysisContext): readonly UnstartedNext[] {
  if (!COUNTS_DOWN.test(context.model.text) || !TAKES.test(context.model.text)) return [];
  return context.model.functions.flatMap((fn) => {
    if (fn.isTopLevel || !COUNTS_DOWN.test(context.model.text.slice(...fn.range))) return [];
    const gives = givenBackIn(context, fn);
    if (!gives || !isAsked(context, gives.place.text.replace(OBJECT, 'this.'))) return [];
    const starts = leavesOneOut(context, fn, gives) ?? startedBySibling(context, fn, gives);
    return starts && !isSeenToByCaller(context, fn) ? [{ gives, starts }] : [];
  });
}

const COUNT = /^(?:this|self|that|_this\d*|me)\.[\w$#]+$/;
const COUNTS_DOWN =
  /(?:this|self|that|_this\d*|me)\.[\w$#]+\s*(?:--|-=\s*1\b)|--\s*(?:this|self|that|_this\d*|me)\.[\w$#]/;
const TAKES = /\.(?:shift|pop|dequeue)\(\)/;

/** `this.running--`, of its function's own body. */
function givenBackIn(context: AnalysisContext, fn: FunctionModel): UpdateEvent | undefined {
  for (const event of eventsOf(context.graphOf(fn))) {
    const isCount = event.kind === 'update' && event.value === undefined && COUNT.test(event.place.text);
    if (isCount && COUNTS_DOWN.test(context.model.text.slice(...event.range))) return event;
  }
  return undefined;
}

interface State {
  readonly isGiven: boolean;
  /** A test of what the function was told decides: `if (error)`. */
  readonly isDecided: boolean;
  /** So does another test behind it, of the object or of what else is known: that end may be over, or have its turn later. */
  readonly isOpen: boolean;
}

/** What starts the next on one way behind the place given back, where another that a parameter decides tells at most of a failure. */
function leavesOneOut(context: AnalysisContext, fn: FunctionModel, gives: UpdateEvent): Call | undefined {
  let starts: Call | undefined;
  let isLeftOut = false;
  const isComplete = walkPaths<State>(context.graphOf(fn), {
    start: { isGiven: false, isDecided: false, isOpen: false },
    key: ({ isGiven, isDecided, isOpen }) => `${isGiven}:${isDecided}:${isOpen}`,
    onEvent(state, event) {
      if (event === gives) return { ...state, isGiven: true };
      if (!state.isGiven) return event.kind === 'opaque' ? null : state;
      starts ??= startOf(context, event);
      return isIdle(context, event) ? state : null;
    },
    onEdge(state, edge) {
      if (!state.isGiven || !edge.assume) return state;
      return isOfParameter(fn, edge) ? { ...state, isDecided: true } : { ...state, isOpen: true };
    },
    onExit(state, exit) {
      isLeftOut ||= state.isGiven && state.isDecided && !state.isOpen && isOwnEnd(exit);
    },
  });
  return isComplete && isLeftOut ? starts : undefined;
}

function isOwnEnd({ kind }: Exit): boolean {
  return kind !== 'throw' && kind !== 'never';
}

function isOfParameter({ parameters }: FunctionModel, { assume }: Edge): boolean {
  return (
    assume !== undefined &&
    !assume.calls &&
    assume.reads.length > 0 &&
    assume.reads.every(({ text }) =>
      parameters.some((one) => new RegExp(`^${quoted(text)}(?![\\w$])`).test(one)),
    )
  );
}

/** `.then(done, fail)`, `.then(done).catch(fail)`: both give the place back, and the fellow of this one starts the next. */
function startedBySibling(context: AnalysisContext, fn: FunctionModel, gives: UpdateEvent): Call | undefined {
  const events = [...eventsOf(context.graphOf(fn))];
  if (events.some((event) => event.range[0] > gives.range[0] && !isIdle(context, event))) return undefined;
  const fellows = fellowsOf(context, fn);
  for (const fellow of fellows ?? []) {
    const given = givenBackIn(context, fellow);
    if (!given || given.place.text !== gives.place.text) continue;
    for (const event of eventsOf(context.graphOf(fellow))) {
      const starts = event.range[0] > given.range[0] ? startOf(context, event) : undefined;
      if (starts) return starts;
    }
  }
  return undefined;
}

/** The other reactions of the chain in which a reaction stands; undefined where one of them runs behind it. */
function fellowsOf(context: AnalysisContext, fn: FunctionModel): readonly FunctionModel[] | undefined {
  for (const around of context.model.functions) {
    if (around.range[0] >= fn.range[0] || around.range[1] < fn.range[1]) continue;
    const calls = context.callsOf(around).filter(({ name }) => REACTS.test(name));
    const own = calls.find(({ args }) => args.some((arg) => functionOf(context, around, arg) === fn));
    if (!own) continue;
    const chain = calls.filter(({ range }) => range[0] === own.range[0]);
    if (chain.some(({ range, name }) => range[1] > own.range[1] || name.endsWith('finally')))
      return undefined;
    return chain.flatMap(({ args }) => args.flatMap((arg) => functionOf(context, around, arg) ?? []));
  }
  return undefined;
}

const REACTS = /\.(?:then|catch|finally)$/;

/** The call that takes the next one off a list, or of a function that does. */
function startOf(context: AnalysisContext, event: ProtocolEvent): Call | undefined {
  if (event.kind !== 'call') return undefined;
  return isStart(context, event.call) ? event.call : undefined;
}

function isStart(context: AnalysisContext, call: Call): boolean {
  if (TAKES_NEXT.test(call.name)) return true;
  const called = methodOf(context, call);
  return called !== undefined && isStarter(context, called, 2);
}

const TAKES_NEXT = /^(?:this|self|that|_this\d*|me)\.[\w$#]+\.(?:shift|pop|dequeue)$/;

/** What starts the next takes it off a list in its own text, or calls a short way down what does. */
function isStarter(context: AnalysisContext, fn: FunctionModel, depth: number): boolean {
  const calls = context.callsOf(fn);
  if (calls.some(({ name }) => TAKES_NEXT.test(name))) return true;
  if (depth === 0 || calls.length > 30) return false;
  return calls.some((call) => {
    const called = methodOf(context, call);
    return called !== undefined && called !== fn && isStarter(context, called, depth - 1);
  });
}

/** Tells of something, and starts nobody. */
function isIdle(context: AnalysisContext, event: ProtocolEvent): boolean {
  if (event.kind === 'test') return true;
  if (event.kind !== 'call') return false;
  return TELLS.test(event.call.name) && !methodOf(context, event.call);
}

const TELLS = /^(?:console\.\w+|(?:[\w$#]+\.)*(?:emit|reject|resolve|debug|warn|log)|clearTimeout)$/;

/** Who calls the function starts the next behind it. */
function isSeenToByCaller(context: AnalysisContext, fn: FunctionModel): boolean {
  return context.model.functions.some((caller) => {
    if (caller === fn || !mayBeOfSameClass(context.model, caller, fn)) return false;
    const calls = context.callsOf(caller);
    const own = calls.find((call) => methodOf(context, call) === fn);
    return own !== undefined && calls.some((call) => call.range[0] > own.range[0] && isStart(context, call));
  });
}
