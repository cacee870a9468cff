import { resolveCredentials } from '../../src/eci/credentials.js';
import type { Eci } from '../../src/eci/eci.js';
import { createSdkEci } from '../../src/eci/sdk-eci.js';
import { SOURCE_REGION, sourceCache } from '../stand/workload.js';

/** One copy: the number of its source, and its target region. */
export interface Copy {
  readonly source: number;
  readonly region: string;
}

/** Every peer uses the same SDK behind the same adapter, so that only the orchestration differs. */
export function connectEci(env: NodeJS.ProcessEnv): Eci {
  const endpoint = env['ECI_ENDPOINT'];
  if (endpoint === undefined) throw new Error('ECI_ENDPOINT is not set');
  return createSdkEci({ endpoint, timeoutMs: 30_000, credentials: resolveCredentials({}) });
}

/** Requests a copy and returns its id in the target region. */
export async function requestCopy(eci: Eci, { source, region }: Copy): Promise<string> {
  const { id, ...place } = sourceCache(source);
  const { dataCacheId } = await eci.copyDataCache({
    sourceRegion: SOURCE_REGION,
    source: id,
    region,
    ...place,
    tags: {},
    clientToken: `peer-${region}-${id}`,
  });
  return dataCacheId;
}

export async function isAvailable(eci: Eci, region: string, id: string): Promise<boolean> {
  const { caches } = await eci.describeDataCaches({ region, ids: [id] });
  return caches.some(({ status }) => status === 'Available');
}
