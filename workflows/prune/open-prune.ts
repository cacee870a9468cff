import { SOURCE_NOT_SHOWN } from '../../src/copies/planned-records.js';
import { defined } from '../../src/defined.js';
import { packList } from '../../src/payload/packed-list.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { parsePruneInput } from '../../src/plan/run-input.js';
import { pruneRegions } from '../../src/plan/select-regions.js';
import type { AskedCopy } from '../../src/reconcile/prunable.js';
import { invalidPlan, invalidPlanProblems, type LoadedPlan, loadPlan } from '../run/open-run.js';
import { resolveSources } from '../run/open-sources.js';
import { MAX_SHOWN, pruneFailed, type PruneRegionInput } from './prune-messages.js';

/** What a prune is to do. */
export interface OpenedPrune extends LoadedPlan {
  readonly regions: readonly string[];
  readonly buckets: readonly string[];
  readonly dryRun: boolean;
  readonly expectDigest: string | undefined;
}

/** Reads the one argument of a prune. @throws `InvalidPlan`, with sentences that say what to type. */
export async function openPrune(args: readonly unknown[]): Promise<OpenedPrune> {
  const parsed = parsePruneInput(args[0]);
  if ('sentence' in parsed) throw invalidPlan(parsed.sentence);
  const { plan, vars, regions: named, buckets = [], expectDigest, dryRun = expectDigest === undefined } = parsed.input;
  // The whole plan, whatever the regions: its other targets decide whose copies those of a region are.
  const loaded = await loadPlan({ plan, ...defined({ vars }) });
  const selected = pruneRegions(loaded.plan, named);
  if ('problems' in selected) throw invalidPlan(selected.problems.join('\n'));
  return { ...loaded, regions: selected.regions, buckets, dryRun, expectDigest };
}

/**
 * The input of each region's workflow: which copies the plan needs there, by its sources as they are now. In a region that
 * the plan does not target it needs none.
 *
 * @throws `PruneFailed` if the sources cannot be described, because then nobody knows which copies are needed.
 */
export async function regionInputs({ plan, regions, buckets }: OpenedPrune): Promise<PruneRegionInput[]> {
  const needed = await neededCopies(plan);
  const targets = new Set(plan.targets.map(({ region }) => region));
  const listed = new Set(buckets);
  for (const { bucket } of needed) if (bucket !== undefined) listed.add(bucket);
  for (const { as } of plan.source.caches) if (as?.bucket !== undefined) listed.add(as.bucket);
  const selections = plan.source.caches.flatMap(({ select }) => select ?? []);
  const packed = packList(needed);
  return regions.map((region) => ({
    plan: plan.name,
    sourceRegion: plan.source.region,
    region,
    asked: targets.has(region) ? packed : [],
    targeted: targets.has(region),
    buckets: [...listed],
    ...(targets.has(region) && selections.length > 0 ? { selections } : {}),
    tell: Math.floor(MAX_SHOWN / regions.length),
  }));
}

/**
 * A source that is not listed counts as needed at any destination: whether its absence is proven or not, it keeps copies and
 * never deletes one, so there is no need to wait for a proof.
 */
async function neededCopies(plan: Plan): Promise<AskedCopy[]> {
  const resolved = await resolveSources(plan, { absentAfter: 0 });
  switch (resolved.kind) {
    case 'refused': {
      const { code, reason } = resolved;
      const where = `The sources in ${plan.source.region} cannot be described`;
      throw pruneFailed(`${where}, so nothing was deleted: ${code}: ${reason}`);
    }
    case 'invalid':
      throw invalidPlanProblems(resolved.problems);
    case 'resolved':
      return resolved.records.map(({ source, bucket, path, code }) =>
        code === 'SourceNotFound' || code === SOURCE_NOT_SHOWN || bucket === '' || path === ''
          ? { source }
          : { source, bucket, path },
      );
  }
}
