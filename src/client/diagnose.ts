import type { Client } from '@temporalio/client';
import { searchAttributeKeys } from '../search-attributes/keys.js';
import { usableSearchAttributes } from '../search-attributes/registration.js';
import { awaitWorker, type WorkerCheck } from './await-worker.js';
import type { Pause } from './pause.js';
import { type Poller, pollersOf, type TaskType } from './pollers.js';
import { grpcStatus, isDisconnection } from './temporal-errors.js';

/** How long a worker may take to answer, ms: it may be busy. */
const ANSWER_WITHIN_MS = 10_000;
/** The server answers a poll after a minute at the latest, and the worker polls again. */
const POLLS_AT_LEAST_EVERY_MS = 90_000;

/** One finding of `doctor`, as its JSON has it. */
export interface Check {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it; absent if all is well, or if `found` says it. */
  readonly mend?: string;
}

/**
 * Checks everything about Temporal that a client can see: the server's version, the namespace, the workers on both task
 * queues, and the search attributes.
 *
 * @throws the error of a call if the server goes away: what is not known then is no finding about a namespace or a worker.
 */
export async function diagnose(client: Client, taskQueue: string, pause: Pause): Promise<Check[]> {
  const namespace = await checkNamespace(client);
  if (namespace.result === 'fail') return [namespace];
  const worker = await awaitWorker(client, taskQueue, { atMost: ANSWER_WITHIN_MS, pause });
  return [
    await checkServer(client),
    namespace,
    await checkQueue(client, taskQueue, 'workflows', worker),
    await checkQueue(client, taskQueue, 'activities', worker),
    await checkQueue(client, `${taskQueue}-copy`, 'activities', worker),
    await checkSearchAttributes(client),
  ];
}

async function checkServer(client: Client): Promise<Check> {
  const name = 'server';
  try {
    const { serverVersion } = await client.connection.workflowService.getSystemInfo({});
    return { name, result: 'ok', found: `Temporal ${serverVersion ?? 'of an unknown version'}` };
  } catch (error) {
    return { name, result: 'warn', found: `its version cannot be read: ${refusalOf(error)}` };
  }
}

async function checkNamespace(client: Client): Promise<Check> {
  const name = 'namespace';
  const { namespace } = client.options;
  try {
    const { config } = await client.connection.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
    return {
      name,
      result: 'ok',
      found: `${namespace}; it keeps ended runs and their reports for ${days} ${days === 1 ? 'day' : 'days'}`,
    };
  } catch (error) {
    return {
      name,
      result: 'fail',
      found: `${namespace} cannot be read: ${refusalOf(error)}`,
      mend: 'Set TEMPORAL_NAMESPACE to a namespace that exists and that you may read, or create it.',
    };
  }
}

/** A poller that is not known to answer counts only if it has polled as lately as an idle worker must. */
async function checkQueue(client: Client, taskQueue: string, taskType: TaskType, worker: WorkerCheck): Promise<Check> {
  const name = `${taskType} on ${taskQueue}`;
  const pollers = await pollersOf(client, taskQueue, taskType);
  const recent = pollers.filter(({ polledAt }) => worker.at - polledAt <= POLLS_AT_LEAST_EVERY_MS);
  if (worker.answered && recent.length > 0) {
    const identities = [...new Set(recent.map(({ identity }) => identity))].join(', ');
    return { name, result: 'ok', found: `${taskType === 'workflows' ? 'answered, and ' : ''}polled by ${identities}` };
  }
  return {
    name,
    result: 'fail',
    found: worker.answered
      ? `no worker polls it${lastPoll(pollers, worker)}`
      : `no worker answers${lastPoll(pollers, worker)}`,
    mend: 'Start one with `eci-replicator worker`, with the same TEMPORAL_* settings and ECI_REPLICATOR_TASK_QUEUE.',
  };
}

/** Whoever polled last may have ended since. */
function lastPoll([last]: readonly Poller[], { at }: WorkerCheck): string {
  if (last === undefined) return '';
  return `; ${last.identity} polled it last, ${Math.max(0, Math.round((at - last.polledAt) / 1_000))} s ago`;
}

/** Never fails: runs work without search attributes. */
async function checkSearchAttributes(client: Client): Promise<Check> {
  const name = 'search attributes';
  let usable: ReadonlySet<string>;
  try {
    usable = new Set(await usableSearchAttributes(client));
  } catch (error) {
    return { name, result: 'warn', found: `they cannot be read from here: ${refusalOf(error)}` };
  }
  const missing = searchAttributeKeys.map((key) => key.name).filter((each) => !usable.has(each));
  if (missing.length === 0) {
    return { name, result: 'ok', found: 'runs can be searched for by plan, regions and outcome' };
  }
  return {
    name,
    result: 'warn',
    found: `${missing.join(', ')} not registered: runs work, but cannot be searched for by ${missing.length === 1 ? 'it' : 'them'}`,
    mend: 'Register them with `eci-replicator setup`.',
  };
}

/** The server's own sentence about a call that it refused. @throws the error if the server did not answer. */
function refusalOf(error: unknown): string {
  if (isDisconnection(error)) throw error;
  return grpcStatus(error).details;
}
