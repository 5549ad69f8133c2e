import type { AnalysisContext } from '../../context.js';
import type { UpdateEvent, WakeEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { callersWake, exitOwing, settles } from './missing-wake.js';
import { allWaiters, placeBeside, queueName, type Waiter } from './pairing.js';
import { makesFalse, makesTrue } from './polarity.js';

/** A function that makes a condition true and wakes on no way, though another that does the same wakes. */
export interface SilentUpdate {
  readonly update: UpdateEvent;
  readonly exit: Exit;
  /** How the other does it; undefined where nobody ever wakes the queue. */
  readonly wake: WakeEvent | undefined;
  readonly waiter: Waiter;
}

/** Finds them in a file in which whoever writes what is waited for is read. */
export function findSilentUpdates(context: AnalysisContext): readonly SilentUpdate[] {
  const waiters = allWaiters(context).filter(({ condition }) => condition);
  if (waiters.length === 0) return [];
  const news = context.model.functions.flatMap((fn, owner) => newsOf(context, fn, owner, waiters));
  const announced = news.filter((one) => one.wake);
  return news.flatMap(({ owner, update, waiter, wake }) => {
    if (wake) return [];
    const peer = announced.find((one) => one.waiter === waiter && one.owner !== owner);
    if (!(peer || isNeverWoken(context, waiter)) || !isOwing(context, owner, waiter)) return [];
    const exit = isOwnClaim(context, owner, update, waiter)
      ? undefined
      : silentExit(context, owner, update, waiter);
    return exit ? [{ update, exit, wake: peer?.wake, waiter }] : [];
  });
}

interface News {
  readonly owner: number;
  readonly update: UpdateEvent;
  readonly waiter: Waiter;
  /** The wake-up that tells of it, further down in the same function. */
  readonly wake: WakeEvent | undefined;
}

function newsOf(
  context: AnalysisContext,
  fn: FunctionModel,
  owner: number,
  waiters: readonly Waiter[],
): readonly News[] {
  const events = [...eventsOf(context.graphOf(fn))];
  return events.flatMap((update): readonly News[] => {
    if (update.kind !== 'update' || !update.place.shared) return [];
    const waiter = waiters.find((candidate) => tells(context, owner, update, candidate));
    if (!waiter) return [];
    const name = queueName(waiter.queue);
    const wake = events.find((event): event is WakeEvent => {
      if (event.kind !== 'wake' || event.range[0] < update.range[0]) return false;
      return event.queue !== undefined && queueName(event.queue) === name;
    });
    return [{ owner, update, waiter, wake }];
  });
}

/** The update makes the waiter's condition true, of an object of the same type or the same variable. */
function tells({ model }: AnalysisContext, owner: number, update: UpdateEvent, waiter: Waiter): boolean {
  const { root, text } = update.place;
  const own = waiter.queue.place?.root;
  if (own === undefined || !makesTrue(update, waiter)) return false;
  const types = [model.typeOf?.(owner, root), model.typeOf?.(waiter.owner, own)];
  const isSame = types[0] === undefined ? root === own && types[1] === undefined : types[0] === types[1];
  const name = `@${text.slice(root.length)}`.replaceAll('->', '.').replace(/\[[^\]]*\]/g, '[]');
  return isSame && waiter.reads.some((read) => placeBeside(read, waiter.queue) === name);
}

/** The queue belongs to this file, which only waits on it: whoever else could wake it does not see it. */
function isNeverWoken({ model }: AnalysisContext, { owner, queue }: Waiter): boolean {
  const root = queue.place?.root ?? '';
  const name = queueName(queue);
  const uses = [
    ...model.text.matchAll(new RegExp(`(\\w*)\\s*\\(\\s*&?[\\w>.\\-]*\\b${quoted(name)}\\b`, 'g')),
  ];
  if (uses.some(([, used]) => !/^(init_\w+|s?wait_\w+|if|while|return|sizeof)$/.test(used!))) return false;
  const tag = /\bstruct (\w+)/.exec(model.typeOf?.(owner, root) ?? '')?.[1];
  const own = tag
    ? new RegExp(`\\bstruct\\s+${tag}\\s*\\{`)
    : new RegExp(`\\bstatic\\b[^;{}()]*[(\\s]${root}\\b|\\bstatic\\s+\\w+\\(\\s*${root}\\s*\\)`);
  return own.test(model.text);
}

/** It takes back what it has claimed itself, which nobody may have seen: `busy = 1; …; busy = 0`. */
function isOwnClaim(context: AnalysisContext, owner: number, update: UpdateEvent, waiter: Waiter): boolean {
  const events = [...eventsOf(context.graphOf(context.model.functions[owner]!))];
  return events.some((event) => {
    const isSame = event.kind === 'update' && event.place.text === update.place.text;
    return isSame && event.range[0] < update.range[0] && makesFalse(event, waiter);
  });
}

/** Nobody else is to wake: no caller is in sight that does, and it is no function that sets the object up or waits itself. */
function isOwing(context: AnalysisContext, owner: number, waiter: Waiter): boolean {
  const fn = context.model.functions[owner]!;
  const calls = context.callsOf(fn);
  const isWaiter = calls.some(({ api }) => api?.action === 'wait' || api?.action === 'register');
  const makes = calls.some(({ api, name }) => api?.action === 'init-queue' || MAKES.test(name));
  const setsUp = makes || SETS_UP.test(fn.name);
  return (
    (fn.isLocal ?? false) && !isWaiter && !setsUp && !callersWake(context, owner, queueName(waiter.queue))
  );
}

const SETS_UP = /(^|_)(open|probe|init|setup|create)(_|$)/;

/** Makes an object, which nobody can wait for yet. */
const MAKES = /(^|_)k?v?[mz]?alloc(_|$)|^(devm_)?k[mz]alloc|alloc_\w+$|request_irq$/;

/** The first way out behind the update; undefined where some way wakes, hands on, or takes it back. */
function silentExit(
  context: AnalysisContext,
  owner: number,
  update: UpdateEvent,
  waiter: Waiter,
): Exit | undefined {
  let isSettled = false;
  const name = queueName(waiter.queue);
  const found = exitOwing(context, owner, update, {
    settles(event) {
      const ends = settles(context, event, name, update, waiter);
      isSettled ||= ends;
      return ends;
    },
    counts: (exit) => exit.kind !== 'never',
  });
  return isSettled ? undefined : found;
}
