import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { CANCEL, type ControlRecord } from '../controls/controls.js';
import { defined } from '../defined.js';
import { historyEvents } from '../executions/history.js';
import type { WorkflowExecution } from '../workflow-ids.js';

/** After a cancellation come the ends of all regions, the deletions, and a message. */
const LAST_EVENTS = { pageSize: 200, maxPages: 10, newestFirst: true };

/** Who cancelled a run, when and why, as the server keeps it. `undefined` if nobody did. */
export async function cancellationOf(client: Client, execution: WorkflowExecution): Promise<ControlRecord | undefined> {
  for await (const event of historyEvents(client, execution, LAST_EVENTS)) {
    const { workflowExecutionCancelRequestedEventAttributes: requested, eventTime } = event;
    if (requested == null) continue;
    return {
      at: optionalTsToMs(eventTime) ?? 0,
      control: CANCEL,
      ...defined({ by: requested.identity || undefined, reason: requested.cause || undefined }),
    };
  }
  return undefined;
}
