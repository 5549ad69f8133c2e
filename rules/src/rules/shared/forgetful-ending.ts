import type { AnalysisContext } from '../../context.js';
import type { Call, Operand } from '../../protocol/events.js';
import { reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { isCleanedByCaller } from './handed-cleanup.js';
import { isMadeForJob } from './made-for-job.js';
import { functionsInside, isInside } from './nesting.js';
import { outermostOf } from './outermost.js';
import {
  functionOf,
  isKnownAt,
  isShadowed,
  keptOutside,
  promiseWaits,
  wordOf,
  type PromiseWait,
} from './promise-wait.js';

/** A listener or a timer of a promise that some of its ends take away and one forgets. */
export interface ForgetfulEnding {
  /** `emitter.on(…)` or `setTimeout(…)` */
  readonly call: Call;
  readonly kind: 'listener' | 'timer';
  /** The name by which it is taken away. */
  readonly name: string;
  /** Sets up the end that forgets it. */
  readonly ending: Call;
}

interface Left extends Omit<ForgetfulEnding, 'ending'> {
  /** The function that it calls, where that stands in the file. */
  readonly code: FunctionModel | undefined;
}

/** A function that something else calls later, and which settles the promise. */
interface Root {
  readonly at: Call;
  /** Where it is set up. */
  readonly fn: FunctionModel;
  /** Undefined where the resolver itself was handed over. */
  readonly code: FunctionModel | undefined;
}

/** Finds, for each promise made by hand, what the author takes away on some of its ends and leaves on another. */
export function findForgetfulEndings(context: AnalysisContext): readonly ForgetfulEnding[] {
  const found = new Map<number, ForgetfulEnding>();
  if (!REMOVES.test(context.model.text)) return [];
  for (const wait of promiseWaits(context).map((one) => keptOutside(context, one))) {
    if (!REMOVES.test(context.model.text.slice(...wait.fn.range))) continue;
    for (const one of forgottenIn(context, wait)) found.set(one.call.range[0], one);
  }
  return [...found.values()];
}

const LISTENS = /\.(on|once|addListener|prependListener|prependOnceListener|addEventListener)$/;
const TIMER = /^((window|globalThis|self|timers?)\.)?(setTimeout|setInterval)$/;
const REMOVES = /\b(off|removeListener|removeEventListener|clearTimeout|clearInterval)\b/;

function forgottenIn(context: AnalysisContext, wait: PromiseWait): readonly ForgetfulEnding[] {
  const inner = [wait.fn, ...functionsInside(context.model.functions, wait.fn)];
  const roots = inner.flatMap((fn) => rootsIn(context, wait, fn));
  if (roots.length < 2) return [];
  const before = wait.maker === wait.fn || wait.maker.isTopLevel ? [] : [wait.maker];
  return [...before, ...inner].flatMap((fn) =>
    context.callsOf(fn).flatMap((call) => {
      if (fn !== wait.fn && fn === wait.maker && call.range[0] > wait.fn.range[0]) return [];
      const left = leftAt(context, wait, fn, call);
      if (!left) return [];
      const removal = removalOf(left);
      if (!isTakenByEnds(context, wait, removal)) return [];
      if (isCleanedByCaller(context, wait, (code) => removal.test(code))) return [];
      const isTaken = (root: Root): boolean =>
        codesOf(context, wait, root).some((code) => takes(context, wait, code, left, removal));
      const others = roots.filter(({ at, code }) => at !== call && (!code || code !== left.code));
      if (!others.some(isTaken)) return [];
      const isLeftBy = (root: Root): boolean =>
        !isTaken(root) && !isOver(left, root) && follows(context, left, root, fn);
      const isBegun = others.some((root) => isTaken(root) && BEGINS.test(eventOf(root)));
      const hasErrors = others.some((root) => isTaken(root) && eventOf(root) === 'error');
      const ending = others.find(
        (root) =>
          !(hasErrors && isPassedOn(context, wait, root)) &&
          isLeftBy(root) &&
          !(isBegun && others.some((one) => one !== root && isStartOf(one, root))),
      );
      if (ending) return [{ ...left, ending: ending.at }];
      const own = roots.find(({ at }) => at === call);
      return own && stays(left) && !isTaken(own) ? [{ ...left, ending: call }] : [];
    }),
  );
}

/** What the end calls, what takes it in the file, and the function of the promise in which it is set up. */
function codesOf(
  { model }: AnalysisContext,
  wait: PromiseWait,
  { at, fn, code }: Root,
): readonly FunctionModel[] {
  const taker = at.target === undefined ? undefined : model.functions[at.target];
  return [code, taker, fn === wait.fn || fn === wait.maker ? undefined : fn].filter(
    (one) => one !== undefined,
  );
}

/** Its own event does not take it away, and may come again: it is not the last of an emitter that is over with it. */
function stays({ call, kind }: Left): boolean {
  if (kind === 'timer' || /\.once$/i.test(call.name) || call.args[2] !== undefined) return false;
  const event = String(call.args[0]?.constant ?? call.args[0]?.text ?? '');
  return !LAST.test(event) || /^this(\.\w*(emitter|events?|bus))?$/i.test(call.receiver?.text ?? '');
}

function leftAt(
  context: AnalysisContext,
  wait: PromiseWait,
  fn: FunctionModel,
  call: Call,
): Left | undefined {
  const { text } = context.model;
  if (TIMER.test(call.name)) {
    const name = ASSIGNED.exec(text.slice(Math.max(0, call.range[0] - 80), call.range[0]))?.[1];
    const code = call.args[0] && codeOf(context, fn, call.args[0]);
    return name === undefined || call.use !== 'assigned' ? undefined : { call, kind: 'timer', name, code };
  }
  const [event, handler, options] = call.args;
  if (!LISTENS.test(call.name) || !call.receiver || !event || !handler?.place) return undefined;
  if (options && /\bsignal\b/.test(options.text)) return undefined;
  const { root } = call.receiver;
  if (isMadeForJob(text.slice(...wait.maker.range), root) || isHandedTo(context, wait, root))
    return undefined;
  return { call, kind: 'listener', name: handler.place.text, code: codeOf(context, fn, handler) };
}

/** `timer =` */
const ASSIGNED = /([\w$.]+)\s*(?::[^=;]*)?=\s*$/;

/** A parameter of a function within: `request.on('response', (response) => response.on(…))`. */
function isHandedTo({ model }: AnalysisContext, { fn }: PromiseWait, root: string): boolean {
  return functionsInside(model.functions, fn).some((inner) => inner.parameters.includes(root));
}

function codeOf(context: AnalysisContext, fn: FunctionModel, given: Operand): FunctionModel | undefined {
  return given.form === 'function' || given.form === 'place' ? functionOf(context, fn, given) : undefined;
}

/** What settles the promise when something else calls it: handlers, timers, callbacks. */
function rootsIn(context: AnalysisContext, wait: PromiseWait, fn: FunctionModel): readonly Root[] {
  if (isShadowed(context, wait, fn)) return [];
  return context.callsOf(fn).flatMap((at) =>
    at.args.flatMap((given): Root | readonly [] => {
      if (at.name === 'Promise' || wait.settlers.includes(at.name)) return [];
      if (wait.settlers.includes(given.text))
        return at.target === undefined ? { at, fn, code: undefined } : [];
      const code = given.form === 'function' ? codeOf(context, fn, given) : undefined;
      const isOwn = code && isInside(code, wait.fn);
      const settles =
        isOwn &&
        below(context, code).some(
          (one) =>
            !isShadowed(context, wait, one) &&
            context
              .callsOf(one)
              .some(({ name, range }) => wait.settlers.includes(name) && isKnownAt(wait.fn, name, range)),
        );
      return settles ? { at, fn, code } : [];
    }),
  );
}

/** A function with those of the file that it calls and those that stand in it. */
function below(context: AnalysisContext, fn: FunctionModel): readonly FunctionModel[] {
  const seen = new Set([fn]);
  for (const one of seen) {
    if (seen.size > 30) break;
    for (const { target } of context.callsOf(one)) {
      const next = target === undefined ? undefined : context.model.functions[target];
      if (next) seen.add(next);
    }
    for (const inner of functionsInside(context.model.functions, one)) seen.add(inner);
  }
  return [...seen];
}

function removalOf({ kind, name }: Left): RegExp {
  const what = quoted(name);
  return kind === 'timer'
    ? new RegExp(`clear(?:Timeout|Interval)\\)?\\s*\\(\\s*${what}(?![\\w$])`)
    : new RegExp(
        `(?:off|removeListener|removeEventListener)\\s*\\??\\.?\\(\\s*[^,()]+,\\s*${what}(?![\\w$])|removeAllListeners\\(`,
      );
}

/** The ends take it away one by one: nothing does so for all of them. */
function isTakenByEnds(context: AnalysisContext, { fn, maker }: PromiseWait, removal: RegExp): boolean {
  const { text } = context.model;
  const outer = outermostOf(context, fn);
  const outside = text.slice(outer.range[0], fn.range[0]) + text.slice(fn.range[1], outer.range[1]);
  const inside = text.slice(...fn.range);
  if (/\bfinally\b/.test(inside) || !removal.test(inside)) return false;
  if (/\bfinally\b/.test(outside) && (removal.test(outside) || CLEANS.test(outside))) return false;
  if (maker === fn) return true;
  return !context
    .callsOf(maker)
    .some(
      ({ range }) =>
        range[0] > fn.range[1] && (removal.test(text.slice(...range)) || CLEANS.test(text.slice(...range))),
    );
}

/** Whether the end takes it away, or does what may be meant to. */
function takes(
  context: AnalysisContext,
  wait: PromiseWait,
  code: FunctionModel,
  { call, kind, name }: Left,
  removal: RegExp,
): boolean {
  return below(context, code).some((fn) => {
    const text = context.model.text.slice(...fn.range);
    if (removal.test(text)) return true;
    return context.callsOf(fn).some((one) => {
      if (wait.settlers.includes(one.name)) return false;
      if (one.target === undefined && CLEANS.test(`${one.name}(`)) return true;
      const isGiven = one.args.some(({ text: given }) => wordOf(name).test(given));
      const isEnded =
        kind === 'listener' && ENDS.test(one.name) && one.receiver?.text === call.receiver!.text;
      return isGiven || isEnded;
    });
  });
}

const CLEANS =
  /(clean\w*|dispos\w*|removeAll\w*|remove\w*Listeners?|unlisten\w*|unsubscribe|unref|unbind\w*|teardown\w*|abort|cancel\w*|destroy\w*|detach\w*)\(/i;
const ENDS = /\.(destroy|close|end|terminate|kill|disconnect|removeAllListeners)$/;

/** The other end shows that nothing more comes from this emitter, or it cannot be reached any more. */
function isOver({ call, kind }: Left, { at }: Root): boolean {
  if (kind === 'timer' || at.receiver?.text !== call.receiver?.text) return false;
  const event = at.args[0]?.constant ?? at.args[0]?.text ?? '';
  return LAST.test(String(event));
}

const LAST = /end|clos|finish|exit|disconnect|err|fail|abort|unload|destroy|terminat/i;

/** Comes after the registration on some way, or is called later than where it stands. */
function follows(
  context: AnalysisContext,
  { call, code }: Left,
  { at, fn: where }: Root,
  fn: FunctionModel,
): boolean {
  const isNested = code && at.range[0] > code.range[0] && at.range[1] < code.range[1];
  if (isNested) return false;
  const isLater = at.range[0] > call.range[0];
  if (where !== fn) return isLater || at.range[0] >= fn.range[0];
  const graph = context.graphOf(fn);
  const blockOf = (one: Call): number | undefined =>
    graph.blocks.find(({ events }) => events.some((event) => event.kind === 'call' && event.call === one))
      ?.id;
  const [from, to] = [blockOf(call), blockOf(at)];
  if (from === undefined || to === undefined) return false;
  if (isLater) return from === to || reachability(graph)(from).has(to);
  const isPending = LISTENS.test(at.name) || TIMER.test(at.name);
  return isPending && (from === to || reachability(graph)(to).has(from));
}

/** `….catch(reject)`, `pump(a, b, (error) => reject(error))`: what fails there shows in the emitter's own `error`, too. */
function isPassedOn({ model }: AnalysisContext, { settlers }: PromiseWait, { at, code }: Root): boolean {
  if (LISTENS.test(at.name) || TIMER.test(at.name)) return false;
  return !code
    ? /\.(then|catch)$/.test(at.name)
    : !wordOf(settlers[0]!).test(model.text.slice(...code.range));
}

function eventOf({ at }: Root): string {
  return LISTENS.test(at.name) ? String(at.args[0]?.constant ?? '') : '';
}

/** The first event of an emitter: what it takes away is gone before the others come. */
function isStartOf(start: Root, { at }: Root): boolean {
  return BEGINS.test(eventOf(start)) && start.at.receiver?.text === at.receiver?.text;
}

const BEGINS = /^(connect|connected|open|ready|spawn|listening|online|secureConnect)$/;
