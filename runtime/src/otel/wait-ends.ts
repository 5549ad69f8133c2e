import type { QueueStats } from '../inspect/queue-stats.js';
import type { Recorder } from '../inspect/recorder.js';
import type { Wait } from '../inspect/wait.js';

/**
 * How a wait ended: its condition held, its time was over, a signal came, its condition threw, or who tests by
 * himself (`prepareToWait`) left.
 */
export type WaitOutcome = 'condition' | 'timeout' | 'interrupt' | 'error' | 'left';

export type TellWaitEnd = (stats: QueueStats, ms: number, outcome: WaitOutcome) => void;

type Ends = Pick<Recorder, 'leaves' | 'gaveUp' | 'threw' | 'dequeued'>;

const listeners = new WeakMap<Recorder, Set<TellWaitEnd>>();

/**
 * Tells of every recorded wait that ends, also when more end than the event log holds; answers how to stop that.
 * The recorder's own ways of ending a wait stand back for it, so that without a listener nothing is asked.
 */
export function onWaitEnd(recorder: Recorder, tell: TellWaitEnd): () => void {
  const told = listeners.get(recorder) ?? new Set();
  if (told.size === 0) Object.assign(recorder, telling(recorder, told));
  listeners.set(recorder, told.add(tell));
  return () => {
    if (!told.delete(tell) || told.size > 0) return;
    for (const name of Object.keys(telling(recorder, told))) Reflect.deleteProperty(recorder, name);
  };
}

function telling(recorder: Recorder, told: ReadonlySet<TellWaitEnd>): Ends {
  const { leaves, gaveUp, threw, dequeued } = recorder;
  const watch = (wait: Wait, outcome: WaitOutcome, end: () => void): void => {
    const { stats } = wait;
    const { finished, totalMs } = stats;
    end();
    if (stats.finished === finished) return;
    for (const tell of told) tell(stats, stats.totalMs - totalMs, outcome);
  };
  return {
    leaves: (wait) => watch(wait, 'condition', () => leaves.call(recorder, wait)),
    gaveUp: (wait, how) => watch(wait, how, () => gaveUp.call(recorder, wait, how)),
    threw: (wait) => watch(wait, 'error', () => threw.call(recorder, wait)),
    dequeued: (wait) => watch(wait, 'left', () => dequeued.call(recorder, wait)),
  };
}
