import type { QueueEvent } from './events.js';
import type { Hub } from './hub.js';
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

export function startRecording(hub: Hub, upkeep: Upkeep): LiveRecording {
  const reader = {};
  hub.keepLog(reader);
  const before = hub.snapshot();
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
  const timer = setInterval(() => {
    if (upkeep.isOverspent) return;
    upkeep.spend(() => {
      if (hub.hasChanged(sequence)) collect();
    });
  }, INTERVAL);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      collect();
      hub.letLogGo(reader);
      return recordingOf(before, events, hub.snapshot(), dropped);
    },
  };
}
