import type { QueueSnapshot, Snapshot, WaiterSnapshot } from '../../protocol.js';

/** A queue, as a row has it. Times are in milliseconds; `undefined`: not known. */
export interface QueueRow {
  readonly queue: QueueSnapshot;
  readonly waiting: number;
  /** The age of the oldest wait; infinite when that is older than the recording. */
  readonly oldestMs: number | undefined;
  readonly meanMs: number | undefined;
}

/** A waiter, as a row has it. */
export interface WaiterRow {
  readonly queue: QueueSnapshot;
  readonly waiter: WaiterSnapshot;
  /** How long it has waited; infinite when that is longer than the recording. */
  readonly ageMs: number;
  /** Where it waits, as `file:line:column`. */
  readonly where: string;
}

export function queueRows({ queues }: Snapshot, now: number): readonly QueueRow[] {
  return queues.map((queue) => {
    const { waiters, waiterCount = waiters.length, counters } = queue;
    const ages = waiters.map((waiter) => ageOf(waiter, now));
    return {
      queue,
      waiting: waiterCount,
      oldestMs: ages.length > 0 ? Math.max(...ages) : undefined,
      meanMs: counters && counters.totalMs > 0 ? counters.totalMs / counters.finished : undefined,
    };
  });
}

export function waiterRows({ queues }: Snapshot, now: number): readonly WaiterRow[] {
  return queues.flatMap((queue) =>
    queue.waiters.map((waiter) => ({ queue, waiter, ageMs: ageOf(waiter, now), where: whereOf(waiter) })),
  );
}

function ageOf({ since }: WaiterSnapshot, now: number): number {
  return since === undefined ? Infinity : Math.max(0, now - since);
}

function whereOf({ site, place }: WaiterSnapshot): string {
  const where = site ?? (place && `${place.file}:${place.line}:${place.column}`) ?? '';
  return where.replace(/^file:\/\//, '');
}
