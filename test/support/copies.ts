import { copyTags } from '../../src/reconcile/copy-tags.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { SOURCE_REGION, sourceCaches } from './sources.js';

export type Placed = NonNullable<ScenarioInput['existing']>[number];

/** A copy of the n-th source at its place, as a plan of this tool creates it. Default region: cn-beijing. */
export function copyOf(
  plan: string,
  n: number,
  change: Partial<Placed> & { generation?: number; source?: string } = {},
): Placed {
  const place = sourceCaches(n + 1)[n];
  if (place === undefined) throw new Error(`there is no source ${n}`);
  const { generation = 0, source = place.id ?? '', region = 'cn-beijing', ...fields } = change;
  const { bucket, path, name = '' } = place;
  const identity = { sourceRegion: SOURCE_REGION, source, region, bucket, path, generation };
  return { region, bucket, path, name, tags: copyTags(identity, plan, {}), ...fields };
}

interface CopyMarks {
  readonly plan: string;
  /** Default: a source that no test plan names. */
  readonly source?: string;
  readonly sourceRegion?: string;
  readonly generation?: number;
}

/** A data cache with the tags of a plan's copy. */
export function existingCopy(
  { plan, source = 'edc-former', sourceRegion = SOURCE_REGION, generation = 0 }: CopyMarks,
  cache: Pick<Placed, 'region' | 'path'> & Partial<Placed>,
): Placed {
  return {
    bucket: 'models',
    ...cache,
    tags: {
      team: 'inference',
      'eci-replicator:plan': plan,
      'eci-replicator:source': source,
      'eci-replicator:source-region': sourceRegion,
      'eci-replicator:generation': String(generation),
    },
  };
}
