import * as code from '../inspect/event-log.js';
import type { Journal } from '../inspect/journal.js';
import { durationOf } from '../inspect/journal.js';
import { later } from '../inspect/later.js';
import type { Registry, ViewableQueue } from '../inspect/registry.js';
import type { WaitOutcome } from './wait-ends.js';

export type TellSharedWaitEnd = (queue: ViewableQueue, ms: number, outcome: WaitOutcome) => void;

/** Waits of all threads on shared queues. */
export interface ThreadEnds {
  /** Tells what has ended since the last look. */
  look(): void;
  stop(): void;
}

/**
 * Milliseconds between two looks. A journal holds some 8,000 records, and a wait that sleeps once leaves four: when
 * more than 40,000 a second end, some are not told.
 */
const INTERVAL = 50;

const OUTCOMES: Readonly<Record<number, WaitOutcome>> = {
  [code.ENTERED_AND_LEFT]: 'condition',
  [code.RESUMED_AND_LEFT]: 'condition',
  [code.LOOKED_AND_LEFT]: 'condition',
  [code.TIMED_OUT]: 'timeout',
  [code.INTERRUPTED]: 'interrupt',
  [code.THREW]: 'error',
  [code.FINISHED]: 'left',
};

/**
 * From now on tells of every wait on a shared queue that ends, in whatever thread, as those tell it their journal. At each
 * look `meet` is called for every shared queue.
 */
export function watchThreads(
  registry: Registry,
  tell: TellSharedWaitEnd,
  meet: (queue: ViewableQueue) => void,
): ThreadEnds {
  const reader = {};
  const journals = new Map<Journal, number>();
  const look = (): void => {
    const shared = registry.queues().filter(({ key }) => key !== undefined);
    shared.forEach(meet);
    const queues = new Map(shared.map((queue) => [queue.key, queue]));
    for (const { journal } of shared) if (journal) read(journal.journal, queues);
  };
  const read = (journal: Journal, queues: ReadonlyMap<string | undefined, ViewableQueue>): void => {
    journal.keep(reader);
    const { told, next } = journal.read(journals.get(journal) ?? journal.head);
    journals.set(journal, next);
    for (const { code: what, queue: key, extra } of told) {
      const [outcome, queue] = [OUTCOMES[what], queues.get(key)];
      if (outcome && queue) tell(queue, durationOf(extra), outcome);
    }
  };
  let timer: ReturnType<typeof setTimeout>;
  const lookAgain = (): void => {
    look();
    timer = later(lookAgain, INTERVAL);
  };
  lookAgain();
  return {
    look,
    stop() {
      clearTimeout(timer);
      for (const journal of journals.keys()) journal.letGo(reader);
    },
  };
}
