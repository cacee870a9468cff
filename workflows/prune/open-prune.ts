import { parsePruneInput, type PruneInput } from '../../src/plan/run-input.js';
import { pruneRegions } from '../../src/plan/select-regions.js';
import { invalidPlan, type OpenedPlan, openPlan } from '../run/open-plan.js';

/** What a prune is to do. */
export interface OpenedPrune extends OpenedPlan {
  readonly regions: readonly string[];
  readonly buckets: readonly string[];
  readonly dryRun: boolean;
  readonly expectDigest: string | undefined;
}

/** Reads the prune's one argument. Whatever is wrong with it is an `InvalidPlan`, in sentences that say what to type. */
export async function openPrune(args: readonly unknown[]): Promise<OpenedPrune> {
  const parsed = parsePruneInput(args[0]);
  if ('sentence' in parsed) throw invalidPlan(parsed.sentence);
  const { plan, vars, regions: named, buckets = [], expectDigest, dryRun = expectDigest === undefined } = parsed.input;
  // The whole plan, whatever the regions: what it targets elsewhere decides what a region's copies are.
  const opened = await openPlan([{ plan, ...(vars === undefined ? {} : { vars }) } satisfies PruneInput]);
  const selected = pruneRegions(opened.plan, named);
  if ('problems' in selected) throw invalidPlan(selected.problems.join('\n'));
  return { ...opened, regions: selected.regions, buckets, dryRun, expectDigest };
}
