import type { Client, ScheduleDescription } from '@temporalio/client';
import type { WorkflowExecution } from '../../workflow-ids.js';
import type { Pause } from '../pause.js';

/**
 * Pauses a schedule: it starts no runs until it is resumed. A run under way is not affected. A schedule that is already
 * paused keeps its note unless a reason is given.
 *
 * @returns whether anything changed.
 */
export async function pauseSchedule(
  client: Client,
  { scheduleId, state }: ScheduleDescription,
  reason?: string,
): Promise<boolean> {
  if (state.paused && reason === undefined) return false;
  await client.schedule.getHandle(scheduleId).pause(reason ?? 'paused from the command line');
  return true;
}

/** @returns whether anything changed, which is whether the schedule was paused. */
export async function resumeSchedule(client: Client, { scheduleId, state }: ScheduleDescription): Promise<boolean> {
  if (!state.paused) return false;
  await client.schedule.getHandle(scheduleId).unpause('resumed from the command line');
  return true;
}

/** Ms between polls for the triggered run. */
const POLL_EVERY_MS = 200;
const POLLS = 50;

/** The result of triggering a schedule. */
export type Triggered =
  | { readonly kind: 'started'; readonly run: WorkflowExecution }
  /** A run was under way: runs of a schedule never overlap. */
  | { readonly kind: 'skipped'; readonly underWay: WorkflowExecution | null }
  /** The server has done neither within 10 s. */
  | { readonly kind: 'asked' };

/** Starts a run of the schedule now, even if the schedule is paused. */
export async function triggerSchedule(
  client: Client,
  { scheduleId, info: before }: ScheduleDescription,
  pause: Pause,
): Promise<Triggered> {
  const handle = client.schedule.getHandle(scheduleId);
  // By default the SDK lets a triggered run overlap with another.
  await handle.trigger('SKIP');
  for (let polls = 0; polls < POLLS; polls += 1) {
    const { info } = await handle.describe();
    const last = info.recentActions.at(-1);
    if (info.numActionsTaken > before.numActionsTaken && last !== undefined) {
      return { kind: 'started', run: executionOf(last.action) };
    }
    if (info.numActionsSkippedOverlap > before.numActionsSkippedOverlap) {
      const [running] = info.runningActions;
      return { kind: 'skipped', underWay: running === undefined ? null : executionOf(running) };
    }
    await pause(POLL_EVERY_MS);
  }
  return { kind: 'asked' };
}

function executionOf({ workflow }: ScheduleDescription['info']['runningActions'][number]): WorkflowExecution {
  return { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
}
