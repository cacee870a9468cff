import type { Client } from '@temporalio/client';
import { defined } from '../../src/defined.js';

/** Figures of the histories of some workflows, of all their children, and of every run that they continued as. */
export interface HistoryFigures {
  /** Events of all histories. */
  readonly events: number;
  readonly histories: number;
  /** Events of the longest history. */
  readonly longest: number;
  /** Bytes of the largest single payload. */
  readonly largestPayload: number;
  /** Bytes of all payloads of the history with the most. */
  readonly heaviest: number;
  /** Bytes of all payloads of one workflow task's commands. They travel in one message. */
  readonly largestTask: number;
  /** The most activities pending at once in one workflow. */
  readonly pending: number;
  /** Events by type. */
  readonly types: Readonly<Record<string, number>>;
}

interface Execution {
  readonly workflowId: string;
  readonly runId?: string;
}

/** Histories read concurrently. */
const AT_ONCE = 8;

/** @param client accepts messages of any size, because a page may exceed four megabytes. */
export async function readHistories(client: Client, workflowIds: readonly string[]): Promise<HistoryFigures> {
  const todo: Execution[] = workflowIds.map((workflowId) => ({ workflowId }));
  const types: Record<string, number> = {};
  let [events, histories, longest, largestPayload, heaviest, largestTask, pending] = [0, 0, 0, 0, 0, 0, 0];
  const readNext = async () => {
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const read = await readHistory(client, next, types);
      todo.push(...read.follow);
      events += read.events;
      histories += 1;
      longest = Math.max(longest, read.events);
      largestPayload = Math.max(largestPayload, read.largestPayload);
      heaviest = Math.max(heaviest, read.payloads);
      largestTask = Math.max(largestTask, read.largestTask);
      pending = Math.max(pending, read.pending);
    }
  };
  while (todo.length > 0) await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  return { events, histories, longest, largestPayload, heaviest, largestTask, pending, types };
}

async function readHistory(client: Client, execution: Execution, types: Record<string, number>) {
  let [events, largestPayload, payloads, underWay, pending] = [0, 0, 0, 0, 0];
  const follow: Execution[] = [];
  const tasks = new Map<string, number>();
  for await (const event of eventsOf(client, execution)) {
    events += 1;
    const type = typeOf(event);
    types[type] = (types[type] ?? 0) + 1;
    const task = taskOf(event);
    for (const size of payloadSizes(event)) {
      payloads += size;
      if (task !== undefined) tasks.set(task, (tasks.get(task) ?? 0) + size);
      largestPayload = Math.max(largestPayload, size);
    }
    if (type === 'activityTaskScheduled') underWay += 1;
    else if (ENDS.has(type)) underWay -= 1;
    pending = Math.max(pending, underWay);
    const child = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
    if (child?.workflowId != null && child.runId != null) {
      follow.push({ workflowId: child.workflowId, runId: child.runId });
    }
    const runId = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (runId != null) follow.push({ workflowId: execution.workflowId, runId });
  }
  return { events, largestPayload, payloads, largestTask: Math.max(0, ...tasks.values()), pending, follow };
}

/** The workflow task whose command caused the event, if one did. */
function taskOf(event: HistoryEvent): string | undefined {
  for (const attributes of Object.values(event)) {
    if (attributes === null || typeof attributes !== 'object' || !('workflowTaskCompletedEventId' in attributes))
      continue;
    const id = attributes.workflowTaskCompletedEventId;
    if (id != null && String(id) !== '0') return String(id);
  }
  return undefined;
}

const ENDS: ReadonlySet<string> = new Set([
  'activityTaskCompleted',
  'activityTaskFailed',
  'activityTaskTimedOut',
  'activityTaskCanceled',
]);

type HistoryPage = Awaited<ReturnType<Client['connection']['workflowService']['getWorkflowExecutionHistory']>>;
type HistoryEvent = NonNullable<NonNullable<HistoryPage['history']>['events']>[number];

/** Starts with the first run: the workflow id alone names the latest run only. */
async function* eventsOf(client: Client, { workflowId, runId }: Execution): AsyncGenerator<HistoryEvent> {
  const first = runId ?? (await firstRunOf(client, workflowId));
  let nextPageToken: Uint8Array | undefined;
  do {
    const answer = await client.connection.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId: first },
      maximumPageSize: 250,
      ...defined({ nextPageToken }),
    });
    yield* answer.history?.events ?? [];
    nextPageToken = answer.nextPageToken ?? undefined;
  } while (nextPageToken !== undefined && nextPageToken.length > 0);
}

async function firstRunOf(client: Client, workflowId: string): Promise<string> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.firstRunId ?? raw.workflowExecutionInfo?.execution?.runId ?? '';
}

/** The name of its attributes, for example `activityTaskScheduled`. */
function typeOf(event: HistoryEvent): string {
  const key = Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value != null)?.[0];
  return key?.replace('EventAttributes', '') ?? 'unknown';
}

/** The size of each payload in an event, in bytes. */
function* payloadSizes(value: unknown): Generator<number> {
  if (value === null || typeof value !== 'object') return;
  if ('data' in value && value.data instanceof Uint8Array) {
    yield value.data.length;
    return;
  }
  if (value instanceof Uint8Array) return;
  for (const part of Object.values(value)) yield* payloadSizes(part);
}
