import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiringGauges } from '../../../src/metrics/expiring-gauges.js';
import type { Meter } from '../../../src/metrics/meter.js';
import { METRICS } from '../../../src/metrics/metric-table.js';

const beijing = { plan: 'weights', region: 'cn-beijing' };
const shanghai = { plan: 'weights', region: 'cn-shanghai' };

describe('a gauge that expires', () => {
  let shown: Map<string, number>;
  let gauges: ExpiringGauges;
  beforeEach(() => {
    vi.useFakeTimers();
    shown = new Map();
    const record: Meter['record'] = (_metric, labels, value) =>
      void shown.set(new Map(Object.entries<string>(labels)).get('region') ?? '', value);
    gauges = new ExpiringGauges({ record });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps a value for as long as it is good, and is 0 afterwards', () => {
    gauges.set(METRICS.copiesInFlight, beijing, 7, 10_000);
    vi.advanceTimersByTime(9_999);
    expect(shown.get('cn-beijing')).toBe(7);
    vi.advanceTimersByTime(1);
    expect(shown.get('cn-beijing')).toBe(0);
  });

  it('counts the time from the last value, for each region by itself', () => {
    gauges.set(METRICS.copiesInFlight, beijing, 7, 10_000);
    gauges.set(METRICS.copiesInFlight, shanghai, 3, 10_000);
    vi.advanceTimersByTime(6_000);
    gauges.set(METRICS.copiesInFlight, beijing, 5, 10_000);
    vi.advanceTimersByTime(6_000);
    expect(Object.fromEntries(shown)).toEqual({ 'cn-beijing': 5, 'cn-shanghai': 0 });
  });

  it('needs no timer at 0', () => {
    gauges.set(METRICS.copiesInFlight, beijing, 7, 10_000);
    gauges.set(METRICS.copiesInFlight, beijing, 0, 10_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
