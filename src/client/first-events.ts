import type { Client } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { RunExecution } from './run-execution.js';

/** Events a page: the started event may hold a plan of a megabyte, and one answer at most four. */
const PAGE_SIZE = 10;
/** The plan and its sources are read before all else, within the first few events; retries of an activity add none. */
const MAX_PAGES = 10;

/** What a run was started with: its one argument, read from its history without a worker. */
export async function runArgument(client: Client, execution: RunExecution): Promise<unknown> {
  for await (const { workflowExecutionStartedEventAttributes: started } of firstEvents(client, execution)) {
    if (started != null) return decoded(client, execution, started.input?.payloads);
  }
  return undefined;
}

/** What the first activity of this type returned, when it is among a run's first events. `undefined`: it is not. */
export async function activityResult(client: Client, execution: RunExecution, type: string): Promise<unknown> {
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

async function* firstEvents(client: Client, execution: RunExecution) {
  let nextPageToken: Uint8Array | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.connection.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution,
      maximumPageSize: PAGE_SIZE,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    yield* answer.history?.events ?? [];
    if (answer.nextPageToken == null || answer.nextPageToken.length === 0) return;
    ({ nextPageToken } = answer);
  }
}

type Payloads = Parameters<typeof decodeFromPayloadsAtIndex>[2];

function decoded(client: Client, { workflowId }: RunExecution, payloads: Payloads): Promise<unknown> {
  const { loadedDataConverter, namespace } = client.options;
  return decodeFromPayloadsAtIndex(loadedDataConverter, 0, payloads, { type: 'workflow', namespace, workflowId });
}
