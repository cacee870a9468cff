import { EciError } from '../eci/eci-error.js';
import type { Eci } from '../eci/eci.js';
import type { Meter } from './meter.js';
import { METRICS } from './metric-table.js';

/** The same service, whose calls are counted and timed. */
export function measuredEci(eci: Eci, meter: Meter): Eci {
  const measured = async <T>(action: string, region: string, call: Promise<T>): Promise<T> => {
    const from = performance.now();
    let result = 'ok';
    try {
      return await call;
    } catch (error) {
      result = error instanceof EciError ? error.family : 'bug';
      throw error;
    } finally {
      meter.record(METRICS.calls, { action, region, result }, 1);
      meter.record(METRICS.callDuration, { action }, (performance.now() - from) / 1_000);
    }
  };
  return {
    copyDataCache: (request) => measured('CopyDataCache', request.region, eci.copyDataCache(request)),
    describeDataCaches: (query) => measured('DescribeDataCaches', query.region, eci.describeDataCaches(query)),
    deleteDataCache: (request) => measured('DeleteDataCache', request.region, eci.deleteDataCache(request)),
    updateRetention: (request) => measured('UpdateDataCache', request.region, eci.updateRetention(request)),
    listUsage: (region) => measured('ListUsage', region, eci.listUsage(region)),
  };
}
