import type { Client } from '@temporalio/client';
import type { DescribeSourcesResult } from '../../activities/describe-sources.js';
import { type FoundSources, selectionCount } from '../plan/expand-copies.js';
import type { Plan } from '../plan/plan-schema.js';
import { unpackList } from '../payload/packed-list.js';
import { activityResult } from './first-events.js';
import type { RunExecution } from './run-execution.js';

/** The activity by which a run looks its sources up. */
const DESCRIBE_SOURCES = 'describeSources';

/**
 * What a run's selections found, read from its history: a region that never started has no other way to tell its copies.
 * `undefined`: the plan selects nothing, or the run has not come so far.
 */
export async function runSources(
  client: Client,
  execution: RunExecution,
  plan: Plan,
): Promise<FoundSources | undefined> {
  if (selectionCount(plan) === 0) return undefined;
  const result = (await activityResult(client, execution, DESCRIBE_SOURCES)) as DescribeSourcesResult | undefined;
  return result?.kind === 'described' ? { ...result, sources: unpackList(result.sources) } : undefined;
}
