import type { Client } from '@temporalio/client';
import { type RunStatus, statusQuery } from '../../../workflows/messages.js';
import { defined } from '../../defined.js';
import type { Report } from '../../report/report.js';
import { sumCounts } from '../../copies/counts.js';
import { reportRegions } from '../../report/report-regions.js';
import { isUnderWay, type WorkflowExecution } from '../../workflow-ids.js';
import { describeRun } from '../../executions/describe-run.js';
import { taskFailureOf } from '../../executions/read-task-failure.js';
import { fetchReport } from '../fetch-report.js';
import { type LiveRegion, LiveRegions } from './live-regions.js';
import { noAnswer, noWorkerAnswered } from './no-answer.js';
import { readRunMemo } from '../run-memo.js';

/** How long a worker may take to answer the query, ms. */
const QUERY_TIMEOUT_MS = 10_000;

/** A run's status, with what its regions answer themselves. */
export type LiveStatus = Omit<RunStatus, 'regions'> & { readonly regions: readonly LiveRegion[] };

/** A run's status, and why the run failed if it did. */
export type CurrentStatus = LiveStatus & {
  readonly failure?: string;
  /** Absent if no deletion of its copies was asked for. Null: not begun. */
  readonly deletion?: Report['deletion'];
};

/**
 * The status of a run. A run under way and its regions answer themselves, which needs a worker; for an ended run it is built
 * from the report.
 *
 * @throws NoWorkerAnswered, also if the workers fail its tasks; TemporalUnreachable.
 */
export async function currentStatus(client: Client, execution: WorkflowExecution): Promise<CurrentStatus> {
  const run = await describeRun(client, execution);
  if (run === undefined || !isUnderWay(run)) return statusOfEndedRun(client, execution, run?.memo);
  const taskFailure = await taskFailureOf(client, run);
  if (taskFailure !== undefined) throw noWorkerAnswered(execution.workflowId, 'status query', [taskFailure]);
  try {
    const status = await queryStatus(client, execution, run.memo, new LiveRegions(client, 0));
    const deletes = readRunMemo(run.memo).controls.some(({ control }) => control === 'deleteOnCancel');
    return deletes ? { ...status, deletion: null } : status;
  } catch (error) {
    throw await noAnswer(client, execution.workflowId, 'status query', error);
  }
}

/**
 * Queries the run, and its regions under way, which know more than they have reported to it. Rejects if no worker answers for
 * the run within 10 s.
 *
 * @param memo the run's.
 * @param live how the regions are asked.
 */
export async function queryStatus(
  client: Client,
  { workflowId, runId }: WorkflowExecution,
  memo: unknown,
  live: LiveRegions,
): Promise<LiveStatus> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const query = () => handle.query<RunStatus>(statusQuery.name);
  const status = await client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, query);
  // A dry run's counts mean nothing.
  if (status.preview === true) return status;
  const regions = await live.ask(status.regions, readRunMemo(memo).regions);
  const underWay = regions.filter(({ phase }) => phase === 'surveying' || phase === 'copying').map(({ asOf }) => asOf);
  return {
    ...status,
    regions,
    counts: sumCounts(regions.map(({ counts }) => counts)),
    asOf: underWay.toSorted()[0] ?? status.asOf,
  };
}

async function statusOfEndedRun(client: Client, execution: WorkflowExecution, memo: unknown): Promise<CurrentStatus> {
  const { report, failure, required } = await fetchReport(client, execution);
  const { selected } = readRunMemo(memo);
  const asOf = report.finishedAt ?? report.startedAt;
  return {
    asOf,
    plan: report.plan,
    planDigest: report.planDigest ?? '',
    outcome: report.outcome,
    counts: report.counts,
    regions: reportRegions(report).map(({ region, counts }) => ({
      region,
      phase: 'ended',
      counts,
      required: required.has(region),
      asOf,
    })),
    ...(selected.length === 0 ? {} : { selected }),
    ...defined({ failure }),
    ...(report.deletion === null ? {} : { deletion: report.deletion }),
  };
}
