import { CancellationScope } from '@temporalio/workflow';
import type { KeptCopy } from '../../activities/delete-prunable-copies.js';
import type { Prunable } from '../../src/reconcile/prunable.js';
import { deletePrunableCopies } from '../activities.js';
import { wasCancelled } from '../was-cancelled.js';
import type { PruneRegionInput } from './prune-region-input.js';

/** Copies an activity deletes: a cancellation is heard of between two, at the latest. */
const BATCH = 20;

/** Deletes a region's candidates, batch by batch, and says which it kept and why. A cancellation keeps the rest. */
export async function deleteCandidates(input: PruneRegionInput, candidates: readonly Prunable[]): Promise<KeptCopy[]> {
  const outer = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const batches = new CancellationScope();
    let cancelled = false;
    outer.cancelRequested.catch(() => {
      cancelled = true;
      batches.cancel();
    });
    const kept: KeptCopy[] = [];
    for (let from = 0; from < candidates.length; from += BATCH) {
      const batch = candidates.slice(from, from + BATCH);
      kept.push(...(cancelled ? all(batch, 'the prune was cancelled') : await deleteBatch(batches, input, batch)));
    }
    return kept;
  });
}

async function deleteBatch(
  batches: CancellationScope,
  { region, plan, sourceRegion }: PruneRegionInput,
  batch: readonly Prunable[],
): Promise<readonly KeptCopy[]> {
  const copies = batch.map(({ id, source, generation }) => ({ id, source, generation }));
  const summary = `${copies.length} copies in ${region}`;
  try {
    const result = await batches.run(() =>
      deletePrunableCopies.executeWithOptions({ summary }, [{ region, plan, sourceRegion, copies }]),
    );
    return result.kept;
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    return all(batch, 'the prune was cancelled while this was being deleted: it may be gone');
  }
}

function all(copies: readonly Prunable[], reason: string): KeptCopy[] {
  return copies.map(({ id }) => ({ id, reason }));
}
