import type { Client } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { defined } from '../defined.js';
import type { WorkflowExecution } from '../workflow-ids.js';

/** Events per page. The first event may hold a plan of a megabyte, and a response may take four megabytes. */
const PAGE_SIZE = 10;
/** A run reads its plan and describes its sources within the first few events; retries of an activity add none. */
const MAX_PAGES = 10;

/** The one argument that a run was started with, read from its history: no worker is needed. */
export async function runArgument(client: Client, execution: WorkflowExecution): Promise<unknown> {
  for await (const { workflowExecutionStartedEventAttributes: started } of firstEvents(client, execution)) {
    if (started != null) return decoded(client, execution, started.input?.payloads);
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
      return decoded(client, execution, completed.result?.payloads);
    }
  }
  return undefined;
}

async function* firstEvents(client: Client, execution: WorkflowExecution) {
  let nextPageToken: Uint8Array | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const response = await client.connection.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution,
      maximumPageSize: PAGE_SIZE,
      ...defined({ nextPageToken }),
    });
    yield* response.history?.events ?? [];
    if (response.nextPageToken == null || response.nextPageToken.length === 0) return;
    ({ nextPageToken } = response);
  }
}

type Payloads = Parameters<typeof decodeFromPayloadsAtIndex>[2];

function decoded(client: Client, { workflowId }: WorkflowExecution, payloads: Payloads): Promise<unknown> {
  const { loadedDataConverter, namespace } = client.options;
  return decodeFromPayloadsAtIndex(loadedDataConverter, 0, payloads, { type: 'workflow', namespace, workflowId });
}
