import type { QueueEvent } from './events.js';
import { createFindingLog } from './finding-log.js';
import type { Hub } from './hub.js';
import { leftToRun } from './left-to-run.js';
import { recordingOf } from './recordings.js';
import type { Recording } from './recording.js';
import type { Upkeep } from './upkeep.js';

/** A recording that is being made. */
export interface LiveRecording {
  stop(): Recording;
}

/** Events a recording holds; when there are more, the first go and are counted. */
const MAX_EVENTS = 100_000;
/** Milliseconds. */
const INTERVAL = 100;
/** How often the lints look (milliseconds): what looks wrong more briefly goes unseen. */
const LOOK_INTERVAL = 500;

/** `evaluates` says whether conditions may be evaluated, for `lost-wake-up`. */
export function startRecording(hub: Hub, upkeep: Upkeep, evaluates: () => boolean): LiveRecording {
  const reader = {};
  hub.keepLog(reader);
  const before = hub.snapshot();
  const log = createFindingLog(before.at);
  let { sequence } = before;
  let events: QueueEvent[] = [];
  let dropped = 0;
  const collect = (): void => {
    const delta = hub.deltas(sequence);
    ({ sequence } = delta);
    dropped += delta.dropped;
    events.push(...delta.events);
    if (events.length <= MAX_EVENTS) return;
    dropped += events.length - MAX_EVENTS;
    events = events.slice(-MAX_EVENTS);
  };
  const look = (): void => log.note(hub.lints({ evaluate: evaluates() }, leftToRun()), Date.now());
  const every = (ms: number, work: () => void): NodeJS.Timeout =>
    setInterval(() => {
      if (!upkeep.isOverspent) upkeep.spend(work);
    }, ms).unref();
  const timers = [
    every(INTERVAL, () => {
      if (hub.hasChanged(sequence)) collect();
    }),
    every(LOOK_INTERVAL, look),
  ];
  return {
    stop() {
      for (const timer of timers) clearInterval(timer);
      collect();
      look();
      hub.letLogGo(reader);
      return recordingOf(before, events, hub.snapshot(), dropped, log.recorded());
    },
  };
}
