import type { Client } from '@temporalio/client';
import { searchAttributeKeys } from '../search-attributes/keys.js';
import { usableSearchAttributes } from '../search-attributes/registration.js';
import { pollersOf, type TaskType } from './pollers.js';

/** One finding of `doctor`, as its JSON has it. */
export interface Check {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it; absent if all is well. */
  readonly mend?: string;
}

/**
 * Checks everything about Temporal that a client can see: the server's version, the namespace, the workers on both task
 * queues, and the search attributes.
 */
export async function diagnose(client: Client, taskQueue: string): Promise<Check[]> {
  const namespace = await checkNamespace(client);
  if (namespace.result === 'fail') return [namespace];
  return [
    await checkServer(client),
    namespace,
    await checkQueue(client, taskQueue, 'workflows'),
    await checkQueue(client, taskQueue, 'activities'),
    await checkQueue(client, `${taskQueue}-copy`, 'activities'),
    await checkSearchAttributes(client),
  ];
}

async function checkServer(client: Client): Promise<Check> {
  const name = 'server';
  try {
    const { serverVersion } = await client.connection.workflowService.getSystemInfo({});
    return { name, result: 'ok', found: `Temporal ${serverVersion ?? 'of an unknown version'}` };
  } catch (error) {
    return { name, result: 'warn', found: `its version cannot be read: ${reasonOf(error)}` };
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
      found: `${namespace} cannot be read: ${reasonOf(error)}`,
      mend: 'Set TEMPORAL_NAMESPACE to a namespace that exists and that you may read, or create it.',
    };
  }
}

async function checkQueue(client: Client, taskQueue: string, taskType: TaskType): Promise<Check> {
  const name = `${taskType} on ${taskQueue}`;
  const pollers = new Set(await pollersOf(client, taskQueue, taskType));
  if (pollers.size > 0)
    return { name, result: 'ok', found: `polled in the last five minutes by ${[...pollers].join(', ')}` };
  return {
    name,
    result: 'fail',
    found: 'no worker polls it',
    mend: 'Start one with `eci-replicator worker`, with the same TEMPORAL_* settings and ECI_REPLICATOR_TASK_QUEUE.',
  };
}

/** Never fails: runs work without search attributes. */
async function checkSearchAttributes(client: Client): Promise<Check> {
  const name = 'search attributes';
  let usable: ReadonlySet<string>;
  try {
    usable = new Set(await usableSearchAttributes(client));
  } catch (error) {
    return { name, result: 'warn', found: `they cannot be read from here: ${reasonOf(error)}` };
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

/** The server's own sentence about a failed call, else the error's. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'details' in error && typeof error.details === 'string' && error.details !== ''
    ? error.details
    : error.message;
}
