import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  ParentClosePolicy,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { copiesText } from '../../src/copies/counts.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import { plannedRecords, stoppedRecords } from '../../src/copies/planned-records.js';
import { type RegionPreview, regionPreview } from '../../src/copies/region-preview.js';
import { packedCount } from '../../src/payload/packed-list.js';
import type { Stopped } from '../../src/copies/stop.js';
import { defined } from '../../src/defined.js';
import { previewDigest, verdictDigest } from '../../src/reconcile/preview-digest.js';
import type { WorkflowExecution } from '../../src/workflow-ids.js';
import type { RegionInput, RegionPreviewResult } from '../region/region-input.js';
import { replicateRegion } from '../replicate-region.js';
import { regionInput } from '../run/run-region.js';
import { summaryOfRun } from '../run/run-answers.js';
import type { Run } from '../run/run.js';

/** Follows the regions of a preview. */
export interface PreviewListener {
  started(region: string, workflow: WorkflowExecution): void;
  ended(preview: RegionPreview): void;
}

export interface PreviewRegionsOptions {
  /** Default: every target. */
  readonly regions?: readonly string[];
  /** Without one, only digests and counts are needed. */
  readonly listener?: PreviewListener;
}

/**
 * Surveys target regions, each in a workflow of its own, which may run beside a run of the same plan. A region that cannot
 * be surveyed resolves with the reason; so do all of them if the run was stopped before, because its sources could not be
 * described. Resolves in the plan's order.
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
      const preview = await surveyRegion(run, region, records, listener);
      listener?.ended(preview);
      return preview;
    }),
  );
}

/**
 * Surveys every region before any copy is requested, and compares the digest with the one of an earlier preview.
 *
 * @throws `DigestDiffers` with the summary of the run in its details: nothing was started, and every copy says so.
 */
export async function checkDigest(run: Run, expected: string, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  const count = state.targets.length;
  const what = `a survey of ${count === 1 ? '1 region' : `${count} regions`}, to compare it with the expected digest`;
  const regions = await run.waitFor(what, () => run.whileWaiting(() => previewRegions(run, records)));
  run.show();
  const found = previewDigest(state.digest, regions);
  // A run that was stopped meanwhile ends by itself, with its own reason.
  if (found === expected || state.stop !== undefined) {
    state.expectVerdicts(new Map(regions.map(({ region, verdictDigest: digest }) => [region, digest])));
    return;
  }
  const reason = `the plan or the existing copies have changed since the preview: expected digest ${expected}, found ${found}`;
  state.halt({ code: 'DigestDiffers', reason, immediately: true });
  state.loseUnstarted('failed', Date.now());
  state.end('failed');
  run.show();
  throw ApplicationFailure.create({
    type: 'DigestDiffers',
    message: `Nothing was started: ${reason}. Preview the plan again, and run it with the new digest.`,
    details: [summaryOfRun(state)],
    nonRetryable: true,
  });
}

async function surveyRegion(
  run: Run,
  region: string,
  records: readonly CopyRecord[],
  listener: PreviewListener | undefined,
): Promise<RegionPreview> {
  const { stop } = run.state;
  if (stop !== undefined) return notSurveyed(run, region, records, { code: stop.code, reason: stop.reason });
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
      return notSurveyed(run, region, records, { code: 'RegionFailed', reason });
    }
  }
}

async function attempt(
  run: Run,
  region: string,
  records: readonly CopyRecord[],
  listener: PreviewListener | undefined,
): Promise<RegionPreview> {
  const handle = await run.inTurn(() => startSurvey(run, previewInput(run, region, records, listener === undefined)));
  listener?.started(region, { workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
  const result = (await handle.result()) as RegionPreviewResult;
  const { usage, verdictDigest: digest, verdicts, stop } = result;
  const preview = regionPreview(unpackRecords(result.records), {
    region,
    usage,
    verdictDigest: digest,
    ...defined({ stop }),
  });
  return { ...preview, verdicts };
}

function startSurvey({ state }: Run, input: RegionInput) {
  const { plan } = state;
  return startChild(replicateRegion, {
    // A reset keeps the first run's id, so the replayed commands stay the same.
    workflowId: `preview-${plan.name}/${input.region}/${workflowInfo().firstExecutionRunId}`,
    args: [input],
    staticSummary: `preview ${plan.name}: ${copiesText(packedCount(input.records))} to ${input.region}`,
    // A preview has nothing to lose.
    parentClosePolicy: ParentClosePolicy.TERMINATE,
  });
}

/** Without a window, a worker of an older version that does not know dry runs could not buy anything either. */
function previewInput(run: Run, region: string, records: readonly CopyRecord[], digestOnly: boolean): RegionInput {
  return regionInput(run, region, records, { maxInFlight: 0, dryRun: true, ...(digestOnly ? { digestOnly } : {}) });
}

/** A region that has no result: every copy ends with the reason. */
function notSurveyed(run: Run, region: string, records: readonly CopyRecord[], stop: Stopped): RegionPreview {
  const known = records.length > 0 ? records : plannedRecords(run.state.plan);
  const lost = stoppedRecords(known, stop, 'failed');
  return regionPreview(lost, { region, usage: {}, verdictDigest: verdictDigest(region, lost), stop });
}

/** Whether the run itself was cancelled or stopped, rather than just this region's workflow. */
function wasStopped(error: unknown): boolean {
  return isCancellation(error) && CancellationScope.current().consideredCancelled;
}
