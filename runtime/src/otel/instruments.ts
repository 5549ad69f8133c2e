import type { BatchObservableCallback, Histogram, Meter, Observable } from '@opentelemetry/api';

/** What is counted on every queue, by its name in `Counters`. */
export type Counted = 'waits' | 'wakeUps' | 'wakeUpsOfNobody' | 'spurious' | 'timeouts' | 'interrupts';

interface Description {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

const depth: Description = {
  name: 'waitq.queue.depth',
  unit: '{waiter}',
  description: 'Waiters on the queue',
};

const duration: Description = {
  name: 'waitq.wait.duration',
  unit: 's',
  description: 'How long waits took that are over',
};

const counters: Readonly<Record<Counted, Description>> = {
  waits: {
    name: 'waitq.waits',
    unit: '{wait}',
    description: 'Waits whose condition was not true at once',
  },
  wakeUps: {
    name: 'waitq.wakeups',
    unit: '{wakeup}',
    description: 'Calls of wakeUp and its kin',
  },
  wakeUpsOfNobody: {
    name: 'waitq.wakeups_of_nobody',
    unit: '{wakeup}',
    description: 'Wake-ups that found nobody to wake',
  },
  spurious: {
    name: 'waitq.spurious_wakeups',
    unit: '{wakeup}',
    description: 'Times that a woken waiter found its condition false',
  },
  timeouts: {
    name: 'waitq.timeouts',
    unit: '{wait}',
    description: 'Waits that ended because their time was over',
  },
  interrupts: {
    name: 'waitq.interrupts',
    unit: '{wait}',
    description: 'Waits that a signal ended',
  },
};

/** Upper bounds in seconds: from a hand-off between two tasks to a waiter that hangs. */
const BUCKETS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600];

export const countedNames = Object.keys(counters) as Counted[];

/** Counts to begin with. */
export function noCounts(): Record<Counted, number> {
  return { waits: 0, wakeUps: 0, wakeUpsOfNobody: 0, spurious: 0, timeouts: 0, interrupts: 0 };
}

/** The instruments of one meter. */
export interface Instruments {
  readonly depth: Observable;
  readonly counters: Readonly<Record<Counted, Observable>>;
  readonly duration: Histogram;
  /** Has the observable ones asked whenever metrics are collected; answers how to end that. */
  observe(callback: BatchObservableCallback): () => void;
}

export function createInstruments(meter: Meter): Instruments {
  const counter = ({ name, ...rest }: Description): Observable => meter.createObservableCounter(name, rest);
  const counts = Object.fromEntries(
    Object.entries(counters).map(([key, description]) => [key, counter(description)]),
  ) as Record<Counted, Observable>;
  const gauge = meter.createObservableGauge(depth.name, { unit: depth.unit, description: depth.description });
  const observed = [gauge, ...Object.values(counts)];
  return {
    depth: gauge,
    counters: counts,
    duration: meter.createHistogram(duration.name, {
      unit: duration.unit,
      description: duration.description,
      advice: { explicitBucketBoundaries: BUCKETS },
    }),
    observe(callback) {
      meter.addBatchObservableCallback(callback, observed);
      return () => meter.removeBatchObservableCallback(callback, observed);
    },
  };
}
