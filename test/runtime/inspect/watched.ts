import type { Counters, Delta, QueueEvent, QueueSnapshot } from 'waitq/inspect';
import { inspectHook } from 'waitq/inspect';

/** What a debugger finds in this program. */
export const hook = () => inspectHook()!;
export const deltas = (since: number): Delta => hook().deltas!(since);
/** The number of what happened last. */
export const now = () => {
  const { sequence } = hook().snapshot();
  return deltas(sequence).sequence;
};
export const shown = (queue: { name: string }): QueueSnapshot =>
  hook()
    .snapshot()
    .queues.find(({ name }) => name === queue.name)!;
export const counters = (queue: { name: string }): Counters => shown(queue).counters!;

/** Kinds, with what tells events of one kind apart. */
export function told(events: readonly QueueEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'test') return `test ${String(event.result)}`;
    return event.kind === 'wake' ? `wake ${event.found}` : event.kind;
  });
}
