import type { Client, ScheduleDescription } from '@temporalio/client';
import type { Pause } from '../pause.js';
import type { RunExecution } from '../run-execution.js';

/** Ms between looks at what became of it, and how many of them. */
const LOOK_EVERY_MS = 200;
const LOOKS = 50;

/** What became of it: a run that is still under way is skipped for, as at the schedule's own times. */
export type Triggered =
  | { readonly kind: 'started'; readonly run: RunExecution }
  | { readonly kind: 'skipped'; readonly underWay: RunExecution | null }
  /** The server has not come to it in 10 s. */
  | { readonly kind: 'asked' };

/** Starts a run of the schedule now, also while it is paused. */
export async function triggerSchedule(
  client: Client,
  { scheduleId, info: before }: ScheduleDescription,
  pause: Pause,
): Promise<Triggered> {
  const handle = client.schedule.getHandle(scheduleId);
  // Without a word the SDK lets runs overlap.
  await handle.trigger('SKIP');
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { info } = await handle.describe();
    const last = info.recentActions.at(-1);
    if (info.numActionsTaken > before.numActionsTaken && last !== undefined) {
      return { kind: 'started', run: executionOf(last.action) };
    }
    if (info.numActionsSkippedOverlap > before.numActionsSkippedOverlap) {
      const [running] = info.runningActions;
      return { kind: 'skipped', underWay: running === undefined ? null : executionOf(running) };
    }
    await pause(LOOK_EVERY_MS);
  }
  return { kind: 'asked' };
}

function executionOf({ workflow }: ScheduleDescription['info']['runningActions'][number]): RunExecution {
  return { workflowId: workflow.workflowId, runId: workflow.firstExecutionRunId };
}
