import type { Labels, Metric } from './metric-table.js';
import type { Meter } from './meter.js';

/**
 * Gauges about regions, which any worker may serve next. A worker that is not asked about a region any more returns its gauge to
 * 0, so that the maximum over all workers is true again after the time that a value is good for. A worker that ends takes its
 * values with it.
 */
export class ExpiringGauges {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly meter: Pick<Meter, 'record'>) {}

  /** @param goodFor ms. A value of 0 does not expire. */
  set<M extends Metric>(metric: M, labels: Labels<M>, value: number, goodFor: number): void {
    const key = JSON.stringify([metric.name, labels]);
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.meter.record(metric, labels, value);
    if (value === 0) return;
    const expire = () => {
      this.timers.delete(key);
      this.meter.record(metric, labels, 0);
    };
    this.timers.set(key, setTimeout(expire, goodFor).unref());
  }
}
