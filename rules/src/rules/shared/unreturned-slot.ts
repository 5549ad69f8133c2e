import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Place, Range } from '../../protocol/place.js';
import { isInside } from './nesting.js';
import { functionOf, promiseWaits } from './promise-wait.js';

/** A slot that a chain of reactions gives back when the job fulfils, and keeps when it rejects. */
export interface UnreturnedSlot {
  readonly slot: Place;
  readonly taken: ProtocolEvent;
  /** The function that sees to a rejection and gives nothing back. */
  readonly keeps: Range;
}

/** Finds `active++; job().then(() => { active--; next(); }, fail)`. */
export function findUnreturnedSlots(context: AnalysisContext): readonly UnreturnedSlot[] {
  return context.model.functions.flatMap((fn) =>
    context.callsOf(fn).flatMap((gives) => {
      const [done] = gives.args;
      const code =
        gives.name.endsWith('.then') && done?.form === 'function' ? functionOf(context, fn, done) : undefined;
      const found = code ? slotOf(context, fn, gives, code) : undefined;
      return found ? [found] : [];
    }),
  );
}

function slotOf(
  context: AnalysisContext,
  fn: FunctionModel,
  gives: Call,
  code: FunctionModel,
): UnreturnedSlot | undefined {
  const handlers = otherHandlers(context, fn, gives);
  const others = reactions(context, fn, handlers);
  const [keeps] = handlers;
  if (others === undefined || !keeps) return undefined;
  const [head] = context.graphOf(code).blocks;
  for (const given of head?.events ?? []) {
    const slot = givenBack(given);
    const taken = slot && takenIn(context, fn, slot, gives);
    if (!slot || !taken || !isWaitedFor(context, slot)) continue;
    return others.some((other) => namesSlot(context, other, slot))
      ? undefined
      : { slot, taken, keeps: keeps.range };
  }
  return undefined;
}

/** What else is given to the chain: to `then`, `catch` and `finally`. */
function otherHandlers(context: AnalysisContext, fn: FunctionModel, gives: Call): readonly Operand[] {
  const chain = context
    .callsOf(fn)
    .filter(
      ({ name, range }) =>
        range[0] === gives.range[0] && range[1] >= gives.range[1] && /\.(then|catch|finally)$/.test(name),
    );
  return chain.flatMap(({ args }) => args).filter((arg) => arg !== gives.args[0]);
}

/** Their functions; undefined when one is not in sight, or nobody sees to a rejection. */
function reactions(
  context: AnalysisContext,
  fn: FunctionModel,
  handlers: readonly Operand[],
): readonly FunctionModel[] | undefined {
  const codes = handlers.map((handler) => reactionOf(context, fn, handler));
  if (codes.length === 0 || codes.some((code) => code === undefined)) return undefined;
  return codes.flatMap((code) => code ?? []);
}

/** Null for the `reject` of a promise around, which does nothing else. */
function reactionOf(
  context: AnalysisContext,
  fn: FunctionModel,
  handler: Operand,
): FunctionModel | null | undefined {
  if (handler.form === 'function') return functionOf(context, fn, handler);
  const isReject = promiseWaits(context).some(
    (wait) => wait.settlers.includes(handler.text) && (wait.fn === fn || isInside(fn, wait.fn)),
  );
  return isReject ? null : undefined;
}

/** `this.active--`, `pool.push(worker)` */
function givenBack(event: ProtocolEvent): Place | undefined {
  if (event.kind === 'update')
    return event.place.shared && event.value === undefined ? event.place : undefined;
  const isGiven = event.kind === 'call' && /\.(push|unshift|add)$/.test(event.call.name);
  return isGiven ? event.call.receiver : undefined;
}

/** The slot is taken by the function that starts the job, before it does. */
function takenIn(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
  slot: Place,
  gives: Call,
): ProtocolEvent | undefined {
  return [...eventsOf(graphOf(fn))].find((event) => {
    if (event.range[0] >= gives.range[1]) return false;
    if (event.kind === 'update') return event.place.text === slot.text && event.value === undefined;
    return (
      event.kind === 'call' &&
      event.call.receiver?.text === slot.text &&
      /\.(pop|shift)$/.test(event.call.name)
    );
  });
}

/** Somebody looks whether there is a slot, and not only a reaction whether it was the last. */
function isWaitedFor({ model, graphOf }: AnalysisContext, slot: Place): boolean {
  return model.functions.some(
    (fn) =>
      !/\.then\(\s*$/.test(model.text.slice(Math.max(0, fn.range[0] - 20), fn.range[0])) &&
      [...eventsOf(graphOf(fn))].some(
        (event) =>
          event.kind === 'test' &&
          event.reads.some(({ text }) => text === slot.text || text === `${slot.text}.length`),
      ),
  );
}

/** The function names the slot, or calls one of the file that does, or one that is not in sight. */
function namesSlot(context: AnalysisContext, fn: FunctionModel, slot: Place, depth = 0): boolean {
  const { text, functions } = context.model;
  if (text.slice(...fn.range).includes(slot.text)) return true;
  return context.callsOf(fn).some(({ target, name }) => {
    const next = target === undefined ? undefined : functions[target];
    if (next) return depth < 3 && !isInside(fn, next) && namesSlot(context, next, slot, depth + 1);
    return (
      /^(this|super|self|that)\.[\w$#]+$/.test(name) || /release|next|done|finish|settle|clean/i.test(name)
    );
  });
}
