import { loopbackServer } from '../../support/loopback-server.js';

type Query = URLSearchParams;
interface Cache {
  readonly DataCacheId: string;
  readonly Bucket: string;
  readonly Path: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  /** How many polls remain until it is Available. */
  pollsLeft: number;
}

export interface ForeignEndpointOptions {
  /** The only key that is accepted. */
  readonly accessKeyId: string;
  readonly sourceRegion: string;
  readonly sources: readonly string[];
  /** Whether copies return the tags of their request. */
  readonly showsTags: boolean;
}

export interface ForeignEndpoint {
  readonly url: string;
  /** The created copies, each as `region source`. */
  readonly copies: readonly string[];
}

/**
 * An ECI endpoint written from the documented wire format alone. It returns as little as the format allows: sources have no
 * tags, size or name, copies no progress, and listings no count. It closes when the test ends.
 */
export async function foreignEndpoint(options: ForeignEndpointOptions): Promise<ForeignEndpoint> {
  const { accessKeyId, sourceRegion, sources, showsTags } = options;
  const made = (id: string, path: string): Cache => ({ DataCacheId: id, Bucket: 'weights', Path: path, pollsLeft: 0 });
  const regions = new Map([[sourceRegion, sources.map((id) => made(id, `/${id}`))]]);
  const answers = new Map<string, string>();
  const copies: string[] = [];
  const cachesOf = (query: Query) => regions.get(query.get('RegionId') ?? '') ?? [];

  function copyDataCache(query: Query): object {
    const token = query.get('ClientToken') ?? '';
    const region = query.get('DestinationRegionId') ?? '';
    const DataCacheId = answers.get(token) ?? `edc-${region}-${answers.size}`;
    if (answers.has(token)) return { DataCacheId };
    answers.set(token, DataCacheId);
    copies.push(`${region} ${query.get('DataCacheId')}`);
    const copy = { DataCacheId, Bucket: query.get('Bucket') ?? '', Path: query.get('Path') ?? '', pollsLeft: 2 };
    const caches = regions.get(region) ?? [];
    regions.set(region, [...caches, showsTags ? { ...copy, Tags: tagsOf(query) } : copy]);
    return { DataCacheId };
  }

  function describeDataCaches(query: Query): object {
    const ids = [...query].filter(([key]) => key.startsWith('DataCacheId.')).map(([, id]) => id);
    const bucket = query.get('Bucket');
    const shown = cachesOf(query).filter(
      (cache) => (ids.length === 0 || ids.includes(cache.DataCacheId)) && (bucket === null || bucket === cache.Bucket),
    );
    return { DataCaches: shown.map(poll) };
  }

  const operations: Readonly<Record<string, (query: Query) => object>> = {
    CopyDataCache: copyDataCache,
    DescribeDataCaches: describeDataCaches,
    ListUsage: (query) => ({ Attributes: { MaxDataCacheCount: 100, UsedDataCacheCount: cachesOf(query).length } }),
  };
  const { port } = await loopbackServer(({ method, url = '/', headers }, response) => {
    const operation = operations[String(headers['x-acs-action'])];
    const isOurs = headers.authorization?.includes(`ACS3-HMAC-SHA256 Credential=${accessKeyId},`) === true;
    const known = method === 'POST' && headers['x-acs-version'] === '2018-08-08' ? operation : undefined;
    const [status, body] =
      known === undefined || !isOurs
        ? [400, { Code: 'InvalidParameter', Message: 'not understood' }]
        : [200, known(new URL(url, 'http://127.0.0.1').searchParams)];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ RequestId: 'R-1', ...body }));
  });
  return { url: `http://127.0.0.1:${port}`, copies };
}

/** The cache as Describe returns it. Each poll brings it closer to Available. */
function poll(cache: Cache): object {
  const { pollsLeft, ...shown } = cache;
  cache.pollsLeft = Math.max(0, pollsLeft - 1);
  return { ...shown, Status: pollsLeft === 0 ? 'Available' : 'Creating' };
}

function tagsOf(query: Query): { Key: string; Value: string }[] {
  const keys = [...query].filter(([name]) => /^Tag\.\d+\.Key$/.test(name));
  return keys.map(([name, Key]) => ({ Key, Value: query.get(name.replace('.Key', '.Value')) ?? '' }));
}
