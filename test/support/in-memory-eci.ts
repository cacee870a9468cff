import { classify } from '../../src/eci/classify.js';
import { EciError } from '../../src/eci/eci-error.js';
import type { DataCache, Eci } from '../../src/eci/eci.js';
import { defined } from '../../src/defined.js';
import { ClientTokens } from '../../src/simulator/client-tokens.js';
import { Faults } from '../../src/simulator/faults.js';
import type { LedgerEntry } from '../../src/simulator/ledger.js';
import { copyOperation } from '../../src/simulator/operations/copy-operation.js';
import { deleteOperation } from '../../src/simulator/operations/delete-operation.js';
import { describeOperation } from '../../src/simulator/operations/describe-operation.js';
import type { Operation, Service } from '../../src/simulator/operations/operation.js';
import { updateOperation } from '../../src/simulator/operations/update-operation.js';
import { usageOperation } from '../../src/simulator/operations/usage-operation.js';
import { type ScenarioInput, scenarioOf } from '../../src/simulator/scenario.js';
import { ApiError } from '../../src/simulator/wire.js';
import { World } from '../../src/simulator/world.js';

/** The simulator's operations without HTTP, for laws that are tried on thousands of worlds. */
export interface InMemoryEci extends Eci {
  readonly world: World;
  readonly billed: readonly LedgerEntry[];
  /** Every id that an answer has shown. */
  readonly shown: ReadonlySet<string>;
}

/**
 * @param now epoch ms, read at each call.
 * @param beforeCall called before each DescribeDataCaches with its number from 1, to change the world meanwhile.
 */
export function inMemoryEci(
  scenario: ScenarioInput,
  now: () => number,
  beforeCall: (call: number, world: World) => void = () => {},
): InMemoryEci {
  const parsed = scenarioOf(scenario);
  const world = new World(parsed, now());
  const billed: LedgerEntry[] = [];
  const shown = new Set<string>();
  const tokens = new ClientTokens(parsed.open);
  const service: Service = { scenario: parsed, world, billed, tokens, faults: new Faults(parsed.faults) };
  let calls = 0;

  const call = (operation: Operation, params: Readonly<Record<string, string | undefined>>) => {
    try {
      const given = Object.entries(defined(params)) as [string, string][];
      return operation(new Map(given), world.moment(now()), service).body;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, status, message } = error;
      throw new EciError(code, classify(code, status), message, 'REQ', status);
    }
  };

  return {
    world,
    billed,
    shown,
    async copyDataCache({ sourceRegion, source, region, bucket, path, name, tags, clientToken, resourceGroupId }) {
      const { DataCacheId } = call(copyOperation, {
        RegionId: sourceRegion,
        DataCacheId: source,
        DestinationRegionId: region,
        Bucket: bucket,
        Path: path,
        Name: name,
        ClientToken: clientToken,
        ResourceGroupId: resourceGroupId,
        ...numbered('Tag', Object.entries(tags)),
      });
      return { dataCacheId: String(DataCacheId), requestId: 'REQ' };
    },
    async describeDataCaches({ region, ids = [], bucket, path, nextToken }) {
      calls += 1;
      beforeCall(calls, world);
      const listed = Object.fromEntries(ids.map((id, n) => [`DataCacheId.${n + 1}`, id]));
      const body = call(describeOperation, {
        RegionId: region,
        Bucket: bucket,
        Path: path,
        NextToken: nextToken,
        ...listed,
      }) as unknown as DescribeBody;
      for (const { DataCacheId } of body.DataCaches) shown.add(DataCacheId);
      return {
        caches: body.DataCaches.map(dataCacheOf),
        ...defined({ nextToken: body.NextToken, total: body.TotalCount }),
      };
    },
    async deleteDataCache({ region, id }) {
      call(deleteOperation, { RegionId: region, DataCacheId: id });
      return { requestId: 'REQ' };
    },
    async updateRetention({ region, id, retentionDays }) {
      call(updateOperation, { RegionId: region, DataCacheId: id, RetentionDays: String(retentionDays) });
      return { requestId: 'REQ' };
    },
    async listUsage(region) {
      const { Attributes } = call(usageOperation, { RegionId: region }) as unknown as UsageBody;
      return { used: Attributes.UsedDataCacheCount };
    },
  };
}

interface UsageBody {
  readonly Attributes: { readonly UsedDataCacheCount: number };
}

interface DescribeBody {
  readonly DataCaches: readonly WireCache[];
  readonly NextToken?: string;
  readonly TotalCount?: number;
}

interface WireCache {
  readonly DataCacheId: string;
  readonly RegionId: string;
  readonly Bucket: string;
  readonly Path: string;
  readonly Name: string;
  readonly Status: string;
  readonly CreationTime: string;
  readonly ExpireDateTime?: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

function dataCacheOf(wire: WireCache): DataCache {
  return {
    id: wire.DataCacheId,
    region: wire.RegionId,
    bucket: wire.Bucket,
    path: wire.Path,
    name: wire.Name,
    status: wire.Status,
    createdAt: wire.CreationTime,
    ...defined({ expiresAt: wire.ExpireDateTime }),
    tags: Object.fromEntries(wire.Tags.map(({ Key, Value }) => [Key, Value])),
    events: [],
  };
}

function numbered(name: string, pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(([key, value], n) => [
      [`${name}.${n + 1}.Key`, key],
      [`${name}.${n + 1}.Value`, value],
    ]),
  );
}
