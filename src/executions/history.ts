import type { Client } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { defined } from '../defined.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { isNotFound } from './not-found.js';

type HistoryResponse = Awaited<ReturnType<Client['connection']['workflowService']['getWorkflowExecutionHistory']>>;

/** One event as the server sends it. */
export type HistoryEvent = NonNullable<NonNullable<HistoryResponse['history']>['events']>[number];

export interface HistoryPages {
  /** Batches of events per page. A response may take four megabytes, and one event half of one. */
  readonly pageSize: number;
  /** Default: all. */
  readonly maxPages?: number;
  /** Default: oldest first. */
  readonly newestFirst?: boolean;
}

/** The events of one execution, page by page. None if the server no longer keeps it. */
export async function* historyEvents(
  client: Client,
  { workflowId, runId }: WorkflowExecution,
  { pageSize, maxPages = Number.POSITIVE_INFINITY, newestFirst = false }: HistoryPages,
): AsyncGenerator<HistoryEvent, void> {
  let nextPageToken: Uint8Array | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const response = await historyPage(client, { workflowId, runId }, { pageSize, newestFirst, nextPageToken });
    yield* response?.history?.events ?? [];
    if (response?.nextPageToken == null || response.nextPageToken.length === 0) return;
    ({ nextPageToken } = response);
  }
}

async function historyPage(
  client: Client,
  execution: WorkflowExecution,
  page: { readonly pageSize: number; readonly newestFirst: boolean; readonly nextPageToken: Uint8Array | undefined },
): Promise<Pick<HistoryResponse, 'history' | 'nextPageToken'> | undefined> {
  const { namespace } = client.options;
  const { workflowService } = client.connection;
  const { pageSize: maximumPageSize, nextPageToken } = page;
  const request = { namespace, execution, maximumPageSize, ...defined({ nextPageToken }) };
  try {
    return page.newestFirst
      ? await workflowService.getWorkflowExecutionHistoryReverse(request)
      : await workflowService.getWorkflowExecutionHistory(request);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

type Payloads = Parameters<typeof decodeFromPayloadsAtIndex>[2];

/** The first of the payloads of an event, decoded. */
export function decodedPayload(
  client: Client,
  { workflowId }: WorkflowExecution,
  payloads: Payloads,
): Promise<unknown> {
  const { loadedDataConverter, namespace } = client.options;
  return decodeFromPayloadsAtIndex(loadedDataConverter, 0, payloads, { type: 'workflow', namespace, workflowId });
}
