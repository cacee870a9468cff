import { eciPackage } from './alicloud.js';
import type { CredentialSource } from './credentials.js';
import type { CopyRequest, DataCachePage, DataCacheUsage, DescribeQuery, Eci } from './eci.js';
import { EciError } from './eci-error.js';
import { sdkClients } from './sdk-clients.js';
import { toDataCache } from './to-data-cache.js';
import { toEciError } from './to-eci-error.js';

const { CopyDataCacheRequest, DeleteDataCacheRequest, DescribeDataCachesRequest, ListUsageRequest } = eciPackage;

/** The most ids, tags and caches on a page that are safe in one call. */
const MOST = 20;

export interface SdkEciOptions {
  /** As `ECI_ENDPOINT`: a template that may hold `{region}`. */
  readonly endpoint: string;
  /** Milliseconds; for the connection, and again for the whole answer. */
  readonly timeoutMs: number;
  readonly credentials: CredentialSource;
}

/**
 * {@link Eci} over the vendor's SDK. One call each, no retries. Every failure is an {@link EciError}; a RangeError
 * means that the caller broke a limit (ids, tags, a region's name), and nothing was sent.
 */
export function createSdkEci({ endpoint, timeoutMs, credentials }: SdkEciOptions): Eci {
  const clients = sdkClients({ endpoint, timeoutMs, credential: credentials.credential });

  /** `quotable` are values of the request that an error message may quote and a log should not hold. */
  const call = async <Answer>(send: () => Promise<Answer>, quotable: readonly string[] = []): Promise<Answer> => {
    try {
      return await send();
    } catch (thrown) {
      const error = toEciError(thrown, [...credentials.secrets(), ...quotable]);
      // A token that the service calls expired is not to be had from the library's memory again.
      if (error.code.startsWith('InvalidSecurityToken')) credentials.renew();
      throw error;
    }
  };

  return {
    async copyDataCache(request) {
      const query = copyQuery(request);
      // Trap 1: Copy is asked of the region where the source lies.
      const { client, runtime } = clients(request.sourceRegion);
      const { statusCode, body } = await call(
        () => client.copyDataCacheWithOptions(query, runtime),
        [request.clientToken],
      );
      // Trap 5: a 3xx, or a 200 without an id, resolves as if it were a success.
      if (!isSuccess(statusCode) || !body?.dataCacheId) {
        const message = `The answer (HTTP status ${statusCode}) named no data cache to rely on.`;
        throw new EciError('NoDataCacheId', 'ambiguous', message, body?.requestId, statusCode);
      }
      return { dataCacheId: body.dataCacheId, requestId: body.requestId ?? '' };
    },

    async describeDataCaches(query) {
      const request = describeQuery(query);
      const { client, runtime } = clients(query.region);
      const { statusCode, body } = await call(() => client.describeDataCachesWithOptions(request, runtime));
      // An answer that is not the service's must not pass for an empty region: that would buy.
      const shown = body?.dataCaches ?? (body?.totalCount === 0 ? [] : undefined);
      if (!isSuccess(statusCode) || shown === undefined) throw unreadable(statusCode, body?.requestId);
      const page: DataCachePage = {
        caches: shown.map((cache) => {
          if (!cache.dataCacheId) throw unreadable(statusCode, body.requestId);
          return toDataCache(cache, cache.dataCacheId, query);
        }),
      };
      return body.nextToken ? { ...page, nextToken: body.nextToken } : page;
    },

    async deleteDataCache({ region, id }) {
      const request = new DeleteDataCacheRequest({ regionId: region, dataCacheId: id });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.deleteDataCacheWithOptions(request, runtime));
      if (!isSuccess(statusCode) || !body?.requestId) throw unreadable(statusCode, body?.requestId);
      return { requestId: body.requestId };
    },

    async listUsage(region) {
      const request = new ListUsageRequest({ regionId: region });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.listUsageWithOptions(request, runtime));
      if (!isSuccess(statusCode) || body?.attributes === undefined) throw unreadable(statusCode, body?.requestId);
      return usageOf(body.attributes);
    },
  };
}

/** Trap 7: tags serialise rightly from the request's class alone. Sorted, so that every try sends the same parameters. */
function copyQuery(request: CopyRequest): InstanceType<typeof CopyDataCacheRequest> {
  const tags = Object.entries(request.tags).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (tags.length > MOST) throw new RangeError(`at most ${MOST} tags, not ${tags.length}`);
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
  // No ids at all would be sent as a listing of everything.
  if (ids !== undefined && (ids.length === 0 || ids.length > MOST)) {
    throw new RangeError(`1 to ${MOST} ids, not ${ids.length}`);
  }
  return new DescribeDataCachesRequest({ regionId: region, dataCacheId: ids, bucket, path, nextToken, limit: MOST });
}

/** Trap 5: the SDK takes a redirect for a success. */
function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function unreadable(statusCode: number, requestId: string | undefined): EciError {
  return new EciError('UnreadableAnswer', 'ambiguous', 'The answer was not one of the service.', requestId, statusCode);
}

function usageOf(attributes: Readonly<Record<string, unknown>>): DataCacheUsage {
  const used = count(attributes['UsedDataCacheCount']);
  const max = count(attributes['MaxDataCacheCount']);
  return { ...(used !== undefined && { used }), ...(max !== undefined && { max }) };
}

/** A number, also when the service writes it as text. */
function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
