import type { Client } from '@temporalio/client';
import { z } from 'zod';
import type { DescribeSourcesResult } from '../../activities/describe-sources.js';
import { type FoundSources, selectionCount } from '../plan/expand-copies.js';
import { unpackList } from '../payload/packed-list.js';
import type { WrittenPlan } from '../plan/plan-changes.js';
import { readRecordedPlan, type RecordedPlan } from '../plan/recorded-plan.js';
import type { CopiedSources } from '../plan/plan-schema.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { activityResult, runArgument } from './first-events.js';

/** The activity with which a run reads a plan file on its worker. */
const READ_PLAN_FILE = 'readPlanFile';
/** The activity with which a run looks up its sources. */
const DESCRIBE_SOURCES = 'describeSources';

/** A run's input as far as a report needs it. The run has accepted it, so it is not validated again. */
const recordedInput = z.object({
  plan: z.unknown(),
  vars: z.record(z.string(), z.string()).optional().catch(undefined),
  regions: z.array(z.string()).optional().catch(undefined),
});

/**
 * The plan that a run was started with, after variables and selection of regions, read from the first events of its
 * history: no worker is needed. `undefined` if the run had no plan, or has not read its plan file.
 */
export async function recordedPlan(client: Client, execution: WorkflowExecution): Promise<RecordedPlan | undefined> {
  const written = await writtenPlan(client, execution);
  return written === undefined ? undefined : readRecordedPlan(written.document, written.vars, written.regions);
}

/** The same as it was written, with what the run was started with. */
export async function writtenPlan(client: Client, execution: WorkflowExecution): Promise<WrittenPlan | undefined> {
  const input = recordedInput.safeParse(await runArgument(client, execution));
  if (!input.success) return undefined;
  const { plan, vars, regions } = input.data;
  const document = typeof plan === 'string' ? await activityResult(client, execution, READ_PLAN_FILE) : plan;
  return { document, vars, regions };
}

/**
 * What the selections of a run's plan found, read from its history: for a region that never started, nothing else says
 * which copies a selection stands for. `undefined` if the plan has no selections, or the run has not come that far.
 */
export async function recordedSources(
  client: Client,
  execution: WorkflowExecution,
  plan: CopiedSources,
): Promise<FoundSources | undefined> {
  if (selectionCount(plan) === 0) return undefined;
  const result = (await activityResult(client, execution, DESCRIBE_SOURCES)) as DescribeSourcesResult | undefined;
  return result?.kind === 'described' ? { ...result, sources: unpackList(result.sources) } : undefined;
}

/** Whether a run has looked up its sources, and so has accepted its plan. */
export async function hasLookedUpSources(client: Client, execution: WorkflowExecution): Promise<boolean> {
  return (await activityResult(client, execution, DESCRIBE_SOURCES)) !== undefined;
}
