import type { Client } from '../client.js';
import type { Delta, Finding, QueueSnapshot, Snapshot, SubscribeParams } from '../protocol.js';

/** What is known of a program while it is followed. */
export interface Followed {
  /** As it is after the last delta. */
  readonly snapshot: Snapshot;
  /** At the last look. */
  readonly findings: readonly Finding[];
}

/** Applies a delta; `undefined` when one before it is missing. */
export function advance(snapshot: Snapshot, delta: Delta): Snapshot | undefined {
  if (delta.from !== snapshot.sequence) return undefined;
  const queues = new Map<number, QueueSnapshot>(snapshot.queues.map((queue) => [queue.id, queue]));
  for (const queue of delta.queues) queues.set(queue.id, queue);
  for (const id of delta.gone) queues.delete(id);
  return { ...snapshot, sequence: delta.sequence, at: delta.at, queues: [...queues.values()] };
}

export interface FollowOptions {
  readonly intervalMs: number;
  readonly evaluate: boolean;
}

/**
 * Tells what becomes of a program's queues, beginning with what they are now. Rejects when the program refuses;
 * what happens to the connection later is its own to tell.
 */
export async function follow(
  client: Client,
  { intervalMs, evaluate }: FollowOptions,
  tell: (followed: Followed) => void,
): Promise<void> {
  const terms: SubscribeParams = { intervalMs, events: false, places: true };
  let snapshot: Snapshot | undefined;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking || !snapshot) return;
    isLooking = true;
    try {
      const findings = await client.request('waitq/lints', { evaluate });
      tell({ snapshot, findings });
    } finally {
      isLooking = false;
    }
  };
  const begin = async (): Promise<void> => {
    snapshot = await client.request('waitq/subscribe', terms);
    await look();
  };
  // Whoever asks while the connection ends gets no answer, and needs none.
  const quietly = (asked: Promise<void>): void => void asked.catch(() => {});
  client.onDelta((delta) => {
    if (!snapshot) return;
    snapshot = advance(snapshot, delta);
    quietly(snapshot ? look() : begin());
  });
  await begin();
  // Ages grow and findings come without anything happening on a queue.
  const timer = setInterval(() => quietly(look()), Math.max(intervalMs, 1000));
  void client.closed.then(() => clearInterval(timer));
}
