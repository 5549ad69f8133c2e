import type { DataPoint, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { onTestFinished } from 'vitest';
import type { MetricsOptions } from 'waitq/otel';
import { publishMetrics } from 'waitq/otel';

type Point = DataPoint<number> | DataPoint<Histogram>;

/** Publishes to a real SDK until the test is over; answers what it hands to its exporter. */
export function publish(options: MetricsOptions = {}) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const { stop } = publishMetrics({ meterProvider, ...options });
  onTestFinished(stop);
  const metrics = async (): Promise<readonly MetricData[]> => {
    exporter.reset();
    await meterProvider.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  };
  const points = async (name: string): Promise<readonly Point[]> =>
    ((await metrics()).find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []) as Point[];
  const point = async (name: string, queue: string, kind = 'full') =>
    (await points(name)).find(
      ({ attributes }) => attributes['waitq.queue.name'] === queue && attributes['waitq.queue.kind'] === kind,
    )?.value;
  /** The durations of a queue's waits, by how they ended. */
  const durations = async (queue: string): Promise<Readonly<Record<string, Histogram>>> => {
    const seen = (await points('waitq.wait.duration')).filter(
      ({ attributes }) => attributes['waitq.queue.name'] === queue,
    );
    return Object.fromEntries(
      seen.map(({ attributes, value }) => [attributes['waitq.wait.outcome'], value as Histogram]),
    );
  };
  return { metrics, points, point, durations, stop };
}
