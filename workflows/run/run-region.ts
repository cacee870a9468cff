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
import { copiesText } from '../../src/copies/counts.js';
import { packPlanned } from '../../src/copies/packed-records.js';
import { defined } from '../../src/defined.js';
import { packedCount } from '../../src/payload/packed-list.js';
import { copyOptions, regionPolicy } from '../../src/plan/expand-copies.js';
import { regionWorkflowId } from '../../src/workflow-ids.js';
import { awaitRegion, latestExecution } from '../activities.js';
import { controlSignal, stopSignal } from '../messages.js';
import type { RegionInput } from '../region/region-input.js';
import { replicateRegion } from '../replicate-region.js';
import type { RegionHandle } from './region-handle.js';
import { NOT_STARTED } from './run-state.js';
import type { Run } from './run.js';

/**
 * Starts one region, or starts one again that has ended, and waits for its records. A workflow that ends without them is
 * started once more. Never rejects.
 */
export async function runRegion(run: Run, region: string, records: readonly CopyRecord[]): Promise<void> {
  const handle = run.state.region(region);
  const isReopened = handle.open() !== undefined;
  try {
    await attempt(run, handle, { records, isReopened });
  } catch (first) {
    if (isCancellation(first)) return endWithout(run, handle, isReopened, first);
    try {
      await attempt(run, handle, { records, isReopened });
    } catch (second) {
      endWithout(run, handle, isReopened, second);
    }
  } finally {
    handle.disconnect();
    run.show();
  }
}

/** What a region starts with: the plan's copies, unless the region has had a workflow in this run. */
interface Beginning {
  readonly records: readonly CopyRecord[];
  /** Whether the region had ended, and is started again for a control. */
  readonly isReopened: boolean;
}

async function attempt(run: Run, handle: RegionHandle, beginning: Beginning): Promise<void> {
  const { state } = run;
  handle.prepare();
  const child = await startWhenFree(run, handle, beginning);
  handle.started(
    { workflowId: child.workflowId, runId: child.firstExecutionRunId },
    {
      stop: (stop) => child.signal(stopSignal, stop),
      control: (control) => child.signal(controlSignal, control),
    },
  );
  if (state.stop !== undefined) void handle.tellStop(state.stop);
  upsertMemo({ regions: state.workflows });
  run.show();
  state.endRegion(handle.region, await child.result(), Date.now());
}

/** Temporal admits one workflow per id: if another run has the region, this run waits until it has ended. */
async function startWhenFree(run: Run, handle: RegionHandle, beginning: Beginning) {
  const { state } = run;
  const { region } = handle;
  const workflowId = regionWorkflowId(state.plan.name, region);
  for (;;) {
    const origin = await originOf(handle, workflowId);
    try {
      if (origin !== undefined) {
        return await run.inTurn(() =>
          handle.start((controls) =>
            startRegion(run, workflowId, inputOf(run, region, beginning, { ...origin, controls })),
          ),
        );
      }
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    state.report({ ...handle.progress, phase: 'waiting for another run' }, Date.now());
    run.show();
    await run.whileWaiting(() =>
      awaitRegion.executeWithOptions({ summary: `${region} until it is free` }, [workflowId]),
    );
  }
}

/**
 * Where the region's workflow reads what is known of its copies: from its last one in this run, whether that has ended or was
 * lost; else from the latest of any run. `undefined`: another workflow has the region, and is to be awaited.
 */
async function originOf(
  { region, workflow }: RegionHandle,
  workflowId: string,
): Promise<Pick<RegionInput, 'again' | 'previous'> | undefined> {
  if (workflow !== undefined) return { again: workflow };
  const summary = `the latest workflow of ${region}`;
  const { isFree, previous } = await latestExecution.executeWithOptions({ summary }, [workflowId]);
  return isFree ? defined({ previous }) : undefined;
}

function inputOf(
  run: Run,
  region: string,
  { records, isReopened }: Beginning,
  { controls, ...origin }: Pick<RegionInput, 'again' | 'previous'> & { readonly controls: readonly RegionControl[] },
): RegionInput {
  const input = regionInput(run, region, records, { ...origin, ...(controls.length === 0 ? {} : { controls }) });
  if (!isReopened) return input;
  // The preview has been checked before; a region that a person starts again may find other verdicts.
  const { expectVerdicts: _, ...rest } = input;
  return rest;
}

function startRegion(run: Run, workflowId: string, input: RegionInput) {
  const { plan } = run.state;
  return startChild(replicateRegion, {
    workflowId,
    args: [input],
    staticSummary: `${plan.name}: ${copiesText(packedCount(input.records))} to ${input.region}`,
    // If the run is terminated or reset, its regions still end in good order and keep their copies.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/** A region has no result: it could not be started, or its workflow failed or was terminated. */
function endWithout(run: Run, handle: RegionHandle, isReopened: boolean, error: unknown): void {
  const { state } = run;
  const { region } = handle;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (isReopened) {
    log.warn('a region could not be started again', { region, error: String(cause) });
    handle.restore();
    return;
  }
  const now = Date.now();
  if (isCancellation(error)) {
    if (state.stop !== undefined) return state.loseRegion(region, state.stop, 'failed', now);
    return state.loseRegion(region, NOT_STARTED, 'pending', now);
  }
  const reason = `its workflow ended twice without a result: ${String(cause)}`;
  state.loseRegion(region, { code: 'RegionFailed', reason }, 'failed', now);
}

/** The input of a region's workflow. @param extra what differs from a region that starts for the first time. */
export function regionInput(
  run: Run,
  region: string,
  records: readonly CopyRecord[],
  extra: Partial<RegionInput>,
): RegionInput {
  const { plan } = run.state;
  const { capacity, ready, failedCopy, blindSurvey, renewBefore, renew, supersede, onAccountError } = plan.policy;
  const { taskQueue, startTime, memo } = workflowInfo();
  // Tests set this in the memo, so that regions continue as new after a few events.
  const continueAfterEvents = memo?.['continueAfterEvents'];
  const startedAt = startTime.getTime();
  const expectVerdicts = run.state.facts.expectVerdicts.get(region);
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
      ...defined({ renewBefore }),
    },
    sourceGiveUpAfter: plan.source.giveUpAfter,
    startedAt,
    copyTaskQueue: `${taskQueue}-copy`,
    records: packPlanned(records),
    ...defined({ expectVerdicts }),
    ...(run.state.facts.keepsPaths ? { keepsPaths: true } : {}),
    ...(typeof continueAfterEvents === 'number' ? { continueAfterEvents } : {}),
    ...extra,
  };
}
