import type { CredentialSource } from './credentials.js';
import { defined } from '../defined.js';
import { countOf, epochMs, isUsableToken, requestIdOf, usableId } from './answer-fields.js';
import { EciError, toEciError, unreadableAnswer, unsendable } from './eci-error.js';
import type { CopyRequest, DataCacheUsage, DescribeQuery, Eci } from './eci.js';
import { eciPackage, sdkClients } from './sdk-clients.js';
import { noticingUnsent } from './sent-requests.js';
import { clockNote } from './service-clock.js';
import { toDataCache } from './to-data-cache.js';

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
 * {@link EciError}, also for what cannot be sent: then it is `Unsendable`, of family `request`. A RangeError means that the
 * caller exceeded a limit (ids, tags, a region's name) and nothing was sent. Whatever is returned has been checked.
 */
export function createSdkEci({ endpoint, timeoutMs, credentials }: SdkEciOptions): Eci {
  const clients = sdkClients({ endpoint, timeoutMs, credential: credentials.credential });

  /** `quotable` are values of the request that an error message may quote but a log must not contain. */
  const call = async <Answer>(send: () => Promise<Answer>, quotable: readonly string[] = []): Promise<Answer> => {
    try {
      return await noticingUnsent(send, () => unsendable('The SDK cannot write the request.'));
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
      requireSendable(request);
      const query = copyQuery(request);
      // Trap 1: CopyDataCache is called in the source region.
      const { client, runtime } = clients(request.sourceRegion);
      const { statusCode, body, headers } = await call(
        () => client.copyDataCacheWithOptions(query, runtime),
        [request.clientToken],
      );
      // Trap 5: a 3xx, or a 200 without an id, resolves as if it were a success.
      const dataCacheId = usableId(body?.dataCacheId);
      const requestId = requestIdOf(body?.requestId);
      if (!isSuccess(statusCode) || dataCacheId === undefined) {
        const which = body?.dataCacheId ? 'a data cache id that cannot be used' : 'no data cache id';
        const message = `The response (HTTP status ${statusCode}) contained ${which}.`;
        throw new EciError('NoDataCacheId', 'ambiguous', message, requestId, statusCode);
      }
      return { dataCacheId, requestId: requestId ?? '', ...servedAt(headers) };
    },

    async describeDataCaches(query) {
      requireSendable(query);
      const request = describeQuery(query);
      const { client, runtime } = clients(query.region);
      const { statusCode, body, headers } = await call(() => client.describeDataCachesWithOptions(request, runtime));
      const unreadable = () => unreadableAnswer(statusCode, requestIdOf(body?.requestId));
      // A response that is not the service's must not pass for an empty region: copies would be bought again.
      const shown = body?.dataCaches ?? (body?.totalCount === 0 ? [] : undefined);
      if (!isSuccess(statusCode) || shown === undefined) throw unreadable();
      const caches = shown.map((cache) => {
        const id = usableId(cache.dataCacheId);
        if (id === undefined) throw unreadable();
        return toDataCache(cache, id, query);
      });
      const { totalCount, nextToken = '' } = body;
      const total = countOf(totalCount);
      // An odd total is not a missing one: a single page without a total counts as complete.
      if (!isUsableToken(nextToken) || (totalCount !== undefined && total === undefined)) throw unreadable();
      return { caches, ...defined({ nextToken: nextToken || undefined, total }), ...servedAt(headers) };
    },

    async deleteDataCache({ region, id }) {
      requireSendable({ region, id });
      const request = new DeleteDataCacheRequest({ regionId: region, dataCacheId: id });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.deleteDataCacheWithOptions(request, runtime));
      return { requestId: confirmed(statusCode, body?.requestId) };
    },

    async updateRetention({ region, id, retentionDays }) {
      requireSendable({ region, id });
      const request = new UpdateDataCacheRequest({ regionId: region, dataCacheId: id, retentionDays });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.updateDataCacheWithOptions(request, runtime));
      return { requestId: confirmed(statusCode, body?.requestId) };
    },

    async listUsage(region) {
      const request = new ListUsageRequest({ regionId: region });
      const { client, runtime } = clients(region);
      const { statusCode, body } = await call(() => client.listUsageWithOptions(request, runtime));
      if (!isSuccess(statusCode) || body?.attributes === undefined) {
        throw unreadableAnswer(statusCode, requestIdOf(body?.requestId));
      }
      return usageOf(body.attributes);
    },
  };
}

/**
 * Refuses what would not arrive as it is: halves of surrogate pairs, control characters, and the U+FFFD that stands for either
 * in what the service answered.
 *
 * @throws EciError `Unsendable`
 */
function requireSendable(
  request: CopyRequest | DescribeQuery | { readonly region: string; readonly id: string },
): void {
  for (const [field, value] of Object.entries(request)) {
    const texts = typeof value === 'object' ? Object.entries(value).flat() : [value];
    if (texts.some((text) => typeof text === 'string' && /[\p{Cc}\p{Cs}\uFFFD]/u.test(text))) {
      throw unsendable(`The ${field} contains a character that cannot be sent.`);
    }
  }
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
  return defined({ servedAt: epochMs(headers?.['date']) });
}

/** The request id of an answer that holds nothing else: without one, the answer is not the service's. */
function confirmed(statusCode: number, shown: string | undefined): string {
  const requestId = requestIdOf(shown);
  if (!isSuccess(statusCode) || requestId === undefined) throw unreadableAnswer(statusCode, requestId);
  return requestId;
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
