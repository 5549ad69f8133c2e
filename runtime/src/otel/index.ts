/** `waitq/otel`: what happens on the queues of this program, as OpenTelemetry metrics. */
export { publishMetrics } from './publish-metrics.js';
export type { MetricsOptions, PublishedMetrics } from './publish-metrics.js';
export type { WaitOutcome } from './wait-ends.js';
