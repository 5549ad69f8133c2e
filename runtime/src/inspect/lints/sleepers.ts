import type { Hub } from '../hub.js';
import type { QueueStats } from '../queue-stats.js';
import type { Viewable, ViewableQueue } from '../registry.js';
import type { QueueSnapshot, WaiterSnapshot } from '../snapshot.js';
import type { Wait } from '../wait.js';

/** The program as the lints look at it: at one moment, each queue shown once. */
export interface Scene {
  readonly hub: Hub;
  readonly now: number;
  readonly oldMs: number;
  readonly evaluate: boolean;
  /** What may still run code of the program. */
  readonly leftToRun: readonly string[];
  readonly queues: readonly SeenQueue[];
  /** Everyone asleep, however few of them are shown. */
  readonly sleepers: readonly Sleeper[];
}

export interface SeenQueue {
  readonly queue: ViewableQueue;
  readonly stats: QueueStats;
  readonly shown: QueueSnapshot;
}

/** One who sleeps. */
export interface Sleeper extends SeenQueue {
  readonly waiter: Viewable;
  readonly as: WaiterSnapshot;
  /** Missing for one who slept before the program was watched, or in another thread. */
  readonly wait: Wait | undefined;
}

export function sceneOf(
  hub: Hub,
  { evaluate, oldMs, leftToRun }: Pick<Scene, 'evaluate' | 'oldMs' | 'leftToRun'>,
): Scene {
  const queues = hub.recorder.registry.queues().map((queue) => ({
    queue,
    stats: hub.recorder.statsOf(queue),
    shown: hub.show(queue),
  }));
  const sleepers = queues.flatMap((seen) => sleepersOn(hub, seen));
  return { hub, now: Date.now(), oldMs, evaluate, leftToRun, queues, sleepers };
}

function sleepersOn(hub: Hub, seen: SeenQueue): Sleeper[] {
  const byId = new Map(seen.shown.waiters.map((waiter) => [waiter.id, waiter]));
  return hub.waiters(seen.queue).flatMap((waiter) => {
    const as = byId.get(hub.waiterId(waiter));
    return as?.sleeping ? [{ ...seen, waiter, as, wait: hub.watch.waitOf(waiter) }] : [];
  });
}

/** The sleeper in words: `task 'reader' on queue 'mail'`. */
export function nameOf({ as, shown }: Sleeper): string {
  const who = as.task === '' ? `waiter ${as.id}` : `task '${as.task}'`;
  return `${who} on queue '${shown.name}'`;
}

/** Milliseconds in the unit that fits. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min`;
}
