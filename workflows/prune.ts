import { CancelledFailure, CancellationScope, setCurrentDetails, upsertMemo } from '@temporalio/workflow';
import { pruneDigest } from '../src/reconcile/prune-list.js';
import { findRunUnderWay } from './activities.js';
import { HeldRegions } from './prune/held-regions.js';
import { openPrune, type OpenedPrune, regionInputs } from './prune/open-prune.js';
import { pruneDiffers, type PruneSummary, type RegionFound, runUnderWay } from './prune/prune-messages.js';
import { pruneDetails, pruneSummary } from './prune/prune-summary.js';

/**
 * Deletes the plan's own copies that it no longer needs. Without `expectDigest` it only lists them. With the `pruneDigest` of
 * such a list it deletes them, or nothing if they are no longer the same.
 *
 * All regions are held and listed before anything is deleted in one of them. A run of the plan that is under way makes it
 * fail.
 *
 * @param args one JSON object, see {@link parsePruneInput}; the UI passes none when its form is left empty.
 * @throws `InvalidPlan`, `RunUnderWay`, `PruneDiffers`, `PruneFailed`. Nothing was deleted, unless a `PruneFailed` says so.
 */
export async function prune(...args: unknown[]): Promise<PruneSummary> {
  const opened = await openPrune(args);
  upsertMemo({ planDigest: opened.digest });
  await refuseWhileRunning(opened);
  const inputs = await regionInputs(opened);

  const regions = new HeldRegions();
  const holding = new CancellationScope();
  try {
    return await holding.run(async () => {
      await regions.hold(inputs);
      const found = await regions.listed();
      const digest = await checkFound(opened, found);
      const results = await regions.decide(opened.dryRun ? 'keep' : 'delete');
      // The regions' results hold what was deleted before the cancellation.
      if (holding.consideredCancelled) throw new CancelledFailure('The prune was cancelled');
      const summary = pruneSummary(opened, found, results, digest);
      setCurrentDetails(pruneDetails(summary));
      return summary;
    });
  } finally {
    holding.cancel();
    await regions.release();
  }
}

/** The last check before anything is deleted. Returns the digest of what will be. */
async function checkFound(opened: OpenedPrune, found: readonly RegionFound[]): Promise<string> {
  const digest = pruneDigest(found);
  const { expectDigest } = opened;
  if (expectDigest !== undefined && expectDigest !== digest) {
    const count = found.reduce((sum, { candidates }) => sum + candidates, 0);
    throw pruneDiffers(expectDigest, digest, count);
  }
  // A run may have started meanwhile; it waits for the regions that are held here.
  await refuseWhileRunning(opened);
  return digest;
}

async function refuseWhileRunning({ plan }: OpenedPrune): Promise<void> {
  const workflowId = await findRunUnderWay.executeWithOptions({ summary: `runs of ${plan.name}` }, [plan.name]);
  if (workflowId !== null) throw runUnderWay(workflowId);
}
