import { CancellationScope, isCancellation, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import { packedCount } from '../../src/payload/packed-list.js';
import { plannedRecords, stoppedRecords } from '../../src/copies/planned-records.js';
import { type RegionPreview, regionPreview } from '../../src/copies/region-preview.js';
import { verdictDigest } from '../../src/reconcile/preview-digest.js';
import type { RegionInput, RegionPreviewResult } from '../region/region-input.js';
import { replicateRegion } from '../replicate-region.js';
import { regionInput } from '../run/run-region.js';
import type { Run } from '../run/run.js';
import type { Stopped } from '../../src/copies/stop.js';

/** Who hears how the regions of a preview come along. */
export interface PreviewListener {
  started(region: string, workflow: { readonly workflowId: string; readonly runId: string }): void;
  ended(preview: RegionPreview): void;
}

export interface PreviewRegionsOptions {
  /** Default: every target. */
  readonly regions?: readonly string[];
  /** Without one the digests and counts alone are wanted. */
  readonly listener?: PreviewListener;
}

/**
 * Surveys target regions by a workflow of its own, which may stand beside a run of the same plan. A region that
 * cannot be looked at is told as such; a run that was stopped before, because its sources could not be described, looks
 * at none. Resolves in the plan's order.
 *
 * @throws CancelledFailure
 */
export function previewRegions(
  run: Run,
  records: readonly CopyRecord[],
  { regions = run.state.targets, listener }: PreviewRegionsOptions = {},
): Promise<RegionPreview[]> {
  return Promise.all(
    regions.map(async (region) => {
      const preview = await previewRegion(run, region, records, listener);
      listener?.ended(preview);
      return preview;
    }),
  );
}

async function previewRegion(
  run: Run,
  region: string,
  records: readonly CopyRecord[],
  listener: PreviewListener | undefined,
): Promise<RegionPreview> {
  const { stop } = run.state;
  if (stop !== undefined) return unseen(run, region, records, { code: stop.code, reason: stop.reason });
  try {
    return await attempt(run, region, records, listener);
  } catch (first) {
    if (wasStopped(first)) throw first;
    try {
      return await attempt(run, region, records, listener);
    } catch (second) {
      if (wasStopped(second)) throw second;
      const cause = second instanceof Error && second.cause instanceof Error ? second.cause : second;
      const reason = `its workflow ended twice without a result: ${String(cause)}`;
      return unseen(run, region, records, { code: 'RegionFailed', reason });
    }
  }
}

async function attempt(
  run: Run,
  region: string,
  records: readonly CopyRecord[],
  listener: PreviewListener | undefined,
): Promise<RegionPreview> {
  const handle = await run.inTurn(() => startPreview(run, previewInput(run, region, records, listener === undefined)));
  listener?.started(region, { workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
  const result = (await handle.result()) as RegionPreviewResult;
  const { usage, verdictDigest: digest, verdicts, stop } = result;
  const preview = regionPreview(unpackRecords(result.records), {
    region,
    usage,
    verdictDigest: digest,
    ...(stop === undefined ? {} : { stop }),
  });
  return { ...preview, verdicts };
}

function startPreview({ state }: Run, input: RegionInput) {
  const { plan } = state;
  return startChild(replicateRegion, {
    // A reset keeps the first run's id, and so the commands that are replayed.
    workflowId: `preview-${plan.name}/${input.region}/${workflowInfo().firstExecutionRunId}`,
    args: [input],
    staticSummary: `preview ${plan.name}: ${packedCount(input.records)} copies to ${input.region}`,
    // It holds nothing that could be lost.
    parentClosePolicy: ParentClosePolicy.TERMINATE,
  });
}

/** No window either: a worker of a version that knows no dry runs could still buy nothing. */
function previewInput(run: Run, region: string, records: readonly CopyRecord[], digestOnly: boolean): RegionInput {
  return regionInput(run, region, records, { maxInFlight: 0, dryRun: true, ...(digestOnly ? { digestOnly } : {}) });
}

/** A region that will show no copies of its own. */
function unseen(run: Run, region: string, records: readonly CopyRecord[], stop: Stopped): RegionPreview {
  const known = records.length > 0 ? records : plannedRecords(run.state.plan);
  const lost = stoppedRecords(known, stop, 'failed');
  return regionPreview(lost, { region, usage: {}, verdictDigest: verdictDigest(region, lost), stop });
}

/** Whether the run itself was cancelled or stopped, and not only this region's workflow. */
function wasStopped(error: unknown): boolean {
  return isCancellation(error) && CancellationScope.current().consideredCancelled;
}
