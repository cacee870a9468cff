import type { Client } from '@temporalio/client';
import type { Check } from './check.js';
import { checkSearchAttributes } from './check-search-attributes.js';
import { pollersOf, type PolledFor } from './pollers.js';
import { reasonOf } from './reason-of.js';

/**
 * Looks at all of Temporal's side that a client can see: its version, the namespace, who polls the two queues, and what
 * runs are found by.
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
    return { name, result: 'warn', found: `it does not tell its version: ${reasonOf(error)}` };
  }
}

async function checkNamespace(client: Client): Promise<Check> {
  const name = 'namespace';
  const { namespace } = client.options;
  try {
    const { config } = await client.connection.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400;
    return { name, result: 'ok', found: `${namespace}; ended runs, and so their reports, are kept for ${days} days` };
  } catch (error) {
    return {
      name,
      result: 'fail',
      found: `${namespace} cannot be read: ${reasonOf(error)}`,
      mend: 'Set TEMPORAL_NAMESPACE to one that exists and that you may read, or create it.',
    };
  }
}

async function checkQueue(client: Client, taskQueue: string, polledFor: PolledFor): Promise<Check> {
  const name = `${polledFor} on ${taskQueue}`;
  const pollers = new Set(await pollersOf(client, taskQueue, polledFor));
  if (pollers.size > 0)
    return { name, result: 'ok', found: `polled by ${[...pollers].join(', ')} in the last minutes` };
  return {
    name,
    result: 'fail',
    found: 'no worker polls it',
    mend: 'Start one with `eci-replicator worker`, with the same TEMPORAL_* settings and ECI_REPLICATOR_TASK_QUEUE.',
  };
}
