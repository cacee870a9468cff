import { z } from 'zod';
import { type MisplacedCopy, type Prunable, pruneReasonText } from '../reconcile/prunable.js';

const count = z.int().min(0);

const copySchema = z.strictObject({
  region: z.string(),
  dataCacheId: z.string(),
  source: z.string().describe("The source cache's id, read from the tags of the copy."),
  sourceRegion: z.string(),
  bucket: z.string(),
  path: z.string(),
  generation: count,
  status: z.string().describe('As the service wrote it before the deletion.'),
  sizeGiB: z.number().nullable().describe('GiB. Null: not known.'),
  reason: z.string().describe('Why the plan no longer asks for it.'),
  outcome: z.enum(['candidate', 'deleted', 'kept']),
  keptBecause: z.string().nullable().describe('Why it was not deleted.'),
});

const regionSchema = z.strictObject({
  region: z.string(),
  candidates: count,
  more: z.boolean().describe('Whether there are more candidates than one prune deletes: prune again.'),
  looked: count.describe('The number of data caches that were examined, whoever owns them.'),
  unseen: count.describe('The number of data caches that ListUsage counts in addition.'),
  misplaced: z
    .array(z.strictObject({ dataCacheId: z.string(), source: z.string(), bucket: z.string(), path: z.string() }))
    .describe(
      'Copies of sources that the plan asks for in this region, at another place than the plan names. They are kept. The first 20 by id.',
    ),
});

/** The report of a prune as JSON. Every key is always present; unknown values are null. */
export const pruneReportSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  planDigest: z.string(),
  workflowId: z.string(),
  runId: z.string(),
  outcome: z.enum(['preview', 'deleted', 'partial', 'incomplete']),
  pruneDigest: z
    .string()
    .nullable()
    .describe('The digest that a deletion must find unchanged. Null: the prune was cancelled or failed.'),
  counts: z.strictObject({ candidates: count, deleted: count, kept: count }),
  regions: z.array(regionSchema),
  copies: z.array(copySchema),
});

export type PruneReport = z.output<typeof pruneReportSchema>;
export type PruneReportCopy = PruneReport['copies'][number];

/** The result of the workflow of one region. */
export interface PrunedRegionResult {
  readonly region: string;
  readonly candidates: readonly Prunable[];
  readonly more: boolean;
  readonly looked: number;
  readonly unseen?: number;
  readonly misplaced?: readonly MisplacedCopy[];
  readonly deleting: boolean;
  readonly kept: readonly { readonly id: string; readonly reason: string }[];
}

export interface PruneReportInput
  extends Pick<PruneReport, 'plan' | 'planDigest' | 'workflowId' | 'runId' | 'pruneDigest'> {
  readonly sourceRegion: string;
  readonly regions: readonly PrunedRegionResult[];
}

/** Builds the report of a prune from the results of its regions. */
export function buildPruneReport(input: PruneReportInput): PruneReport {
  const { plan, planDigest, workflowId, runId, pruneDigest, sourceRegion } = input;
  const copies = input.regions.flatMap((result) => copiesOf(result, sourceRegion));
  const countOf = (outcome: PruneReportCopy['outcome']) => copies.filter((copy) => copy.outcome === outcome).length;
  const counts = { candidates: copies.length, deleted: countOf('deleted'), kept: countOf('kept') };
  return {
    version: 1,
    plan,
    planDigest,
    workflowId,
    runId,
    outcome: outcomeOf(input, counts.kept),
    pruneDigest,
    counts,
    regions: input.regions.map(({ region, candidates, more, looked, unseen = 0, misplaced = [] }) => ({
      region,
      candidates: candidates.length,
      more,
      looked,
      unseen,
      misplaced: misplaced.map(({ id, ...place }) => ({ dataCacheId: id, ...place })),
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
