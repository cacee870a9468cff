import type { Client } from '@temporalio/client';

/** What the histories of some workflows hold, and those of all their children, whatever they continued as. */
export interface HistoryFigures {
  /** Over all of them. */
  readonly events: number;
  readonly histories: number;
  /** Events of the longest one. */
  readonly longest: number;
  /** Bytes of the largest single payload. */
  readonly largestPayload: number;
  /** Bytes of all payloads of the history that holds most. */
  readonly heaviest: number;
  /** Bytes of all payloads that one workflow task asked for: they travel in one message. */
  readonly largestTask: number;
  /** The most activities that were pending in one of them at once. */
  readonly pending: number;
  /** Events by type. */
  readonly types: Readonly<Record<string, number>>;
}

interface Execution {
  readonly workflowId: string;
  readonly runId?: string;
}

/** Histories that are read at once. */
const AT_ONCE = 8;

/** @param client one that takes messages of any size: a page may hold more than four megabytes. */
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

/** Which workflow task asked for what an event tells; `undefined`: none did. */
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

/** First run first: a workflow's id alone names its latest run, whose events would hide those before. */
async function* eventsOf(client: Client, { workflowId, runId }: Execution): AsyncGenerator<HistoryEvent> {
  const first = runId ?? (await firstRunOf(client, workflowId));
  let nextPageToken: Uint8Array | undefined;
  do {
    const answer = await client.connection.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId: first },
      maximumPageSize: 250,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    yield* answer.history?.events ?? [];
    nextPageToken = answer.nextPageToken ?? undefined;
  } while (nextPageToken !== undefined && nextPageToken.length > 0);
}

async function firstRunOf(client: Client, workflowId: string): Promise<string> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.firstRunId ?? raw.workflowExecutionInfo?.execution?.runId ?? '';
}

/** Such as `activityTaskScheduled`: the name of its attributes. */
function typeOf(event: HistoryEvent): string {
  const key = Object.entries(event).find(([name, value]) => name.endsWith('EventAttributes') && value != null)?.[0];
  return key?.replace('EventAttributes', '') ?? 'unknown';
}

/** Bytes of each payload within an event. */
function* payloadSizes(value: unknown): Generator<number> {
  if (value === null || typeof value !== 'object') return;
  if ('data' in value && value.data instanceof Uint8Array) {
    yield value.data.length;
    return;
  }
  if (value instanceof Uint8Array) return;
  for (const part of Object.values(value)) yield* payloadSizes(part);
}
