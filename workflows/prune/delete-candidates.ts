import { CancellationScope } from '@temporalio/workflow';
import type { KeptCopy } from '../../activities/delete-prunable-copies.js';
import type { Prunable } from '../../src/reconcile/prunable.js';
import { DELETION_PATIENCE_MS } from '../../src/copies/deletion.js';
import { deletePrunableCopies, wasCancelled } from '../activities.js';
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
    const patientUntil = Date.now() + DELETION_PATIENCE_MS;
    const kept: KeptCopy[] = [];
    let given: string | undefined;
    for (let from = 0; from < candidates.length; from += BATCH) {
      const batch = candidates.slice(from, from + BATCH);
      if (cancelled) given = 'the prune was cancelled';
      const left =
        given === undefined ? await deleteBatch(batches, { ...input, patientUntil }, batch) : all(batch, given);
      kept.push(...left);
      // A service that has not deleted one in a whole batch, after all that time, is not asked for the rest.
      if (Date.now() >= patientUntil && left.length === batch.length) given ??= left.at(-1)?.reason;
    }
    return kept;
  });
}

async function deleteBatch(
  batches: CancellationScope,
  { region, plan, sourceRegion, patientUntil }: PruneRegionInput & { readonly patientUntil: number },
  batch: readonly Prunable[],
): Promise<readonly KeptCopy[]> {
  const copies = batch.map(({ id, source, generation }) => ({ id, source, generation }));
  const summary = `${copies.length} copies in ${region}`;
  try {
    const result = await batches.run(() =>
      deletePrunableCopies.executeWithOptions({ summary }, [{ region, plan, sourceRegion, patientUntil, copies }]),
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
