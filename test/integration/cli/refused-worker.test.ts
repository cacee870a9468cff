import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import getPort from 'get-port';
import { createServer } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporalAddress } from '../../support/shared-server.js';
import { simulatorForTest } from '../../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { clientForTest } from '../../support/temporal-client.js';
import { workerEnvironment } from '../../support/worker-environment.js';
import { startEciReplicator } from '../support/eci-replicator.js';

it('a worker whose key is dead says so in its log and at /readyz, and keeps running', async () => {
  const simulator = await simulatorForTest({ sources: sourceCaches(1) });
  const address = temporalAddress();
  const taskQueue = 'refused-worker';
  const port = await getPort();
  const env = workerEnvironment({ address, taskQueue, simulator });
  const worker = startEciReplicator(['worker'], {
    env: { ...env, ALIBABA_CLOUD_ACCESS_KEY_ID: 'dead', ECI_REPLICATOR_HEALTH: `127.0.0.1:${port}` },
  });
  await worker.untilItSays('worker started');
  const probe = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  expect(await probe('/readyz')).toBe(200);

  const client = await clientForTest(address);
  const plan = planOf({ name: 'refused-worker', caches: 1, regions: ['cn-beijing'] });
  const workflowId = 'replicate-refused-worker';
  const run = await client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
  await vi.waitUntil(async () => (await probe('/readyz')) === 503, { timeout: 60_000, interval: 100 });
  expect(await probe('/healthz')).toBe(200);

  // Attempt after attempt, the server keeps since when they were refused.
  const first = await faultAfter(run, 1);
  expect(await faultAfter(run, first.attempt + 2)).toMatchObject({ since: first.since });
  await run.terminate('the test has seen enough');

  const { code, stderr } = await worker.stop('SIGTERM');
  expect(code).toBe(0);
  const told = stderr.split('\n').filter((line) => line.includes('the service refuses this worker'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('"code":"InvalidAccessKeyId.NotFound"');
});

it('a worker whose credentials are lost is not ready until a call succeeds, and says so', async () => {
  const key = { accessKeyId: 'temporary', accessKeySecret: 'secret-of-this-test', securityToken: 'token-1' };
  const simulator = await simulatorForTest({ sources: sourceCaches(1), copyTime: '10m', credentials: [key] });
  const [accepted] = simulator.scenario.credentials;
  let token: string | undefined = 'token-1';
  const endpoint = createServer((_, response) => {
    if (token === undefined) return void response.writeHead(503).end();
    const { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret } = key;
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    return void response.end(JSON.stringify({ AccessKeyId, AccessKeySecret, SecurityToken: token, Expiration }));
  });
  const credentialsPort = await getPort();
  endpoint.listen(credentialsPort, '127.0.0.1');
  onTestFinished(() => void endpoint.close());
  const address = temporalAddress();
  const taskQueue = 'loses-credentials';
  const port = await getPort();
  const worker = startEciReplicator(['worker'], {
    env: {
      ...workerEnvironment({ address, taskQueue, simulator }),
      ALIBABA_CLOUD_ACCESS_KEY_ID: undefined,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined,
      ALIBABA_CLOUD_SECURITY_TOKEN: undefined,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
      ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${credentialsPort}/`,
      ECI_REPLICATOR_HEALTH: `127.0.0.1:${port}`,
    },
  });
  await worker.untilItSays('worker started');
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();

  const client = await clientForTest(address);
  const plan = planOf({ name: taskQueue, caches: 1, regions: ['cn-beijing'] });
  const run = await client.workflow.start('replicate', {
    taskQueue,
    workflowId: `replicate-${taskQueue}`,
    args: [{ plan }],
  });
  await vi.waitUntil(() => simulator.ledger().billed.length > 0, { timeout: 60_000, interval: 100 });
  expect(await ready()).toBe('{"status":"ready"}');

  token = undefined;
  Object.assign(accepted ?? {}, { securityToken: 'token-2' });
  await vi.waitUntil(async () => (await ready()) === '{"status":"no credentials"}', { timeout: 60_000, interval: 100 });
  token = 'token-2';
  await vi.waitUntil(async () => (await ready()) === '{"status":"ready"}', { timeout: 60_000, interval: 100 });
  await run.terminate('the test has seen enough');

  const { code, stderr } = await worker.stop('SIGTERM');
  expect(code).toBe(0);
  expect(stderr.match(/"msg":"(?:this worker has no credentials|the service refuses this worker)/g)).toHaveLength(1);
  expect(stderr).not.toMatch(/secret-of-this-test|token-[12]/);
}, 180_000);

/** What the run's pending activity has left, from this attempt on. */
function faultAfter(run: WorkflowHandle, attempt: number): Promise<{ attempt: number; since: number }> {
  const read = async () => {
    const [payload] = (await run.describe()).raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [];
    if (payload === undefined) return false;
    const { workerFault } = defaultPayloadConverter.fromPayload<{ workerFault: { attempt: number; since: number } }>(
      payload,
    );
    return workerFault.attempt >= attempt && workerFault;
  };
  return vi.waitUntil(read, { timeout: 60_000, interval: 100 });
}
