import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { PruneRegionResult } from '../../workflows/prune/prune-region-input.js';
import type { PruneSummary } from '../../workflows/prune/prune-summary.js';
import type { PruneInput } from '../plan/run-input.js';
import { buildPruneReport, type PruneReport } from '../report/prune-report.js';
import { abortable } from './abortable.js';
import type { RunExecution } from './run-execution.js';
import { readRunMemo } from './run-memo.js';
import { RunRefused } from './run-refused.js';

const PRUNE_WORKFLOW = 'prune';

export interface PrunePlanOptions extends PruneInput {
  /** The plan's name, and its source region. */
  readonly name: string;
  readonly sourceRegion: string;
  readonly planDigest: string;
  readonly taskQueue: string;
  /** When it is aborted, the prune is asked to end: what is deleted by then stays deleted. */
  readonly signal?: AbortSignal | undefined;
}

/** How a prune ended. Only the first has nothing to explain. */
export type PruneEnd =
  | { readonly kind: 'ended'; readonly report: PruneReport }
  /** The worker found the plan or the input wrong. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** It failed, or was cancelled or terminated; the report has what was deleted until then, as far as it is known. */
  | { readonly kind: 'failed' | 'cancelled'; readonly reason: string; readonly report: PruneReport };

/**
 * Previews a prune, or, with `expectDigest`, deletes what a preview showed, and waits for its end.
 *
 * @throws RunRefused when a run or another prune of the plan is under way, or what would be deleted has changed: nothing
 * was deleted. The signal's reason, when it is aborted.
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

async function start(client: Client, options: PrunePlanOptions): Promise<RunExecution> {
  const { name, plan, vars, regions, buckets, expectDigest, planDigest, taskQueue } = options;
  const workflowId = `${PRUNE_WORKFLOW}-${name}`;
  const input: PruneInput = {
    plan,
    ...(vars === undefined ? {} : { vars }),
    ...(regions === undefined ? {} : { regions }),
    ...(buckets === undefined ? {} : { buckets }),
    ...(expectDigest === undefined ? { dryRun: true } : { expectDigest }),
  };
  try {
    const { firstExecutionRunId: runId } = await client.workflow.start(PRUNE_WORKFLOW, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: expectDigest === undefined ? `what ${name} no longer asks for` : `prune ${name}`,
      staticDetails: `Plan **${name}**, digest \`${planDigest}\`, started from the command line.`,
      memo: { planDigest },
    });
    return { workflowId, runId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new RunRefused(`${workflowId} is under way, so nothing was deleted: wait for its end, and prune again.`);
  }
}

async function failedEnd(
  client: Client,
  execution: RunExecution,
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

/** Joined from the regions' results, so that no payload ever holds all of it. */
async function reportOf(
  client: Client,
  execution: RunExecution,
  { name, planDigest, sourceRegion }: PrunePlanOptions,
  pruneDigest: string | null,
): Promise<PruneReport> {
  const { workflowId, runId } = execution;
  const { memo } = await client.workflow.getHandle(workflowId, runId).describe();
  const regions: PruneRegionResult[] = [];
  for (const region of readRunMemo(memo).regions.values()) {
    const result = await regionResult(client, region);
    if (result !== undefined) regions.push(result);
  }
  return buildPruneReport({ plan: name, planDigest, workflowId, runId, pruneDigest, sourceRegion, regions });
}

/** `undefined`: it ended before it had listed anything, or without telling. */
async function regionResult(
  client: Client,
  { workflowId, runId }: RunExecution,
): Promise<PruneRegionResult | undefined> {
  try {
    return await client.workflow.getHandle<() => Promise<PruneRegionResult>>(workflowId, runId).result();
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
