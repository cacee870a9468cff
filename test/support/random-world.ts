import * as fc from 'fast-check';
import { copyTags } from '../../src/reconcile/copy-tags.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';

type PlacedCache = NonNullable<ScenarioInput['existing']>[number];

/** A data cache that may exist at a copy's place before the run. */
interface Standing {
  readonly owner: 'ours' | 'another plan' | 'another source' | 'a stranger';
  readonly status: 'Available' | 'Creating' | 'Failed';
  readonly generation: number;
  /** In one day. Not for a copy in progress, which would become due during the survey. */
  readonly expires: boolean;
}

const standing: fc.Arbitrary<Standing> = fc.record({
  owner: fc.constantFrom('ours', 'ours', 'another plan', 'another source', 'a stranger'),
  status: fc.constantFrom('Available', 'Creating', 'Failed'),
  generation: fc.nat(3),
  expires: fc.boolean(),
});

export interface RandomWorldOptions {
  readonly plan: string;
  readonly sources: readonly PlacedCache[];
  readonly regions: readonly string[];
}

/** Existing caches in the target regions: none, one or two per region and source. */
export function randomWorld({ plan, sources, regions }: RandomWorldOptions): fc.Arbitrary<PlacedCache[]> {
  const places = regions.flatMap((region) => sources.map((source) => ({ region, source })));
  return fc
    .tuple(...places.map(() => fc.array(standing, { maxLength: 2 })))
    .map((world) =>
      places.flatMap(({ region, source }, i) => (world[i] ?? []).map((stand) => placed(plan, region, source, stand))),
    );
}

function placed(
  plan: string,
  region: string,
  source: PlacedCache,
  { owner, status, generation, expires }: Standing,
): PlacedCache {
  const { region: sourceRegion, id = '', bucket, path, name = '' } = source;
  const copied = owner === 'another source' ? `${id}-other` : id;
  const identity = { sourceRegion, source: copied, region, bucket, path, generation };
  const tags = owner === 'a stranger' ? {} : copyTags(identity, owner === 'another plan' ? 'another-plan' : plan, {});
  return { region, bucket, path, name, tags, ...lifeOf(status, expires) };
}

function lifeOf(status: Standing['status'], expires: boolean) {
  if (status === 'Creating') return { availableAfter: '10s' };
  return expires ? { status, expiresAfter: '1d' } : { status };
}
