import type { Client } from '@temporalio/client';
import type { RunStatus } from '../../workflows/messages.js';
import { reportRegions } from '../report/report-regions.js';
import { describeRun } from './describe-run.js';
import { NoWorkerAnswered } from './no-worker-answered.js';
import { fetchReport } from './fetch-report.js';
import type { RunExecution } from './run-execution.js';
import { readRunMemo } from './run-memo.js';
import { runStatus } from './status.js';

/** A run's status, and why it failed when it did. */
export type CurrentStatus = RunStatus & { readonly failure?: string };

/**
 * A run's status: its own answer while it is under way, which needs a worker, and drawn from its report afterwards.
 *
 * @throws NoWorkerAnswered
 */
export async function currentStatus(client: Client, execution: RunExecution): Promise<CurrentStatus> {
  const run = await describeRun(client, execution);
  if (run?.status.name === 'RUNNING') return askRun(client, execution);
  const { report, failure, required } = await fetchReport(client, execution);
  const { selected } = readRunMemo(run?.memo);
  return {
    asOf: report.finishedAt ?? report.startedAt,
    plan: report.plan,
    planDigest: report.planDigest ?? '',
    outcome: report.outcome,
    counts: report.counts,
    regions: reportRegions(report).map(({ region, counts }) => ({
      region,
      phase: 'ended',
      counts,
      required: required.has(region),
    })),
    ...(selected.length === 0 ? {} : { selected }),
    ...(failure === undefined ? {} : { failure }),
  };
}

async function askRun(client: Client, execution: RunExecution): Promise<RunStatus> {
  try {
    return await runStatus(client, execution);
  } catch (error) {
    throw new NoWorkerAnswered(execution.workflowId, 'status', error);
  }
}
