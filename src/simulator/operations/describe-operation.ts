import { defined } from '../../defined.js';
import { integer, optional, required } from '../wire.js';
import { cacheFilter, requestedIds } from './cache-filter.js';
import { describedCache } from './described-cache.js';
import type { Operation } from './operation.js';
import { pageOf, totalCountOf } from './paging.js';
import { shownCaches } from './view.js';

const MAX_PAGE = 20;

/** DescribeDataCaches: oldest first, and every given filter must match. */
export const describeOperation: Operation = (params, at, service) => {
  const { open } = service.scenario;
  const region = required(params, 'RegionId');
  const isListing = requestedIds(params).length === 0;
  const limit = integer(params, 'Limit', 1, MAX_PAGE) ?? MAX_PAGE;

  const found = shownCaches(region, at, service, isListing).filter(cacheFilter(params, open));
  const page = pageOf(found, {
    paging: open.paging,
    size: Math.min(limit, isListing ? open.pageSize : open.idsPageSize),
    token: optional(params, 'NextToken'),
  });
  return {
    body: {
      ...totalCountOf(open.totalCount, found, page),
      ...defined({ NextToken: isListing && open.endsEarly ? undefined : page.nextToken }),
      DataCaches: page.caches.map((cache) => describedCache(cache, at, open.clockSkew)),
    },
  };
};
