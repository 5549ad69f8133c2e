import type { BatchObservableResult, MeterProvider } from '@opentelemetry/api';
import { createNoopMeter, diag, metrics } from '@opentelemetry/api';
import { version } from '../inspect/package-version.js';
import type { Registry } from '../inspect/registry.js';
import { registry } from '../inspect/registry.js';
import { startWatching } from '../inspect/start.js';
import type { Instruments } from './instruments.js';
import { countedNames, createInstruments } from './instruments.js';
import { SeriesTable } from './series.js';
import type { QueueFilter } from './tally.js';
import { Tally } from './tally.js';
import type { TellSharedWaitEnd } from './thread-ends.js';
import { watchThreads } from './thread-ends.js';
import { onWaitEnd } from './wait-ends.js';

export interface MetricsOptions {
  /** Whose meter is used. Default: the one registered with `@opentelemetry/api` at the time of the call. */
  readonly meterProvider?: MeterProvider;
  /** Which queues are published. Default: all. Asked once for each queue. */
  readonly only?: QueueFilter;
  /**
   * How many queue names are told apart; those that come later share the name `(other)`. Queues of one name and
   * kind are summed up. Default: 100.
   */
  readonly maxNames?: number;
}

/** What `publishMetrics` has begun. */
export interface PublishedMetrics {
  /** Ends it. The queues go on being counted, as while somebody watches them. */
  stop(): void;
}

/**
 * From now on publishes what happens on the queues of this thread as OpenTelemetry metrics: depth, durations of
 * waits, wake-ups and how waits ended. Begins to watch the queues; with no meter provider there, or one that
 * drops everything, it does nothing but say so to `diag`.
 *
 * Throws a `RangeError` when `maxNames` is not a positive integer.
 */
export function publishMetrics(options: MetricsOptions = {}): PublishedMetrics {
  const { meterProvider = metrics.getMeterProvider(), only = () => true, maxNames = 100 } = options;
  if (!Number.isInteger(maxNames) || maxNames < 1) {
    throw new RangeError(`maxNames is ${maxNames}; it has to be an integer of at least 1`);
  }
  const meter = meterProvider.getMeter('waitq', version);
  if (meter === createNoopMeter()) {
    diag.warn('waitq/otel: there is no meter provider; register one before publishMetrics()');
    return { stop: () => undefined };
  }
  return publish(createInstruments(meter), only, new SeriesTable(maxNames));
}

function publish(instruments: Instruments, only: QueueFilter, table: SeriesTable): PublishedMetrics {
  const { recorder } = startWatching();
  const tally = new Tally(recorder, table, only);
  tally.look();
  const tellShared: TellSharedWaitEnd = (queue, ms, outcome) => {
    const series = tally.seriesOfShared(queue);
    if (series) instruments.duration.record(ms / 1000, series.attributesOf(outcome));
  };
  const threads = watchThreads(registry(), tellShared, (queue) => tally.isOurs(queue));
  const ends = [
    onNewQueue(registry(), (queue) => tally.meet(queue)),
    onWaitEnd(recorder, (stats, ms, outcome) => {
      const series = tally.seriesOf(stats);
      if (series) instruments.duration.record(ms / 1000, series.attributesOf(outcome));
    }),
    instruments.observe((result) => {
      threads.look();
      report(result, instruments, tally);
    }),
    () => threads.stop(),
    () => tally.letGo(),
  ];
  return { stop: () => ends.forEach((end) => end()) };
}

function report(result: BatchObservableResult, instruments: Instruments, tally: Tally): void {
  for (const { attributes, depth, totals } of tally.look()) {
    result.observe(instruments.depth, depth, attributes);
    for (const name of countedNames) result.observe(instruments.counters[name], totals[name], attributes);
  }
}

const newQueueListeners = new WeakMap<Registry, Set<Registry['add']>>();

/** Tells of every queue that is made from now on. */
function onNewQueue(queues: Registry, tell: Registry['add']): () => void {
  const known = newQueueListeners.get(queues);
  const told = known ?? new Set();
  if (!known) {
    newQueueListeners.set(queues, told);
    const add = queues.add.bind(queues);
    queues.add = (queue) => {
      add(queue);
      for (const one of told) one(queue);
    };
  }
  told.add(tell);
  return () => told.delete(tell);
}
