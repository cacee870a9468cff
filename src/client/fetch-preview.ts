import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import type { PreviewSummary } from '../../workflows/preview/preview-summary.js';
import type { CopyRecord } from '../copies/copy-record.js';
import { plannedRecords, stoppedRecords } from '../copies/planned-records.js';
import type { RegionPreview } from '../copies/region-preview.js';
import type { Plan } from '../plan/plan-schema.js';
import { buildPreview, type Preview } from '../report/preview.js';
import type { RegionRecords } from '../report/report.js';
import { describeRun } from './describe-run.js';
import { inGroups } from './in-groups.js';
import { regionRecords } from './region-records.js';
import type { RunExecution } from './run-execution.js';
import { readRunMemo, type RunMemo } from './run-memo.js';
import { runSources } from './run-sources.js';

/** A preview that ended without one; the message is a sentence. */
export class PreviewFailed extends Error {
  override readonly name = 'PreviewFailed';

  constructor(
    readonly how: 'invalidPlan' | 'cancelled' | 'failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Waits for a preview's end and joins its regions' results, so that no payload ever holds the whole plan.
 *
 * @param plan what it previews, after variables and selection.
 * @throws PreviewFailed
 */
export async function fetchPreview(client: Client, execution: RunExecution, plan: Plan): Promise<Preview> {
  const summary = await resultOf(client, execution);
  const memo = readRunMemo((await describeRun(client, execution))?.memo);
  const planned = plannedRecords(plan, await runSources(client, execution, plan));
  const records = await inGroups(summary.regions, (region) => recordsOf(client, planned, memo, region));
  const { planDigest, previewDigest, selected = [], regions } = summary;
  const { source, name } = plan;
  return buildPreview({
    plan: name,
    planDigest,
    previewDigest,
    selected,
    ...execution,
    sourceRegion: source.region,
    regions,
    records,
  });
}

async function resultOf(client: Client, { workflowId, runId }: RunExecution): Promise<PreviewSummary> {
  const handle = client.workflow.getHandle<() => Promise<PreviewSummary>>(workflowId, runId, { followRuns: false });
  try {
    return await handle.result();
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw whyFailed(error);
    throw error;
  }
}

function whyFailed(error: WorkflowFailedError): PreviewFailed {
  const { cause } = error;
  if (cause instanceof CancelledFailure) return new PreviewFailed('cancelled', 'The preview was cancelled.', { cause });
  if (cause instanceof TerminatedFailure)
    return new PreviewFailed('cancelled', `The preview was terminated: ${cause.message}.`, { cause });
  if (cause instanceof ApplicationFailure && cause.type === 'InvalidPlan')
    return new PreviewFailed('invalidPlan', `The plan is not valid:\n${cause.message}`, { cause });
  return new PreviewFailed('failed', cause?.message ?? 'The preview failed.', { cause });
}

/** A region without a result is told by the plan, and by why it was not looked at. */
async function recordsOf(
  client: Client,
  planned: readonly CopyRecord[],
  memo: RunMemo,
  { region, stop }: RegionPreview,
): Promise<RegionRecords> {
  const workflow = memo.regions.get(region);
  const told = workflow === undefined ? undefined : (await regionRecords(client, workflow))?.records;
  if (told !== undefined || stop === undefined) return { region, records: told ?? planned };
  return { region, records: stoppedRecords(planned, stop, 'failed') };
}
