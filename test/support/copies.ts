import { copyTags } from '../../src/reconcile/copy-tags.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { SOURCE_REGION, sourceCaches } from './sources.js';

export type Placed = NonNullable<ScenarioInput['existing']>[number];

/** A copy of the n-th source at its place, as a plan of this tool has made it; in cn-beijing unless said. */
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
