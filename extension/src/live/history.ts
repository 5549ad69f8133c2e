import type { SnapshotMessage, DeltaMessage } from 'waitq/inspect/page';
import type { Delta, Snapshot } from './snapshot.js';

/**
 * What a program has told, so that a timeline that was closed or hidden can be drawn again. The oldest goes when there
 * is too much.
 */
export interface History {
  begin(snapshot: Snapshot): void;
  add(delta: Delta, now: () => Snapshot): void;
  /** All of it, in order. */
  replay(program: string): readonly (SnapshotMessage | DeltaMessage)[];
}

interface Part {
  readonly snapshot: Snapshot;
  readonly deltas: Delta[];
  size: number;
}

/** Events and queue pictures a part holds; there are two parts. */
const partSize = 10_000;

/** Makes an empty history. */
export function createHistory(): History {
  let parts: Part[] = [];
  return {
    begin: (snapshot) => void (parts = [...parts.slice(-1), { snapshot, deltas: [], size: 0 }]),
    add(delta, now) {
      const last = parts.at(-1);
      if (!last) return;
      last.deltas.push(delta);
      last.size += 1 + delta.events.length + delta.queues.length;
      if (last.size > partSize) parts = [last, { snapshot: now(), deltas: [], size: 0 }];
    },
    replay: (program) =>
      parts.flatMap(({ snapshot, deltas }) => [
        { type: 'snapshot' as const, program, snapshot },
        ...deltas.map((delta) => ({ type: 'delta' as const, program, delta })),
      ]),
  };
}
