import type { PreviewSummary } from '../../workflows/messages.js';
import { randomUUID } from 'node:crypto';
import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import type { CopyRecord } from '../copies/copy-record.js';
import { plannedRecords, stoppedRecords } from '../copies/planned-records.js';
import type { RegionPreview } from '../copies/region-preview.js';
import { defined } from '../defined.js';
import type { RunInput } from '../plan/run-input.js';
import type { Plan } from '../plan/plan-schema.js';
import { buildPreview, type Preview } from '../report/preview.js';
import type { RegionRecords } from '../report/report.js';
import { RUN_WORKFLOW, type WorkflowExecution } from '../workflow-ids.js';
import { describeRun } from '../executions/describe-run.js';
import { inGroups } from './in-groups.js';
import { PreviewFailed } from './errors.js';
import { recordedSources } from './recorded-plan.js';
import { regionRecords } from './region-records.js';
import { readRunMemo, type RunMemo } from './run-memo.js';

export interface StartPreviewOptions {
  /** The plan's name. */
  readonly name: string;
  /** Digest of the plan after variables and selection of regions. */
  readonly planDigest: string;
  /** The plan as written. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  readonly taskQueue: string;
}

/** Starts a dry run. Its workflow id, `preview-<name>-<random>`, is its own: any number may run beside a run of the plan. */
export async function startPreview(client: Client, options: StartPreviewOptions): Promise<WorkflowExecution> {
  const { name, planDigest, document, vars, regions, taskQueue } = options;
  const workflowId = `preview-${name}-${randomUUID().slice(0, 8)}`;
  const input: RunInput = { plan: document, ...defined({ vars, regions }), dryRun: true };
  const handle = await client.workflow.start(RUN_WORKFLOW, {
    workflowId,
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `preview ${name}`,
    staticDetails: `Plan **${name}**, digest \`${planDigest}\`, previewed from the command line: nothing is copied.`,
    memo: { planDigest, preview: true },
  });
  return { workflowId, runId: handle.firstExecutionRunId };
}

/**
 * Waits for the end of a preview and joins the results of its regions; no payload ever holds the whole plan.
 *
 * @param plan the plan that is previewed, after variables and selection of regions.
 * @throws PreviewFailed
 */
export async function fetchPreview(client: Client, execution: WorkflowExecution, plan: Plan): Promise<Preview> {
  const summary = await resultOf(client, execution);
  const memo = readRunMemo((await describeRun(client, execution))?.memo);
  const planned = plannedRecords(plan, await recordedSources(client, execution, plan));
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

async function resultOf(client: Client, { workflowId, runId }: WorkflowExecution): Promise<PreviewSummary> {
  const handle = client.workflow.getHandle<() => Promise<PreviewSummary>>(workflowId, runId, { followRuns: false });
  try {
    return await handle.result();
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw previewFailed(error.cause);
    throw error;
  }
}

function previewFailed(cause: Error | undefined): PreviewFailed {
  if (cause instanceof CancelledFailure) return new PreviewFailed('cancelled', 'The preview was cancelled.', { cause });
  if (cause instanceof TerminatedFailure)
    return new PreviewFailed('cancelled', `The preview was terminated: ${cause.message}.`, { cause });
  if (cause instanceof ApplicationFailure && cause.type === 'InvalidPlan')
    return new PreviewFailed('usage', `The plan is not valid:\n${cause.message}`, { cause });
  return new PreviewFailed('failed', cause?.message ?? 'The preview failed.', { cause });
}

/** For a region without a result: the copies of the plan, and why the region was not surveyed. */
async function recordsOf(
  client: Client,
  planned: readonly CopyRecord[],
  memo: RunMemo,
  { region, stop }: RegionPreview,
): Promise<RegionRecords> {
  const workflow = memo.regions.get(region);
  const recorded = workflow === undefined ? undefined : await regionRecords(client, workflow);
  if (recorded !== undefined) return { region, records: recorded.records };
  return { region, records: stop === undefined ? planned : stoppedRecords(planned, stop, 'failed') };
}
