import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { KeptCopy } from '../activities/delete-prunable-copies.js';
import type { ListPrunableResult } from '../activities/list-prunable-copies.js';
import { copiesText } from '../src/copies/counts.js';
import { defined } from '../src/defined.js';
import { cutReason, fitReasons } from '../src/payload/fit-reasons.js';
import { DELETION_PATIENCE_MS } from '../src/copies/deletion.js';
import type { Prunable } from '../src/reconcile/prunable.js';
import { digestOfIds } from '../src/reconcile/prune-list.js';
import { deletePrunableCopies, listPrunableCopies, wasCancelled } from './activities.js';
import { checkInput, onSignal } from './checked-messages.js';
import {
  decideSignal,
  foundSignal,
  pruneFailed,
  type PruneRegionInput,
  pruneRegionInputSchema,
  type PruneRegionResult,
  type RegionFound,
} from './prune/prune-messages.js';

/** Number of copies per activity: a cancellation takes effect after the current batch, at the latest. */
const BATCH = 20;

/**
 * Prunes one region for its prune. Its id is that of the region's workflow in a run, `replicate-<plan>/<region>`, so Temporal
 * itself never runs both at once. It lists the region, reports to its prune, and holds the region until the prune has decided
 * for all regions together. If it is cancelled while it deletes, it still returns what it deleted.
 *
 * @throws `InvalidInput` if it is not started by a prune.
 */
export async function pruneRegion(...args: [PruneRegionInput]): Promise<PruneRegionResult> {
  checkInput(pruneRegionInputSchema, args, 'prune');
  const [input] = args;
  const { region } = input;
  let decision: 'delete' | 'keep' | undefined;
  onSignal(
    decideSignal,
    (decided) => {
      decision ??= decided;
    },
    'Sent by the prune: delete, or keep',
  );
  const { tell, ...task } = input;
  const listing = await listPrunableCopies.executeWithOptions(
    { summary: `copies in ${region} that the plan no longer needs` },
    [task],
  );
  await reportToPrune(foundIn(region, listing, tell));
  await condition(() => decision !== undefined);

  const found = listing.kind === 'listed' ? listing : NOTHING;
  const { candidates, more, looked, unseen, misplaced } = found;
  const deleting = decision === 'delete' && candidates.length > 0;
  const kept = deleting ? await deleteCandidates(input, candidates) : [];
  return fitReasons((reasonLength) => ({
    region,
    candidates,
    more,
    looked,
    ...defined({ unseen, misplaced }),
    deleting,
    kept: kept.map(({ id, reason }) => ({ id, reason: cutReason(reason, reasonLength) })),
  }));
}

type Listed = Extract<ListPrunableResult, { kind: 'listed' }>;

const NOTHING: Listed = { kind: 'listed', candidates: [], more: false, looked: 0 };

function foundIn(region: string, listing: ListPrunableResult, tell: number): RegionFound {
  const { candidates, more, looked, unseen } = listing.kind === 'listed' ? listing : NOTHING;
  return {
    region,
    shown: candidates.slice(0, tell),
    candidates: candidates.length,
    digest: digestOfIds(candidates.map(({ id }) => id)),
    more,
    looked,
    ...defined({ unseen }),
    ...(listing.kind === 'refused' ? { refused: { code: listing.code, reason: listing.reason } } : {}),
  };
}

/** A prune that has ended cannot decide any more. */
async function reportToPrune(found: RegionFound): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) throw pruneFailed('There is no prune to report to.');
  try {
    await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(foundSignal, found);
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw pruneFailed(`The region could not report to ${parent.workflowId}: ${String(error)}`);
  }
}

/** Deletes the candidates batch by batch, and returns those that it kept and why. A cancellation keeps the rest. */
async function deleteCandidates(input: PruneRegionInput, candidates: readonly Prunable[]): Promise<KeptCopy[]> {
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
    let givenUp: string | undefined;
    for (let from = 0; from < candidates.length; from += BATCH) {
      const batch = candidates.slice(from, from + BATCH);
      if (cancelled) givenUp = 'the prune was cancelled';
      const left =
        givenUp === undefined ? await deleteBatch(batches, { ...input, patientUntil }, batch) : keepAll(batch, givenUp);
      kept.push(...left);
      // If the service has not deleted a single copy of a whole batch after all that time, the rest is not tried.
      if (Date.now() >= patientUntil && left.length === batch.length) givenUp ??= left.at(-1)?.reason;
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
  const summary = `${copiesText(copies.length)} in ${region}`;
  try {
    const result = await batches.run(() =>
      deletePrunableCopies.executeWithOptions({ summary }, [{ region, plan, sourceRegion, patientUntil, copies }]),
    );
    return result.kept;
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    return keepAll(batch, 'the prune was cancelled while this copy was being deleted, so it may be gone');
  }
}

function keepAll(copies: readonly Prunable[], reason: string): KeptCopy[] {
  return copies.map(({ id }) => ({ id, reason }));
}
