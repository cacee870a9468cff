import { CancellationScope, CancelledFailure, setCurrentDetails, upsertMemo } from '@temporalio/workflow';
import { pruneDigest } from '../src/reconcile/prune-list.js';
import { findRunUnderWay } from './activities.js';
import { askedCopies } from './prune/asked-copies.js';
import { HeldRegions } from './prune/held-regions.js';
import { type OpenedPrune, openPrune } from './prune/open-prune.js';
import { pruneDiffers, runUnderWay } from './prune/prune-failures.js';
import type { RegionFound } from './prune/prune-messages.js';
import type { PruneSummary } from './prune/prune-summary.js';
import { pruneDetails } from './prune/prune-text.js';
import { regionInputs } from './prune/region-inputs.js';
import { summarise } from './prune/summarise.js';

/**
 * Deletes the copies that are ours to delete and that the plan no longer asks for. Without `expectDigest` it only shows
 * them; with the `pruneDigest` that it showed it deletes them, or nothing when they would now be others.
 *
 * All regions are held and listed before anything is deleted in one. It is refused while a run of the plan is under way.
 *
 * @param args one JSON object, see {@link parsePruneInput}; the UI passes none when its form is left empty.
 * @throws `InvalidPlan`, `RunUnderWay`, `PruneDiffers`, `PruneFailed`: nothing was deleted, but after a `PruneFailed` that
 * says otherwise.
 */
export async function prune(...args: unknown[]): Promise<PruneSummary> {
  const opened = await openPrune(args);
  upsertMemo({ planDigest: opened.digest });
  await refuseWhileRunning(opened);
  const inputs = regionInputs(opened, await askedCopies(opened.plan));

  const regions = new HeldRegions();
  const holding = new CancellationScope();
  try {
    return await holding.run(async () => {
      await regions.hold(inputs);
      const found = await regions.listed();
      const digest = await checkFound(opened, found);
      const results = await regions.decide(opened.dryRun ? 'keep' : 'delete');
      // What was deleted until then is in the regions' results.
      if (holding.consideredCancelled) throw new CancelledFailure('The prune was cancelled');
      const summary = summarise(opened, found, results, digest);
      setCurrentDetails(pruneDetails(summary));
      return summary;
    });
  } finally {
    holding.cancel();
    await regions.release();
  }
}

/** The last look before anything is deleted. Returns the digest of what will be. */
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
