import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { HistoryEvent } from './histories.js';

/** `WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND` of Temporal's API. */
const UNHANDLED_COMMAND = 1;

/**
 * The workflow tasks of these workflows that failed, each as `workflow: message`. A failed task is retried for ever, so a single
 * one may mean that the workflow is stuck. A task that failed since a message arrived while it ran is not one of them.
 */
export async function failedTasks(client: Client, workflowIds: readonly string[]): Promise<string[]> {
  const histories = await Promise.all(
    workflowIds.map(async (workflowId) => ({ workflowId, events: await eventsOf(client, workflowId) })),
  );
  return histories.flatMap(({ workflowId, events }) =>
    events.flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
      failed?.failure?.message && Number(failed.cause) !== UNHANDLED_COMMAND
        ? [`${workflowId}: ${failed.failure.message}`]
        : [],
    ),
  );
}

/** All events of a workflow; none if it has never started. */
export async function eventsOf(client: Client, workflowId: string): Promise<HistoryEvent[]> {
  try {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    return events ?? [];
  } catch (error) {
    // A region that never started.
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}
