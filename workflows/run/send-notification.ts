import { CancellationScope, log, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import { defined } from '../../src/defined.js';
import { type Notification, notification } from '../../src/notify/notification.js';
import type { WebhookTask } from '../../src/notify/webhook-task.js';
import type { NotifyEvent } from '../../src/plan/plan-schema.js';
import { notify } from '../notify.js';
import type { RunState } from './run-state.js';

/** What a notification says besides the counts. */
export interface Occasion {
  /** For `approval`: which of the plan's waves waits, from 1. */
  readonly wave?: number;
  readonly reason?: string | undefined;
  /** For an event that a run may reach more than once, and reports each time: how often it has, from 1. */
  readonly nth?: number;
}

/**
 * Starts the workflow that calls the plan's webhook, if the plan asks for this event. Waits until Temporal has accepted it,
 * not for the webhook, also in a run that is being cancelled. Never rejects: a run does not fail because of its webhook.
 */
export async function sendNotification(state: RunState, event: NotifyEvent, occasion: Occasion = {}): Promise<void> {
  const { notify: settings } = state.plan;
  if (settings?.on.includes(event) !== true) return;
  const { workflowId, firstExecutionRunId, runId } = workflowInfo();
  const suffix = occasion.nth === undefined ? event : `${event}-${occasion.nth}`;
  const { webhookEnv, secretEnv, expectBody } = settings;
  const task: WebhookTask = {
    webhook: { webhookEnv, ...defined({ secretEnv }) },
    key: `${runId}-${suffix}`,
    notification: describe(state, event, occasion),
    ...defined({ expectBody }),
  };
  try {
    await CancellationScope.nonCancellable(() =>
      startChild(notify, {
        // Not the run's own run id: a reset changes it, and the replayed command would differ.
        workflowId: `${workflowId}/notify/${firstExecutionRunId}/${suffix}`,
        args: [task],
        staticSummary: `${state.plan.name}: send ${event} to the webhook`,
        parentClosePolicy: ParentClosePolicy.ABANDON,
      }),
    );
  } catch (error) {
    log.warn('the webhook is not called', { event, error: String(error) });
  }
}

function describe(state: RunState, event: NotifyEvent, { wave, reason }: Occasion): Notification {
  const { workflowId, runId } = workflowInfo();
  const { plan, digest, counts, regions } = state;
  return notification({
    event,
    plan: plan.name,
    planDigest: digest,
    workflowId,
    runId,
    sourceRegion: plan.source.region,
    at: new Date().toISOString(),
    counts,
    regions: regions.map(({ region, required, progress }) => ({ region, required, counts: progress.counts })),
    ...defined({ wave, reason: reason ?? state.stop?.reason }),
  });
}
