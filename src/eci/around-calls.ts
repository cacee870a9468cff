import type { Eci } from './eci.js';

/** Does something around a call. @param action the name of the call in the ECI API. */
export type Around = <T>(action: string, region: string, call: () => Promise<T>) => Promise<T>;

/** The same service, with something done around each of its calls. */
export function aroundCalls(eci: Eci, around: Around): Eci {
  return {
    copyDataCache: (request) => around('CopyDataCache', request.region, () => eci.copyDataCache(request)),
    describeDataCaches: (query) => around('DescribeDataCaches', query.region, () => eci.describeDataCaches(query)),
    deleteDataCache: (request) => around('DeleteDataCache', request.region, () => eci.deleteDataCache(request)),
    updateRetention: (request) => around('UpdateDataCache', request.region, () => eci.updateRetention(request)),
    listUsage: (region) => around('ListUsage', region, () => eci.listUsage(region)),
  };
}
