import { defined } from '../defined.js';
import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { PruneRegionResult, PruneSummary } from '../../workflows/prune/prune-messages.js';
import type { PruneInput } from '../plan/run-input.js';
import { buildPruneReport, type PruneReport } from '../report/prune-report.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { abortable } from './abortable.js';
import { describeRun } from '../executions/describe-run.js';
import { RunRefused } from './errors.js';
import { readRunMemo } from './run-memo.js';

const PRUNE_WORKFLOW = 'prune';

export interface PrunePlanOptions extends PruneInput {
  /** The plan's name, and its source region. */
  readonly name: string;
  readonly sourceRegion: string;
  readonly planDigest: string;
  readonly taskQueue: string;
  /** When aborted, the prune is cancelled. Copies deleted until then stay deleted. */
  readonly signal?: AbortSignal | undefined;
}

/** How a prune ended. */
export type PruneEnd =
  | { readonly kind: 'ended'; readonly report: PruneReport }
  /** The worker rejected the plan or the input. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** It failed, or was cancelled or terminated. The report lists what is known to have been deleted until then. */
  | { readonly kind: 'failed' | 'cancelled'; readonly reason: string; readonly report: PruneReport };

/**
 * Previews a prune or, with `expectDigest`, deletes what a preview showed. Waits for the end.
 *
 * @throws RunRefused, and nothing was deleted: a run or another prune of the plan is under way, or what would be deleted
 * has changed. The signal's reason if it is aborted.
 */
export async function prunePlan(client: Client, options: PrunePlanOptions): Promise<PruneEnd> {
  const execution = await start(client, options);
  const handle = client.workflow.getHandle<() => Promise<PruneSummary>>(execution.workflowId, execution.runId);
  try {
    const summary = await abortable(handle.result(), options.signal);
    return { kind: 'ended', report: await reportOf(client, execution, options, summary.pruneDigest) };
  } catch (error) {
    if (options.signal?.aborted === true) await handle.cancel();
    if (!(error instanceof WorkflowFailedError)) throw error;
    return failedEnd(client, execution, options, error.cause);
  }
}

async function start(client: Client, options: PrunePlanOptions): Promise<WorkflowExecution> {
  const { name, plan, vars, regions, buckets, expectDigest, planDigest, taskQueue } = options;
  const workflowId = `${PRUNE_WORKFLOW}-${name}`;
  const input: PruneInput = {
    plan,
    ...defined({ vars, regions, buckets }),
    ...(expectDigest === undefined ? { dryRun: true } : { expectDigest }),
  };
  try {
    const { firstExecutionRunId: runId } = await client.workflow.start(PRUNE_WORKFLOW, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: expectDigest === undefined ? `preview of pruning ${name}` : `prune ${name}`,
      staticDetails: `Plan **${name}**, digest \`${planDigest}\`, started from the command line.`,
      memo: { planDigest },
    });
    return { workflowId, runId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new RunRefused(`${workflowId} is under way, so nothing was deleted: wait until it ends, then prune again.`);
  }
}

async function failedEnd(
  client: Client,
  execution: WorkflowExecution,
  options: PrunePlanOptions,
  cause: Error | undefined,
): Promise<PruneEnd> {
  if (cause instanceof ApplicationFailure) {
    const { type, message: reason } = cause;
    if (type === 'InvalidPlan') return { kind: 'invalid', reason };
    if (type === 'RunUnderWay' || type === 'PruneDiffers') throw new RunRefused(reason);
  }
  const report = await reportOf(client, execution, options, null);
  if (cause instanceof CancelledFailure) return { kind: 'cancelled', reason: 'The prune was cancelled.', report };
  if (cause instanceof TerminatedFailure) {
    return { kind: 'cancelled', reason: `The prune was terminated: ${cause.message}.`, report };
  }
  return { kind: 'failed', reason: cause?.message ?? 'The prune failed.', report };
}

/** Joins the results of the regions; no payload ever holds the whole report. */
async function reportOf(
  client: Client,
  execution: WorkflowExecution,
  { name, planDigest, sourceRegion }: PrunePlanOptions,
  pruneDigest: string | null,
): Promise<PruneReport> {
  const { workflowId, runId } = execution;
  const memo = readRunMemo((await describeRun(client, execution))?.memo);
  const regions: PruneRegionResult[] = [];
  for (const region of memo.regions.values()) {
    const result = await regionResult(client, region);
    if (result !== undefined) regions.push(result);
  }
  return buildPruneReport({ plan: name, planDigest, workflowId, runId, pruneDigest, sourceRegion, regions });
}

/** `undefined` if the region ended without a result. */
async function regionResult(
  client: Client,
  { workflowId, runId }: WorkflowExecution,
): Promise<PruneRegionResult | undefined> {
  try {
    return await client.workflow.getHandle<() => Promise<PruneRegionResult>>(workflowId, runId).result();
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
