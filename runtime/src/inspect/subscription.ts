import type { Delta } from './events.js';
import type { Hub } from './hub.js';
import type { SubscribeParams } from './protocol.js';
import type { Outlet } from './requests.js';
import type { Snapshot } from './snapshot.js';
import type { Upkeep } from './upkeep.js';

/** Tells one client what changes, for as long as it wants. */
export interface Subscription {
  begin(terms: SubscribeParams): Snapshot;
  /** Tells now what has changed until now; nothing where nobody has subscribed. */
  catchUp(): void;
  end(): void;
}

/** Milliseconds. */
const DEFAULT_INTERVAL = 100;
const LEAST_INTERVAL = 20;
const LONGEST_INTERVAL = 60_000;

export function createSubscription(hub: Hub, outlet: Outlet, upkeep: Upkeep): Subscription {
  const reader = {};
  let timer: ReturnType<typeof setInterval> | undefined;
  let tellsEvents = false;
  let sequence = 0;
  const end = (): void => {
    clearInterval(timer);
    timer = undefined;
    hub.letLogGo(reader);
  };
  /** A client that does not read, and a program that has no time left, get the changes together later. */
  const tell = (isWanted = (delta: Delta): boolean => !isEmpty(delta)): void => {
    if (!outlet.canTake() || upkeep.isOverspent) return;
    const delta = upkeep.spend(() =>
      hub.hasChanged(sequence) ? hub.deltas(sequence, tellsEvents) : undefined,
    );
    if (!delta || !isWanted(delta)) return;
    sequence = delta.sequence;
    outlet.delta(delta);
  };
  return {
    begin({ intervalMs = DEFAULT_INTERVAL, events = true }) {
      if (events) hub.keepLog(reader);
      const snapshot = hub.snapshot();
      // Who asks for another picture hears first what leads up to it: else that would be missing.
      if (timer) tell(() => true);
      if (!events) hub.letLogGo(reader);
      clearInterval(timer);
      tellsEvents = events;
      ({ sequence } = snapshot);
      const interval = Math.min(LONGEST_INTERVAL, Math.max(LEAST_INTERVAL, intervalMs));
      timer = setInterval(() => tell(), interval);
      timer.unref();
      return snapshot;
    },
    catchUp() {
      if (timer) tell();
    },
    end,
  };
}

/** Somebody else's snapshot has a number, too, and changes nothing. */
function isEmpty({ events, queues, locks, gone, dropped }: Delta): boolean {
  return !locks && events.length + queues.length + gone.length + dropped === 0;
}
