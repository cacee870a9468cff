import type { MetricMeter, MetricTags } from '@temporalio/common';
import type { Labels, Metric } from './metric-table.js';

/** Units of a metric's name are not repeated. */
const NO_UNIT = undefined;

/** Writes the metrics of the table to a meter of Temporal, that of a worker or that of a workflow. */
export class Meter {
  private readonly instruments = new Map<string, (value: number, labels: MetricTags) => void>();

  constructor(private readonly meter: MetricMeter) {}

  /**
   * Adds to a counter, sets a gauge, or records a value in a histogram.
   *
   * @param value in the unit that the metric's name ends with; a counter takes whole numbers.
   */
  record<M extends Metric>(metric: M, labels: Labels<M>, value: number): void {
    const known = this.instruments.get(metric.name) ?? this.create(metric);
    this.instruments.set(metric.name, known);
    known(value, labels);
  }

  private create({ name, kind, help }: Metric): (value: number, labels: MetricTags) => void {
    switch (kind) {
      case 'counter': {
        const counter = this.meter.createCounter(name, NO_UNIT, help);
        return (value, labels) => counter.add(value, labels);
      }
      case 'gauge': {
        const gauge = this.meter.createGauge(name, 'int', NO_UNIT, help);
        return (value, labels) => gauge.set(Math.round(value), labels);
      }
      case 'histogram': {
        const histogram = this.meter.createHistogram(name, 'float', NO_UNIT, help);
        return (value, labels) => histogram.record(value, labels);
      }
    }
  }
}
