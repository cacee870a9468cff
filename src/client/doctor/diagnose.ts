import type { Client } from '@temporalio/client';
import { searchAttributeKeys } from '../../search-attributes/keys.js';
import { usableSearchAttributes } from '../../search-attributes/registration.js';
import { taskFailureSentence } from '../../task-failure.js';
import { awaitWorker } from '../await-worker.js';
import type { Pause } from '../pause.js';
import { MAX_CHECKED, taskFailuresOnQueue } from '../status/task-failures.js';
import { grpcStatus, isDisconnection } from '../temporal-errors.js';
import { askWorker } from './ask-worker.js';
import type { Check } from '../../doctor/check.js';
import { checkWorkers } from './check-workers.js';

/** How long a worker may take to answer, ms: it may be busy. */
const ANSWER_WITHIN_MS = 10_000;
export interface DiagnoseOptions {
  readonly taskQueue: string;
  /** The regions that a worker is to ask. */
  readonly regions: readonly string[];
  /** Of this program. */
  readonly version: string;
  readonly pause: Pause;
}

/**
 * Checks everything about Temporal that a client can see: the server's version, the namespace, the workers on both task
 * queues and their deployments, whether they fail workflow tasks, and the search attributes; and has a worker inspect the rest.
 *
 * @throws the error of a call if the server goes away: what is not known then is no finding about a namespace or a worker.
 */
export async function diagnose(
  client: Client,
  { taskQueue, regions, version, pause }: DiagnoseOptions,
): Promise<Check[]> {
  const namespace = await checkNamespace(client);
  if (namespace.result === 'fail') return [namespace];
  const worker = await awaitWorker(client, taskQueue, { atMost: ANSWER_WITHIN_MS, pause });
  return [
    await checkServer(client),
    namespace,
    ...(await checkWorkers(client, taskQueue, worker, version)),
    await checkWorkflowTasks(client, taskQueue),
    await checkSearchAttributes(client),
    ...(worker.answered ? await askWorker(client, taskQueue, regions) : []),
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
      fix: 'Set TEMPORAL_NAMESPACE to a namespace that exists and that you may read, or create it.',
    };
  }
}

/** Workflows under way whose tasks the workers fail; the workers are otherwise well. */
async function checkWorkflowTasks(client: Client, taskQueue: string): Promise<Check> {
  const name = 'workflow tasks';
  try {
    const { checked, failures } = await taskFailuresOnQueue(client, taskQueue);
    const [first] = failures;
    const among = `of ${checked} ${checked === MAX_CHECKED ? 'newest workflows' : 'workflows'} under way`;
    if (first === undefined) return { name, result: 'ok', found: `none ${among} is failed by the workers` };
    return {
      name,
      result: 'fail',
      found: `the workers fail those of ${failures.length} ${among}. ${taskFailureSentence(first)}`,
    };
  } catch (error) {
    return { name, result: 'warn', found: `the workflows under way cannot be listed: ${refusalOf(error)}` };
  }
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
    fix: 'Register them with `eci-replicator setup`.',
  };
}

/** The server's own sentence about a call that it refused. @throws the error if the server did not answer. */
function refusalOf(error: unknown): string {
  if (isDisconnection(error)) throw error;
  return grpcStatus(error).details;
}
