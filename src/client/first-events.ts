import type { Client } from '@temporalio/client';
import { decodedPayload, historyEvents } from '../executions/history.js';
import type { WorkflowExecution } from '../workflow-ids.js';

/** The first event may hold a plan of a megabyte. A run reads its plan and describes its sources within the first few events. */
const FIRST_EVENTS = { pageSize: 10, maxPages: 10 };

/** The one argument that a run was started with, read from its history: no worker is needed. */
export async function runArgument(client: Client, execution: WorkflowExecution): Promise<unknown> {
  for await (const { workflowExecutionStartedEventAttributes: started } of firstEvents(client, execution)) {
    if (started != null) return decodedPayload(client, execution, started.input?.payloads);
  }
  return undefined;
}

/** The result of the first activity of this type; `undefined` if it is not among the run's first events. */
export async function activityResult(client: Client, execution: WorkflowExecution, type: string): Promise<unknown> {
  let scheduledId: string | undefined;
  for await (const event of firstEvents(client, execution)) {
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === type) scheduledId = String(event.eventId);
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed != null && String(completed.scheduledEventId) === scheduledId) {
      return decodedPayload(client, execution, completed.result?.payloads);
    }
  }
  return undefined;
}

function firstEvents(client: Client, execution: WorkflowExecution) {
  return historyEvents(client, execution, FIRST_EVENTS);
}
