import { condition, getExternalWorkflowHandle, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ListPrunableResult } from '../activities/list-prunable-copies.js';
import { cutReason, fitReasons } from '../src/payload/fit-reasons.js';
import { digestOfIds } from '../src/reconcile/prune-list.js';
import { listPrunableCopies } from './activities.js';
import { deleteCandidates } from './prune/delete-candidates.js';
import { pruneFailed } from './prune/prune-failures.js';
import { decideSignal, foundSignal, type RegionFound } from './prune/prune-messages.js';
import type { PruneRegionInput, PruneRegionResult } from './prune/prune-region-input.js';

/**
 * Prunes one region for its prune. Its id is that of the region's own workflow in a run, `replicate-<plan>/<region>`, so
 * that Temporal itself never has both at once. It lists, tells its prune, and holds the region until that has decided for
 * all regions together. Cancelled while it deletes, it still returns what it deleted.
 */
export async function pruneRegion(input: PruneRegionInput): Promise<PruneRegionResult> {
  const { region } = input;
  let decision: 'delete' | 'keep' | undefined;
  setHandler(
    decideSignal,
    (decided) => {
      decision ??= decided;
    },
    { description: 'Sent by the prune: delete, or keep' },
  );
  const { tell, ...task } = input;
  const listing = await listPrunableCopies.executeWithOptions({ summary: `what is no longer asked for in ${region}` }, [
    task,
  ]);
  await tellPrune(foundIn(region, listing, tell));
  await condition(() => decision !== undefined);

  const found = listing.kind === 'listed' ? listing : NOTHING;
  const { candidates, more, looked, unseen } = found;
  const deleting = decision === 'delete' && candidates.length > 0;
  const kept = deleting ? await deleteCandidates(input, candidates) : [];
  return fitReasons((reasonLength) => ({
    region,
    candidates,
    more,
    looked,
    ...(unseen === undefined ? {} : { unseen }),
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
    ...(unseen === undefined ? {} : { unseen }),
    ...(listing.kind === 'refused' ? { refused: { code: listing.code, reason: listing.reason } } : {}),
  };
}

/** One that has ended decides nothing any more. */
async function tellPrune(found: RegionFound): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) throw pruneFailed('A region is pruned by its prune alone: start the workflow `prune`.');
  try {
    await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(foundSignal, found);
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw pruneFailed(`${parent.workflowId} was not told what was found: ${String(error)}`);
  }
}
