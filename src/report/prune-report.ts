import { pruneReasonText, type Prunable } from '../reconcile/prunable.js';

/** A prune as it is shown, written and read by programs. */
export interface PruneReport {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  readonly workflowId: string;
  readonly runId: string;
  /** `preview`: nothing was deleted. `deleted`: all of it, `partial`: some was kept, `incomplete`: it was ended or failed before. */
  readonly outcome: 'preview' | 'deleted' | 'partial' | 'incomplete';
  /** What a deletion must find unchanged; null when the prune is incomplete. */
  readonly pruneDigest: string | null;
  readonly counts: { readonly candidates: number; readonly deleted: number; readonly kept: number };
  readonly regions: readonly PruneReportRegion[];
  readonly copies: readonly PruneReportCopy[];
}

export interface PruneReportRegion {
  readonly region: string;
  readonly candidates: number;
  /** There are more than one prune takes: prune again. */
  readonly more: boolean;
  /** Data caches of anybody that were looked at. */
  readonly looked: number;
  /** How many more ListUsage counts in the region: in buckets that were not listed, or hidden. */
  readonly unseen: number;
}

export interface PruneReportCopy {
  readonly region: string;
  readonly dataCacheId: string;
  readonly source: string;
  readonly sourceRegion: string;
  readonly bucket: string;
  readonly path: string;
  readonly generation: number;
  /** As the service wrote it before the deletion. */
  readonly status: string;
  /** GiB. */
  readonly sizeGiB: number | null;
  /** Why the plan no longer asks for it. */
  readonly reason: string;
  readonly outcome: 'candidate' | 'deleted' | 'kept';
  /** Why it was not deleted. */
  readonly keptBecause: string | null;
}

/** What one region's workflow returned. */
export interface PrunedRegionResult {
  readonly region: string;
  readonly candidates: readonly Prunable[];
  readonly more: boolean;
  readonly looked: number;
  readonly unseen?: number;
  readonly deleting: boolean;
  readonly kept: readonly { readonly id: string; readonly reason: string }[];
}

export interface PruneReportInput
  extends Pick<PruneReport, 'plan' | 'planDigest' | 'workflowId' | 'runId' | 'pruneDigest'> {
  readonly sourceRegion: string;
  readonly regions: readonly PrunedRegionResult[];
}

/** The report of a prune, from its regions' results. */
export function buildPruneReport(input: PruneReportInput): PruneReport {
  const { plan, planDigest, workflowId, runId, pruneDigest, sourceRegion } = input;
  const copies = input.regions.flatMap((result) => copiesOf(result, sourceRegion));
  const count = (outcome: PruneReportCopy['outcome']) => copies.filter((copy) => copy.outcome === outcome).length;
  const counts = { candidates: copies.length, deleted: count('deleted'), kept: count('kept') };
  return {
    version: 1,
    plan,
    planDigest,
    workflowId,
    runId,
    outcome: outcomeOf(input, counts.kept),
    pruneDigest,
    counts,
    regions: input.regions.map(({ region, candidates, more, looked, unseen = 0 }) => ({
      region,
      candidates: candidates.length,
      more,
      looked,
      unseen,
    })),
    copies,
  };
}

function outcomeOf({ pruneDigest, regions }: PruneReportInput, kept: number): PruneReport['outcome'] {
  if (pruneDigest === null) return 'incomplete';
  if (!regions.some(({ deleting }) => deleting)) return 'preview';
  return kept > 0 ? 'partial' : 'deleted';
}

function copiesOf({ region, candidates, deleting, kept }: PrunedRegionResult, sourceRegion: string): PruneReportCopy[] {
  const reasons = new Map(kept.map(({ id, reason }) => [id, reason]));
  return candidates.map((candidate) => {
    const { id, source, bucket, path, generation, status, sizeGiB = null } = candidate;
    const keptBecause = reasons.get(id) ?? null;
    return {
      region,
      dataCacheId: id,
      source,
      sourceRegion,
      bucket,
      path,
      generation,
      status,
      sizeGiB,
      reason: pruneReasonText(candidate),
      outcome: !deleting ? 'candidate' : keptBecause === null ? 'deleted' : 'kept',
      keptBecause,
    };
  });
}
