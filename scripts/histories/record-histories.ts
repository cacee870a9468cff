import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import { type HistoryJson, missingLandmarks } from './landmarks.js';
import { machineTraces, portableHistory } from './portable-history.js';
import { type KeptHistory, type Recording, WEBHOOK_ENV } from './recordings.js';
import { openStage, type Stage } from './stage.js';

/** Recordings that play at once: more of them would starve each other on two cores. */
const SIDE_BY_SIDE = 5;

const PLAYED_WITHIN_MS = 3 * 60_000;

/** A history as it is to be kept. */
export interface RecordedHistory {
  /** Its name without `.json`. */
  readonly file: string;
  readonly history: HistoryJson;
}

/**
 * Plays the recordings side by side against the Temporal server at `address`.
 *
 * @throws AggregateError with a message for each recording that failed, or whose history lacks what it is kept for.
 */
export async function recordHistories(address: string, recordings: readonly Recording[]): Promise<RecordedHistory[]> {
  const webhook = await openWebhook();
  const stages: Staged[] = [];
  try {
    // A worker that starts takes the processor for seconds, in which no other could answer: all start before any plays.
    for (const recording of recordings) {
      const { name, scenario } = recording;
      const stage = await openStage({ address, name, scenario, env: { [WEBHOOK_ENV]: webhook.url } });
      stages.push({ recording, stage });
    }
    const inTurn = pLimit(SIDE_BY_SIDE);
    const results = await Promise.allSettled(stages.map((staged) => inTurn(() => record(staged))));
    const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (problems.length > 0) {
      const messages = problems.map((problem) => (problem instanceof Error ? problem.message : String(problem)));
      throw new AggregateError(problems, messages.join('\n'));
    }
    return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  } finally {
    await Promise.all(stages.map(({ stage }) => stage.close()));
    await webhook.close();
  }
}

interface Staged {
  readonly recording: Recording;
  readonly stage: Stage;
}

async function record({ recording, stage }: Staged): Promise<RecordedHistory[]> {
  const { name, play, keeps } = recording;
  try {
    await Promise.race([play(stage), tooLong()]);
    return await Promise.all(keeps.map((kept) => recorded(stage.client, kept)));
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function tooLong(): Promise<never> {
  await sleep(PLAYED_WITHIN_MS, undefined, { ref: false });
  throw new Error(`its workflows did not end within ${PLAYED_WITHIN_MS / 60_000} minutes`);
}

async function recorded(client: Client, kept: KeptHistory): Promise<RecordedHistory> {
  const { file, history: number = 0, shows } = kept;
  const histories = await historiesFrom(client, await executionOf(client, kept));
  const found = histories.at(number);
  if (found === undefined) throw new Error(`${file}: there is no history ${number}, only ${histories.length}`);
  const history = portableHistory(found);
  const problems = [
    ...missingLandmarks(history, shows),
    ...machineTraces(history).map((trace) => `contains ${trace}, which only this machine has`),
  ];
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
  return { file, history };
}

interface Execution {
  readonly workflowId: string;
  readonly runId?: string;
}

async function executionOf(client: Client, { file, of, child }: KeptHistory): Promise<Execution> {
  if (child === undefined) return { workflowId: of };
  const [type, number] = child;
  const { events } = await fetchHistory(client, { workflowId: of });
  const executions = events.flatMap(({ childWorkflowExecutionStartedEventAttributes: started }) =>
    started?.workflowType.name === type ? [started.workflowExecution] : [],
  );
  const execution = executions.at(number);
  if (execution === undefined) throw new Error(`${file}: ${of} has no child ${type} ${number}`);
  return execution;
}

/** The histories of a workflow, once it has ended: one, and one more each time that it continued as new. */
async function historiesFrom(client: Client, execution: Execution): Promise<HistoryJson[]> {
  const { workflowId } = execution;
  await Promise.allSettled([client.workflow.getHandle(workflowId, execution.runId).result()]);
  const histories: HistoryJson[] = [];
  for (let { runId } = execution; ; ) {
    const history = await fetchHistory(client, runId === undefined ? { workflowId } : { workflowId, runId });
    histories.push(history);
    runId = history.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (runId === undefined) return histories;
  }
}

async function fetchHistory(client: Client, { workflowId, runId }: Execution): Promise<HistoryJson> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return JSON.parse(historyToJSON(history)) as HistoryJson;
}

/** A webhook on loopback that is unavailable at the first attempt of each notification, so that a retry is recorded. */
async function openWebhook(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const known = new Set<unknown>();
  const server = createServer(({ headers }, response) => {
    const key = headers['idempotency-key'];
    response.writeHead(known.has(key) ? 204 : 503, { 'retry-after': '1' }).end();
    known.add(key);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the webhook has no port');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${address.port}/`, close };
}
