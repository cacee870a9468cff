import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  isCancellation,
  log,
  ParentClosePolicy,
  startChild,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { RegionControl } from '../../src/controls/region-control.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { type PackedRecords, packRecords } from '../../src/copies/packed-records.js';
import { copyOptions, regionPolicy } from '../../src/plan/expand-copies.js';
import { packedCount } from '../../src/payload/packed-list.js';
import { awaitRegion } from '../activities.js';
import { controlSignal, stopSignal } from '../messages.js';
import type { RegionInput } from '../region/region-input.js';
import { replicateRegion } from '../replicate-region.js';
import { controlsToBeginWith } from './controls-to-begin-with.js';
import { deliverTo } from './deliver.js';
import type { RegionView } from './region-view.js';
import type { Run } from './run.js';

/**
 * Starts one region, or takes one up again that has ended, and waits for its records; one that ends without them is started
 * once more. Never rejects.
 */
export async function runRegion(run: Run, region: string, records: readonly CopyRecord[]): Promise<void> {
  const view = run.state.view(region);
  const { workflow: again, told } = view;
  try {
    await attempt(run, region, { records, again });
  } catch (first) {
    if (isCancellation(first)) return end(run, region, again, first);
    // What the first attempt was told is lost with it.
    view.told = told;
    try {
      await attempt(run, region, { records, again });
    } catch (second) {
      end(run, region, again, second);
    }
  } finally {
    view.signal = undefined;
    view.control = undefined;
    run.show();
  }
}

/** What a region begins with: the plan's copies, or those of its workflow that has ended. */
interface Beginning {
  readonly records: readonly CopyRecord[];
  readonly again: RegionView['workflow'];
}

async function attempt(run: Run, region: string, beginning: Beginning): Promise<void> {
  const { state } = run;
  const view = state.view(region);
  if (beginning.again !== undefined) view.progress = { ...view.progress, phase: 'not started' };
  const handle = await start(run, region, beginning);
  view.workflow = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
  view.signal = (stop) => handle.signal(stopSignal, stop);
  view.control = (control) => handle.signal(controlSignal, control);
  if (state.stop !== undefined) run.tell(region, state.stop);
  void deliverTo(view, region);
  upsertMemo({ regions: state.workflows });
  run.show();
  state.ended(region, await handle.result(), Date.now());
}

/** Temporal admits one workflow an id: one that another run has under way is waited for. */
async function start(run: Run, region: string, beginning: Beginning) {
  const { state } = run;
  const view = state.view(region);
  const workflowId = `replicate-${state.plan.name}/${region}`;
  for (;;) {
    try {
      return await run.inTurn(async () => {
        const controls = controlsToBeginWith(view);
        const known = view.controls.length;
        const handle = await startRegion(run, workflowId, beginningInput(run, region, beginning, controls));
        view.told = known;
        return handle;
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    state.heard({ ...view.progress, phase: 'waiting for another run' }, Date.now());
    run.show();
    await run.whileWaiting(() =>
      awaitRegion.executeWithOptions({ summary: `${region} until it is free` }, [workflowId]),
    );
  }
}

function beginningInput(
  run: Run,
  region: string,
  { records, again }: Beginning,
  controls: readonly RegionControl[],
): RegionInput {
  const told = controls.length === 0 ? {} : { controls };
  if (again === undefined) return regionInput(run, region, records, told);
  // What was previewed has been held to; from here on it is a person who says what is wanted.
  const { expectVerdicts: _, ...rest } = regionInput(run, region, records, { ...told, again });
  return rest;
}

function startRegion(run: Run, workflowId: string, input: RegionInput) {
  const { plan } = run.state;
  return startChild(replicateRegion, {
    workflowId,
    args: [input],
    staticSummary: `${plan.name}: ${packedCount(input.records)} copies to ${input.region}`,
    // A terminated or reset run leaves its regions to end in good order, keeping their copies.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/** What a region's workflow is started with, and what beside. */
export function regionInput(
  run: Run,
  region: string,
  records: readonly CopyRecord[],
  beside: Partial<RegionInput>,
): RegionInput {
  const { plan } = run.state;
  const { capacity, ready, failedCopy, blindSurvey, renewBefore, renew, supersede, onAccountError } = plan.policy;
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
      onAccountError,
      ...(renewBefore === undefined ? {} : { renewBefore }),
    },
    sourceGiveUpAfter: plan.source.giveUpAfter,
    startedAt,
    copyTaskQueue: `${taskQueue}-copy`,
    records: packOnce(records),
    ...(expectVerdicts === undefined ? {} : { expectVerdicts }),
    ...(typeof continueAfterEvents === 'number' ? { continueAfterEvents } : {}),
    ...beside,
  };
}

/** All regions start with the same records: packing them for each again would take most of the time of a run's replay. */
const PACKED = new WeakMap<readonly CopyRecord[], PackedRecords>();

function packOnce(records: readonly CopyRecord[]): PackedRecords {
  const packed = PACKED.get(records) ?? packRecords(records);
  PACKED.set(records, packed);
  return packed;
}

function end(run: Run, region: string, again: RegionView['workflow'], error: unknown): void {
  const { state } = run;
  const now = Date.now();
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (again !== undefined) {
    // What it had come to before still holds.
    log.warn('a region could not be taken up again', { region, error: String(cause) });
    const view = state.view(region);
    view.workflow = again;
    view.told = view.controls.length;
    view.progress = { ...view.progress, phase: 'ended' };
    upsertMemo({ regions: state.workflows });
    return;
  }
  if (!isCancellation(error)) {
    const reason = `its workflow ended twice without a result: ${String(cause)}`;
    return state.lost(region, { code: 'RegionFailed', reason }, 'failed', now);
  }
  if (state.stop !== undefined) return state.lost(region, state.stop, 'failed', now);
  const reason = 'the run was cancelled before this region started';
  state.lost(region, { code: 'Cancelled', reason }, 'pending', now);
}
