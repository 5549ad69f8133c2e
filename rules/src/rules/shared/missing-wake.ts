import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import { walkPaths } from '../../protocol/paths.js';
import { isHarmlessCall } from './call-kinds.js';
import { placeBeside, queueName, waitersOn, type Waiter } from './pairing.js';
import { makesFalse, makesTrue } from './polarity.js';

/** A way out on which a condition has become true and the queue was not woken, though another way wakes it. */
export interface MissingWake {
  readonly update: UpdateEvent;
  readonly exit: Exit;
  readonly wake: WakeEvent;
  readonly waiter: Waiter;
}

/** Finds early ways out of a function that leave out the wake-up for what they made true. */
export function findMissingWakes(context: AnalysisContext, owner: number): readonly MissingWake[] {
  const events = [...eventsOf(context.graphOf(context.model.functions[owner]!))];
  const wakes = events.filter((event) => event.kind === 'wake');
  const seen = new Set<UpdateEvent>();
  return wakes.flatMap((wake) => {
    const { queue } = wake;
    const waiters = queue ? waitersOn(context, queue) : [];
    return events.flatMap((event) => {
      if (event.kind !== 'update' || seen.has(event)) return [];
      const waiter = waiters.find((candidate) => isAnnounced(event, wake, candidate));
      const exit = waiter && earlyExit(context, owner, event, wake, waiter);
      if (!exit) return [];
      seen.add(event);
      return [{ update: event, exit, wake, waiter }];
    });
  });
}

/** The update makes true what the waiter waits for, and the wake-up tells of it. */
function isAnnounced(update: UpdateEvent, wake: WakeEvent, waiter: Waiter): boolean {
  if (!update.place.shared || update.range[0] > wake.range[0]) return false;
  const name = placeBeside(update.place, wake.queue!);
  const isRead = waiter.reads.some((read) => placeBeside(read, waiter.queue) === name);
  return isRead && makesTrue(update, waiter);
}

/** A way from the update out of the function, past the place where the others wake. */
function earlyExit(
  context: AnalysisContext,
  owner: number,
  update: UpdateEvent,
  wake: WakeEvent,
  waiter: Waiter,
): Exit | undefined {
  let isAnnouncedSometimes = false;
  const name = queueName(wake.queue!);
  const found = exitOwing(context, owner, update, {
    settles(event) {
      isAnnouncedSometimes ||= event === wake;
      return settles(context, event, name, update, waiter);
    },
    counts: (exit) => exit.kind === 'throw' || (exit.kind === 'return' && exit.range[0] < wake.range[0]),
  });
  return found && isAnnouncedSometimes && !callersWake(context, owner, name) ? found : undefined;
}

/** What ends the debt of an update, and which ways out leave it. */
interface Debt {
  /** Asked of every event between the update and the end of its debt. */
  settles(event: ProtocolEvent): boolean;
  counts(exit: Exit): boolean;
}

/** The first way out of a function on which an update still owes a wake-up; undefined also where it is too complicated. */
export function exitOwing(
  context: AnalysisContext,
  owner: number,
  update: UpdateEvent,
  debt: Debt,
): Exit | undefined {
  let found: Exit | undefined;
  const isComplete = walkPaths<boolean>(context.graphOf(context.model.functions[owner]!), {
    start: false,
    key: String,
    onEvent: (isOwing, event) => event === update || (isOwing && !debt.settles(event)),
    onExit(isOwing, exit) {
      if (isOwing && debt.counts(exit)) found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}

/** Whether after this nothing is owed any more: woken, asked who sleeps, taken back, or handed on to who may wake. */
export function settles(
  context: AnalysisContext,
  event: ProtocolEvent,
  queue: string,
  update: UpdateEvent,
  waiter: Waiter,
): boolean {
  switch (event.kind) {
    case 'wake':
      return event.queue === undefined || queueName(event.queue) === queue;
    case 'update':
      return (
        event.place.text === update.place.text && (event.value === undefined || makesFalse(event, waiter))
      );
    case 'call':
      return mayWake(context, event.call, update);
    case 'sleep':
    case 'register':
    case 'opaque':
      return true;
    default:
      return false;
  }
}

/** A function of another file may wake if it is given what the queue belongs to. */
function mayWake(context: AnalysisContext, call: Call, { place }: UpdateEvent): boolean {
  if (call.api) return call.api.action === 'query';
  if (call.target === undefined)
    return !isHarmlessCall(call) && call.args.some((arg) => arg.place?.root === place.root);
  return context
    .callsOf(context.model.functions[call.target]!)
    .some(
      (inner) =>
        inner.api?.action === 'wake' || (inner.target === undefined && !inner.api && !isHarmlessCall(inner)),
    );
}

/** Whether a function of the file that calls this one wakes the queue. */
export function callersWake(context: AnalysisContext, owner: number, queue: string): boolean {
  return context.model.functions.some((fn) => {
    const calls = context.callsOf(fn);
    return calls.some(({ target }) => target === owner) && calls.some((call) => isWakeOf(call, queue));
  });
}

function isWakeOf({ api, args }: Call, queue: string): boolean {
  const given = api?.action === 'wake' && api.queue ? args[api.queue.arg] : undefined;
  return given !== undefined && queueName(given) === queue;
}
