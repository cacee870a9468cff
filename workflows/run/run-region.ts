import {
  ChildWorkflowCancellationType,
  isCancellation,
  ParentClosePolicy,
  startChild,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { copyOptions, regionPolicy } from '../../src/plan/expand.js';
import type { CopyRecord } from '../../src/report/copy-record.js';
import { packRecords } from '../../src/report/packed-records.js';
import { awaitRegion } from '../activities.js';
import type { RegionInput } from '../region/region-input.js';
import { replicateRegion } from '../replicate-region.js';
import type { Run } from './run.js';

/** Starts one region and waits for its records; one that ends without them is started once more. Never rejects. */
export async function runRegion(run: Run, region: string, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  try {
    await attempt(run, region, records);
  } catch (first) {
    if (isCancellation(first)) return end(run, region, first);
    try {
      await attempt(run, region, records);
    } catch (second) {
      end(run, region, second);
    }
  } finally {
    run.show();
    state.view(region).signal = undefined;
  }
}

async function attempt(run: Run, region: string, records: readonly CopyRecord[]): Promise<void> {
  const { state } = run;
  const handle = await start(run, region, records);
  const view = state.view(region);
  view.workflow = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
  view.signal = (stop) => handle.signal('stop', stop);
  if (state.stop !== undefined) run.tell(region, state.stop);
  upsertMemo({ regions: state.workflows });
  run.show();
  state.ended(region, await handle.result(), Date.now());
}

/** Temporal admits one workflow an id: one that another run has under way is waited for. */
async function start(run: Run, region: string, records: readonly CopyRecord[]) {
  const workflowId = `replicate-${run.state.plan.name}/${region}`;
  for (;;) {
    try {
      return await run.inTurn(() => startRegion(run, workflowId, regionInput(run, region, records)));
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    run.state.heard({ ...run.state.view(region).progress, phase: 'waiting for another run' }, Date.now());
    run.show();
    await run.whileWaiting(() =>
      awaitRegion.executeWithOptions({ summary: `${region} until it is free` }, [workflowId]),
    );
  }
}

function startRegion(run: Run, workflowId: string, input: RegionInput) {
  const { plan } = run.state;
  return startChild(replicateRegion, {
    workflowId,
    args: [input],
    staticSummary: `${plan.name}: ${input.records.rows.length} copies to ${input.region}`,
    // A terminated or reset run leaves its regions to end in good order, keeping their copies.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/** What a region's workflow is started with. */
export function regionInput(run: Run, region: string, records: readonly CopyRecord[]): RegionInput {
  const { plan } = run.state;
  const { capacity, ready, failedCopy, blindSurvey, renewBefore, renew, supersede } = plan.policy;
  const { taskQueue, startTime, memo } = workflowInfo();
  // A run whose memo says so has its regions continue as new early: a way for tests to see that they can.
  const continueAfterEvents = memo?.['continueAfterEvents'];
  const startedAt = startTime.getTime();
  const expectVerdicts = run.state.expectVerdicts.get(region);
  return {
    plan: plan.name,
    sourceRegion: plan.source.region,
    region,
    maxInFlight: regionPolicy(plan, region).maxInFlight,
    copy: copyOptions(plan, region),
    policy: {
      capacity,
      ready,
      failedCopy,
      blindSurvey,
      renew,
      supersede,
      ...(renewBefore === undefined ? {} : { renewBefore }),
    },
    sourceGiveUpAfter: plan.source.giveUpAfter,
    startedAt,
    copyTaskQueue: `${taskQueue}-copy`,
    records: packRecords(records, startedAt),
    ...(expectVerdicts === undefined ? {} : { expectVerdicts }),
    ...(typeof continueAfterEvents === 'number' ? { continueAfterEvents } : {}),
  };
}

function end(run: Run, region: string, error: unknown): void {
  const { state } = run;
  const now = Date.now();
  if (!isCancellation(error)) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    state.lost(
      region,
      { code: 'RegionFailed', reason: `its workflow ended twice without a result: ${String(cause)}` },
      'failed',
      now,
    );
  } else if (state.stop !== undefined) {
    state.lost(region, state.stop, 'failed', now);
  } else {
    state.lost(
      region,
      { code: 'Cancelled', reason: 'the run was cancelled before this region started' },
      'pending',
      now,
    );
  }
}
