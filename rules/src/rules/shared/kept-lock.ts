import type { AnalysisContext } from '../../context.js';
import type { Step } from '../../finding.js';
import type { LockEvent, ProtocolEvent, SleepEvent, WakeEvent } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { isSamePlace } from '../../protocol/place.js';
import type { RuleFinding } from '../../rule.js';

type Held = readonly LockEvent[];

/** JavaScript: waits inside a held lock that every waker of the queue takes before it wakes: nobody ever gets there. */
export function* waitsUnderWakersLock(context: AnalysisContext): Iterable<RuleFinding> {
  const waits: Meeting<SleepEvent>[] = [];
  const wakes: Meeting<WakeEvent>[] = [];
  for (const fn of context.model.functions) {
    for (const meeting of meetingsIn(context, fn)) {
      if (meeting.event.kind === 'sleep') waits.push({ ...meeting, event: meeting.event });
      else wakes.push({ ...meeting, event: meeting.event });
    }
  }
  const reported = new Set<number>();
  for (const wait of waits) {
    const waking = wakes.filter((wake) => isSameQueue(wait, wake));
    const lock = wait.held.find((held) => waking.every((wake) => takes(wake, wait, held)));
    if (!lock || waking.length === 0 || reported.has(wait.event.range[0])) continue;
    reported.add(wait.event.range[0]);
    yield report(context, wait.event, lock, waking[0]!, takenBy(waking[0]!, lock));
  }
}

/** A wait or a wake-up, and the locks held on a path to it. */
interface Meeting<E extends ProtocolEvent> {
  readonly fn: FunctionModel;
  readonly event: E;
  readonly held: Held;
}

function meetingsIn(context: AnalysisContext, fn: FunctionModel): readonly Meeting<SleepEvent | WakeEvent>[] {
  const isOfInterest = context
    .callsOf(fn)
    .some(({ api }) => api?.action === 'wait' || api?.action === 'wake');
  if (!isOfInterest) return [];
  const found: Meeting<SleepEvent | WakeEvent>[] = [];
  walkPaths<Held>(context.graphOf(fn), {
    start: [],
    key: (held) => held.map(({ range }) => range[0]).join(),
    onEvent: (held, event) => {
      if (event.kind === 'lock') return [...held, event];
      if (event.kind === 'unlock')
        return held.filter(({ lock }) => !isSamePlace(lock?.place, event.lock?.place));
      if (event.kind === 'wake' || (event.kind === 'sleep' && event.how === 'wait' && !event.timed)) {
        found.push({ fn, event, held: event.kind === 'sleep' ? keptAsleep(held, event) : held });
      }
      return held;
    },
  });
  return found;
}

/** The locks that the wait does not give back itself. */
function keptAsleep(held: Held, { call }: SleepEvent): Held {
  const own = call.api?.lock && call.args[call.api.lock.arg]?.place;
  return held.filter(({ lock }) => !isSamePlace(lock?.place, own));
}

function isSameQueue(wait: Meeting<SleepEvent>, wake: Meeting<WakeEvent>): boolean {
  return isSamePlace(wait.event.queue?.place, wake.event.queue?.place) && isSameThis(wait, wake);
}

/** `this` is the same thing in methods of one class. */
function isSameThis(a: { readonly fn: FunctionModel }, b: { readonly fn: FunctionModel }): boolean {
  return a.fn.className === b.fn.className;
}

function takes(wake: Meeting<WakeEvent>, wait: Meeting<SleepEvent>, held: LockEvent): boolean {
  return isSameThis(wait, wake) && takenBy(wake, held) !== undefined;
}

function takenBy(wake: Meeting<WakeEvent>, { lock }: LockEvent): LockEvent | undefined {
  return wake.held.find((own) => isSamePlace(own.lock?.place, lock?.place));
}

function report(
  context: AnalysisContext,
  wait: SleepEvent,
  lock: LockEvent,
  wake: Meeting<WakeEvent>,
  taking: LockEvent | undefined,
): RuleFinding {
  const name = lock.lock!.text;
  const [lockLine, wakeLine] = [lock, wake.event].map(({ range }) => context.lines.lineAt(range[0]));
  return {
    confidence: 'high',
    range: wait.call.nameRange,
    message: `${wait.call.name}() sleeps with '${name}' held since line ${lockLine}, and the waker in line ${wakeLine} needs it first: neither goes on; wait with waitEventLock(), which gives the lock back while it sleeps.`,
    related: [
      { message: `'${name}' is taken here`, range: lock.range },
      { message: 'the waker wakes here, with the same lock held', range: wake.event.range },
    ],
    suggestions: [],
    interleaving: steps(context, wait, lock, taking ?? lock),
  };
}

function steps(
  context: AnalysisContext,
  wait: SleepEvent,
  lock: LockEvent,
  taking: LockEvent,
): readonly Step[] {
  const line = ({ range }: ProtocolEvent): number => context.lines.lineAt(range[0]);
  const name = lock.lock!.text;
  return [
    { actor: 'waiter', line: line(lock), what: `takes ${name}`, effect: 'holds it' },
    { actor: 'waiter', line: line(wait), what: `${wait.call.name}()`, effect: 'sleeps and keeps the lock' },
    {
      actor: 'waker',
      line: line(taking),
      what: `takes ${name}`,
      effect: 'waits for the waiter, which waits for it',
    },
  ];
}
