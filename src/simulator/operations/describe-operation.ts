import { defined } from '../../defined.js';
import { cacheFilter } from './cache-filter.js';
import { describedCache } from './described-cache.js';
import type { Operation } from './operation.js';
import { pageOf } from './paging.js';
import { shownCaches } from './view.js';
import { integer, optional, required } from '../wire.js';

const MAX_PAGE = 20;

/** DescribeDataCaches: oldest first, and every given filter must match. */
export const describeOperation: Operation = (params, at, service) => {
  const region = required(params, 'RegionId');
  const matches = cacheFilter(params, service.scenario.open);
  const size = integer(params, 'Limit', 1, MAX_PAGE) ?? MAX_PAGE;
  const found = shownCaches(region, at, service).filter(matches);
  const { caches, nextToken } = pageOf(found, size, optional(params, 'NextToken'));
  return {
    body: {
      TotalCount: found.length,
      ...defined({ NextToken: nextToken }),
      DataCaches: caches.map((cache) => describedCache(cache, at)),
    },
  };
};
