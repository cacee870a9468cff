import { CancellationScope, log, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { PostWebhookTask } from '../../activities/post-webhook.js';
import { notification } from '../../src/notify/notification.js';
import type { NotifyEvent } from '../../src/plan/plan-schema.js';
import { notify as notifyWorkflow } from '../notify.js';
import type { Run } from './run.js';

/** What there is to say beside the counts. */
export interface Occasion {
  /** Of `approval`: which of the plan's waves waits, from 1. */
  readonly wave?: number;
  readonly reason?: string | undefined;
  /** Which time, from 1, for an event that a run may come to again: it is told again. */
  readonly nth?: number;
}

/**
 * Has the plan's webhook told, if the plan asks for this event. Waits until Temporal has it, not for the webhook, also in a
 * run that is being cancelled. Never rejects: a run does not fail because nobody could be told.
 */
export async function notify({ state }: Run, event: NotifyEvent, occasion: Occasion = {}): Promise<void> {
  const { notify: asked } = state.plan;
  if (asked?.on.includes(event) !== true) return;
  const { workflowId, firstExecutionRunId, runId } = workflowInfo();
  const suffix = occasion.nth === undefined ? event : `${event}-${occasion.nth}`;
  const { webhookEnv, secretEnv } = asked;
  const task: PostWebhookTask = {
    webhook: { webhookEnv, ...(secretEnv === undefined ? {} : { secretEnv }) },
    key: `${runId}-${suffix}`,
    notification: told(state, event, occasion),
  };
  try {
    await CancellationScope.nonCancellable(() =>
      startChild(notifyWorkflow, {
        // Not the run's own id, which a reset changes under the feet of what is replayed.
        workflowId: `${workflowId}/notify/${firstExecutionRunId}/${suffix}`,
        args: [task],
        staticSummary: `${state.plan.name}: tell that it is ${event}`,
        parentClosePolicy: ParentClosePolicy.ABANDON,
      }),
    );
  } catch (error) {
    log.warn('nobody is told of this', { event, error: String(error) });
  }
}

function told(state: Run['state'], event: NotifyEvent, { wave, reason }: Occasion): PostWebhookTask['notification'] {
  const { workflowId, runId } = workflowInfo();
  const { plan, digest, counts } = state;
  const why = reason ?? state.stop?.reason;
  return notification({
    event,
    plan: plan.name,
    planDigest: digest,
    workflowId,
    runId,
    sourceRegion: plan.source.region,
    at: new Date().toISOString(),
    counts,
    regions: state
      .summary()
      .regions.map((region) => ({ region: region.region, required: region.required, counts: region.counts })),
    ...(wave === undefined ? {} : { wave }),
    ...(why === undefined ? {} : { reason: why }),
  });
}
