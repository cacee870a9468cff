import type { Client } from '@temporalio/client';
import { plannedRecords, stoppedRecords } from '../copies/planned-records.js';
import type { CopyRecord } from '../copies/copy-record.js';
import { afterDeletion, countDeletion } from '../copies/deletion.js';
import type { ControlRecord } from '../controls/controls.js';
import { defined } from '../defined.js';
import type { RecordedPlan } from '../plan/recorded-plan.js';
import { buildReport, type RegionRecords, type Report } from '../report/report.js';
import { planOfRun, type WorkflowExecution } from '../workflow-ids.js';
import { describeRun } from '../executions/describe-run.js';
import { cancellationOf } from './cancellation.js';
import { inGroups } from './in-groups.js';
import { RunNotFound } from './errors.js';
import { hasLookedUpSources, recordedPlan, recordedSources } from './recorded-plan.js';
import { regionRecords } from './region-records.js';
import { readRunEnd, type Refusal, type RunEnd } from './run-end.js';
import { isPreview, notARun, readRunMemo, type RunMemo } from './run-memo.js';

/** A report, and how the run itself ended. */
export interface FetchedReport {
  readonly report: Report;
  /** Why the run failed or was ended, in a sentence. */
  readonly failure?: string;
  /** The required target regions. */
  readonly required: ReadonlySet<string>;
  /** The run ended before it started anything. */
  readonly refused?: Refusal;
}

/**
 * The full report of any run, finished or not. It joins what the run recorded: its memo, its input and the results of its
 * regions. No payload ever holds the whole plan, and no worker is needed once the regions have ended.
 *
 * The plan is not validated again. A plan that this version would reject still shows all of its regions and copies.
 *
 * @throws RunNotFound, also for a preview; NoWorkerAnswered if a region is under way and no worker answers.
 */
export async function fetchReport(client: Client, execution: WorkflowExecution): Promise<FetchedReport> {
  const run = await describeRun(client, execution);
  if (run === undefined)
    throw new RunNotFound(`The server no longer keeps ${execution.workflowId}, run ${execution.runId}.`);
  if (isPreview(run)) throw notARun(run.workflowId);
  const memo = readRunMemo(run.memo);
  const end = await readRunEnd(client, run);
  const plan = await acceptedPlan(client, execution, end);
  const targets = targetsOf(plan, end, memo);
  const planned = plan === undefined ? [] : plannedRecords(plan, await recordedSources(client, execution, plan));
  const deletion = hasDeletion(memo, end) ? { deleted: 0, left: 0 } : undefined;
  const regions = await inGroups(targets, async ({ region, required }): Promise<RegionRecords> => {
    const workflow = memo.regions.get(region);
    const recorded = workflow === undefined ? undefined : await regionRecords(client, workflow);
    const records = withStop(recorded?.records ?? planned, region, end);
    const result = memo.deleted.get(region);
    if (deletion !== undefined) {
      const counted = countDeletion(records, result);
      deletion.deleted += counted.deleted;
      deletion.left += counted.left;
    }
    return {
      region,
      required,
      ...recorded?.timeline,
      partial: recorded?.partial,
      records: result === undefined ? records : afterDeletion(records, result),
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
    controls: [...memo.controls, ...(await cancellation(client, execution, end))],
    deletion,
  });
  const { failure, refused } = end;
  const required = new Set(
    targets.flatMap(({ region, required: isRequired }) => (isRequired === true ? [region] : [])),
  );
  return { report, required, ...defined({ failure, refused }) };
}

/** Whether the copies of the run were to be deleted: a run that was not cancelled deletes none, whatever it was told. */
function hasDeletion({ controls }: RunMemo, { outcome }: RunEnd): boolean {
  return (
    (outcome === 'running' || outcome === 'cancelled') && controls.some(({ control }) => control === 'deleteOnCancel')
  );
}

/** As the last control, if the run was cancelled. */
async function cancellation(client: Client, execution: WorkflowExecution, end: RunEnd): Promise<ControlRecord[]> {
  const found = end.outcome === 'cancelled' ? await cancellationOf(client, execution) : undefined;
  return found === undefined ? [] : [found];
}

/** A run that rejected its plan as invalid has no copies. */
async function acceptedPlan(
  client: Client,
  execution: WorkflowExecution,
  { refused }: RunEnd,
): Promise<RecordedPlan | undefined> {
  // A plan may also turn out to be invalid after its sources were looked up: it has copies then.
  if (refused === 'invalidPlan' && !(await hasLookedUpSources(client, execution))) return undefined;
  return recordedPlan(client, execution);
}

interface Target {
  readonly region: string;
  /** Absent if only the memo names the region. */
  readonly required?: boolean;
}

/** Every target region that the run recorded: in the order of the plan, then those that only its result or memo names. */
function targetsOf(plan: RecordedPlan | undefined, { summary }: RunEnd, { regions }: RunMemo): Target[] {
  const targets = new Map<string, Target>();
  const recorded = [
    ...(plan?.targets ?? []),
    ...(summary?.regions ?? []),
    ...[...regions.keys()].map((region) => ({ region })),
  ];
  for (const target of recorded) if (!targets.has(target.region)) targets.set(target.region, target);
  return [...targets.values()];
}

/** If a region never started, or was lost, its copies show why the run ended without it. */
function withStop(records: readonly CopyRecord[], region: string, { summary, outcome }: RunEnd): readonly CopyRecord[] {
  const stop = summary?.regions.find((known) => known.region === region)?.stop;
  return stop === undefined ? records : stoppedRecords(records, stop, outcome);
}
