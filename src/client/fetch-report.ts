import type { Client } from '@temporalio/client';
import type { RunSummary } from '../../workflows/messages.js';
import type { CopyRecord } from '../copies/copy-record.js';
import { afterDeletion } from '../copies/deletion.js';
import { plannedRecords, stoppedRecords } from '../copies/planned-records.js';
import { buildReport, type RegionRecords, type Report } from '../report/report.js';
import { describeRun } from './describe-run.js';
import { inGroups } from './in-groups.js';
import { isPreview, notAPreview } from './not-a-preview.js';
import { regionRecords } from './region-records.js';
import { readRunEnd, type Refusal, type RunEnd } from './run-end.js';
import { planOfRun } from '../workflow-ids.js';
import type { RunExecution } from './run-execution.js';
import { readRunMemo } from './run-memo.js';
import { RunNotFound } from './run-not-found.js';
import { runPlan } from './run-plan.js';
import { runSources } from './run-sources.js';
import type { Stopped } from '../copies/stop.js';

/** A report, and what the run itself said when it ended badly. */
export interface FetchedReport {
  readonly report: Report;
  readonly failure?: string;
  /** The plan's required target regions. */
  readonly required: ReadonlySet<string>;
  /** Nothing was started. */
  readonly refused?: Refusal;
}

/**
 * The full report of any run, finished or not: its regions' results joined, so that no payload ever holds the whole plan.
 * Once the regions have ended it needs no worker.
 *
 * @throws RunNotFound, also for a preview; NoWorkerAnswered when a region is under way and no worker answers.
 */
export async function fetchReport(client: Client, execution: RunExecution): Promise<FetchedReport> {
  const run = await describeRun(client, execution);
  if (run === undefined)
    throw new RunNotFound(`The server no longer keeps ${execution.workflowId}, run ${execution.runId}.`);
  if (isPreview(run)) throw notAPreview(run.workflowId);
  const [end, plan] = await Promise.all([readRunEnd(client, run), runPlan(client, execution)]);
  const memo = readRunMemo(run.memo);
  const sources = plan === undefined ? undefined : await runSources(client, execution, plan);
  const regions = await inGroups(plan?.targets ?? [], async ({ region, required }): Promise<RegionRecords> => {
    const workflow = memo.regions.get(region);
    const told = workflow === undefined ? undefined : await regionRecords(client, workflow);
    const records = stopped(told?.records ?? (plan === undefined ? [] : plannedRecords(plan, sources)), region, end);
    const deletion = memo.deleted.get(region);
    return {
      region,
      required,
      ...told?.timeline,
      records: deletion === undefined ? records : afterDeletion(records, deletion),
    };
  });
  const report = buildReport({
    plan: plan?.name ?? end.summary?.plan ?? planOfRun(run.workflowId),
    planDigest: memo.planDigest ?? end.summary?.planDigest,
    workflowId: run.workflowId,
    runId: run.runId,
    startedAt: run.startTime,
    finishedAt: run.closeTime,
    outcome: end.outcome,
    sourceRegion: plan?.source.region ?? '',
    regions,
    controls: memo.controls,
  });
  return {
    report,
    required: new Set(plan?.targets.flatMap(({ region, required }) => (required ? [region] : []))),
    ...(end.failure === undefined ? {} : { failure: end.failure }),
    ...(end.refused === undefined ? {} : { refused: end.refused }),
  };
}

/** A region that never started, or was lost, is told by why the run ended. */
function stopped(records: CopyRecord[], region: string, end: RunEnd): CopyRecord[] {
  const stop = stopOf(end.summary, region);
  return stop === undefined ? records : stoppedRecords(records, stop, end.outcome);
}

function stopOf(summary: RunSummary | undefined, region: string): Stopped | undefined {
  return summary?.regions.find((known) => known.region === region)?.stop;
}
