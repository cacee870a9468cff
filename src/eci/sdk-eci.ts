import type { DescribeDataCachesResponseBodyDataCaches } from '@alicloud/eci20180808';
import type { CredentialSource } from './credentials.js';
import { defined } from '../defined.js';
import { EciError, toEciError, unreadableAnswer } from './eci-error.js';
import type { CopyRequest, DataCache, DataCacheEvent, DataCacheUsage, DescribeQuery, Eci } from './eci.js';
import { isSameText } from '../spelling.js';
import { eciPackage, sdkClients } from './sdk-clients.js';
import { clockNote } from './service-clock.js';

const {
  CopyDataCacheRequest,
  DeleteDataCacheRequest,
  DescribeDataCachesRequest,
  ListUsageRequest,
  UpdateDataCacheRequest,
} = eciPackage;

/** Limit for the ids, the tags and the page size of one call. */
const MAX_ITEMS = 20;

export interface SdkEciOptions {
  /** A template that may contain `{region}`, as in `ECI_ENDPOINT`. */
  readonly endpoint: string;
  /** Milliseconds to connect, and again to receive the whole response. */
  readonly timeoutMs: number;
  readonly credentials: CredentialSource;
}

/**
 * {@link Eci} over the vendor's SDK. Each method makes one call, without retries. Every failure is an
 * {@link EciError}. A RangeError means that the caller exceeded a limit (ids, tags, a region's name) and nothing was sent.
 */
export function createSdkEci({ endpoint, timeoutMs, credentials }: SdkEciOptions): Eci {
  const clients = sdkClients({ endpoint, timeoutMs, credential: credentials.credential });

  /** `quotable` are values of the request that an error message may quote but a log must not contain. */
  const call = async <Answer>(send: () => Promise<Answer>, quotable: readonly string[] = []): Promise<Answer> => {
    try {
      return await send();
    } catch (thrown) {
      const error = toEciError(thrown, [...credentials.secrets(), ...quotable]);
      if (error.family !== 'worker') throw error;
      if (isOfClock(error)) throw withNote(error, clockNote());
      // The library would return the expired token, or the former key, from its cache again.
      credentials.renew();
      throw error;
    }
  };

  return {
    async copyDataCache(request) {
      const query = copyQuery(request);
      // Trap 1: CopyDataCache is called in the source region.
      const { client, runtime } = clients(request.sourceRegion);
      const { statusCode, body, headers } = await call(
        () => client.copyDataCacheWithOptions(query, runtime),
        [request.clientToken],
      );
      // Trap 5: a 3xx, or a 200 without an id, resolves as if it were a success.
      if (!isSuccess(statusCode) || !body?.dataCacheId) {
        const message = `The response (HTTP status ${statusCode}) contained no data cache id.`;
        throw new EciError('NoDataCacheId', 'ambiguous', message, body?.requestId, statusCode);
      }
      return { dataCacheId: body.dataCacheId, requestId: body.requestId ?? '', ...servedAt(headers) };
    },

    async describeDataCaches(query) {
      const request = describeQuery(query);
      const { client, runtime } = clients(query.region);
      const { statusCode, body, headers } = await call(() => client.describeDataCachesWithOptions(request, runtime));
      // A response that is not the service's must not pass for an empty region: copies would be bought again.
      const shown = body?.dataCaches ?? (body?.totalCount === 0 ? [] : undefined);
      if (!isSuccess(statusCode) || shown === undefined) throw unreadableAnswer(statusCode, body?.requestId);
      const caches = shown.map((cache) => {
        if (!cache.dataCacheId) throw unreadableAnswer(statusCode, body.requestId);
        return toDataCache(cache, cache.dataCacheId, query);
      });
      return {
        caches,
        ...defined({ nextToken: body.nextToken || undefined, total: countOf(body.totalCount) }),
        ...servedAt(headers),
      };
    },

    async deleteDataCache({ region, id }) {
      const request = new DeleteDataCacheRequest({ regionId: region, dataCacheId: id });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.deleteDataCacheWithOptions(request, runtime));
      if (!isSuccess(statusCode) || !body?.requestId) throw unreadableAnswer(statusCode, body?.requestId);
      return { requestId: body.requestId };
    },

    async updateRetention({ region, id, retentionDays }) {
      const request = new UpdateDataCacheRequest({ regionId: region, dataCacheId: id, retentionDays });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.updateDataCacheWithOptions(request, runtime));
      if (!isSuccess(statusCode) || !body?.requestId) throw unreadableAnswer(statusCode, body?.requestId);
      return { requestId: body.requestId };
    },

    async listUsage(region) {
      const request = new ListUsageRequest({ regionId: region });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.listUsageWithOptions(request, runtime));
      if (!isSuccess(statusCode) || body?.attributes === undefined) throw unreadableAnswer(statusCode, body?.requestId);
      return usageOf(body.attributes);
    },
  };
}

/** New credentials would not help, and STS would refuse to issue them for the same reason. */
function isOfClock({ code }: EciError): boolean {
  return /TimeStamp/i.test(code);
}

function withNote({ code, family, message, requestId, statusCode }: EciError, note: string): EciError {
  return new EciError(code, family, message + note, requestId, statusCode);
}

/** Trap 7: only the request's class serialises tags correctly. Sorted, so that every attempt sends the same parameters. */
function copyQuery(request: CopyRequest): InstanceType<typeof CopyDataCacheRequest> {
  const tags = Object.entries(request.tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (tags.length > MAX_ITEMS) throw new RangeError(`at most ${MAX_ITEMS} tags, not ${tags.length}`);
  return new CopyDataCacheRequest({
    regionId: request.sourceRegion,
    dataCacheId: request.source,
    destinationRegionId: request.region,
    bucket: request.bucket,
    path: request.path,
    name: request.name,
    retentionDays: request.retentionDays,
    resourceGroupId: request.resourceGroupId,
    clientToken: request.clientToken,
    tag: tags.map(([key, value]) => ({ key, value })),
  });
}

function describeQuery({ region, ids, bucket, path, nextToken }: DescribeQuery) {
  // An empty list of ids would be sent as a listing of everything.
  if (ids !== undefined && (ids.length === 0 || ids.length > MAX_ITEMS)) {
    throw new RangeError(`1 to ${MAX_ITEMS} ids, not ${ids.length}`);
  }
  return new DescribeDataCachesRequest({
    regionId: region,
    dataCacheId: ids,
    bucket,
    path,
    nextToken,
    limit: MAX_ITEMS,
  });
}

/** From the Date header, which has a resolution of one second. */
function servedAt(headers: Readonly<Record<string, string>> | undefined): { servedAt?: number } {
  const time = Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(time) ? {} : { servedAt: time };
}

/** Trap 5: the SDK resolves on a redirect as on a success. */
function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function usageOf(attributes: Readonly<Record<string, unknown>>): DataCacheUsage {
  return defined({
    used: countOf(attributes['UsedDataCacheCount']),
    max: countOf(attributes['MaxDataCacheCount']),
  });
}

/** Accepts a number that the service wrote as text. */
function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/**
 * Converts a data cache of the SDK. Fields that the response leaves out come from the query, otherwise they are empty. An
 * empty status means "not ready yet".
 */
export function toDataCache(
  shown: DescribeDataCachesResponseBodyDataCaches,
  id: string,
  query: DescribeQuery,
): DataCache {
  return {
    id,
    region: shown.regionId ?? query.region,
    bucket: shown.bucket ?? query.bucket ?? '',
    path: shown.path ?? query.path ?? '',
    name: shown.name ?? '',
    status: statusOf(shown.status ?? ''),
    ...defined({
      progress: shown.progress || undefined,
      sizeGiB: shown.size,
      createdAt: shown.creationTime || undefined,
      expiresAt: shown.expireDateTime || undefined,
    }),
    tags: Object.fromEntries(
      (shown.tags ?? []).flatMap(({ key, value }) => (key === undefined ? [] : [[key, value ?? '']])),
    ),
    events: eventsOf(shown),
  };
}

/** The statuses on which a decision rests. */
const STATUSES = ['Available', 'Failed', 'Deleting', 'UpdateFailed'];

/** In the capitals of the documentation: a copy that is `AVAILABLE` would otherwise never be ready. */
function statusOf(shown: string): string {
  return STATUSES.find((status) => isSameText(status, shown)) ?? shown;
}

/** Newest last, although the service promises no order. Events without a time come first. */
function eventsOf(shown: DescribeDataCachesResponseBodyDataCaches): DataCacheEvent[] {
  return (shown.events ?? [])
    .toSorted((a, b) => epochMs(a.lastTimestamp) - epochMs(b.lastTimestamp))
    .map(({ type, reason, message }) => ({ type: type ?? '', reason: reason ?? '', message: message ?? '' }));
}

function epochMs(time: string | undefined): number {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}
