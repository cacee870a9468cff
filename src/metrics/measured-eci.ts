import { aroundCalls } from '../eci/around-calls.js';
import { EciError } from '../eci/eci-error.js';
import type { Eci } from '../eci/eci.js';
import type { Meter } from './meter.js';
import { METRICS } from './metric-table.js';

/** The same service, whose calls are counted and timed. */
export function measuredEci(eci: Eci, meter: Meter): Eci {
  return aroundCalls(eci, async (action, region, call) => {
    const from = performance.now();
    let result = 'ok';
    try {
      return await call();
    } catch (error) {
      result = error instanceof EciError ? error.family : 'bug';
      throw error;
    } finally {
      meter.record(METRICS.calls, { action, region, result }, 1);
      meter.record(METRICS.callDuration, { action }, (performance.now() - from) / 1_000);
    }
  });
}
