import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import getPort from 'get-port';
import { expect, it, vi } from 'vitest';
import type { Simulator } from '../../../src/simulator/simulator.js';
import { loopbackServer } from '../../support/loopback-server.js';
import { temporalAddress } from '../../support/shared-server.js';
import { simulatorForTest } from '../../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { clientForTest } from '../../support/temporal-client.js';
import { credentialsFromPort, issuedCredentials, workerEnvironment } from '../../support/worker-environment.js';
import { startEciReplicator } from '../support/eci-replicator.js';

it('a worker that is refused from the start takes no tasks until its clock, key or token is accepted', async () => {
  const key = { accessKeyId: 'unknown-yet', accessKeySecret: 'secret-of-this-test' };
  const simulator = await simulatorForTest({ sources: sourceCaches(1), credentials: [key] });
  const [accepted] = simulator.scenario.credentials;
  Object.assign(accepted ?? {}, { accessKeyId: 'another' });
  const name = 'refused-from-the-start';
  const { worker, probe } = await startWorker(name, simulator, { ALIBABA_CLOUD_ACCESS_KEY_ID: key.accessKeyId });
  await worker.untilItSays('it takes no tasks until that is fixed');
  expect(await probe('/readyz')).toEqual({ status: 503, text: '{"status":"refused"}' });
  expect(await probe('/livez')).toEqual({ status: 200, text: '{"status":"starting"}' });

  const run = await startRun(name);
  Object.assign(accepted ?? {}, key);
  await worker.untilItSays('worker started');
  expect(await run.result()).toMatchObject({ outcome: 'ready' });
  expect(await probe('/readyz')).toEqual({ status: 200, text: '{"status":"ready"}' });
  const { events } = await run.fetchHistory();
  const [started] = (events ?? []).filter(
    ({ workflowTaskStartedEventAttributes }) => workflowTaskStartedEventAttributes,
  );
  expect(started?.workflowTaskStartedEventAttributes?.identity).toContain(String(worker.pid));
  expect((await worker.stop('SIGTERM')).code).toBe(0);
});

it('a worker whose key dies says so in its log and at /readyz, and keeps running', async () => {
  const simulator = await simulatorForTest({ sources: sourceCaches(1) });
  const [accepted] = simulator.scenario.credentials;
  const name = 'refused-worker';
  const { worker, probe } = await startWorker(name, simulator);
  await worker.untilItSays('worker started');
  expect(await probe('/readyz')).toMatchObject({ status: 200 });
  Object.assign(accepted ?? {}, { accessKeyId: 'another' });

  const run = await startRun(name);
  await vi.waitUntil(async () => (await probe('/readyz')).status === 503, { timeout: 60_000, interval: 100 });
  expect(await probe('/healthz')).toMatchObject({ status: 200 });

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
  const endpoint = await loopbackServer((_, response) => {
    if (token === undefined) return void response.writeHead(503).end();
    return void response.end(issuedCredentials(key.accessKeyId, key.accessKeySecret, token));
  });
  const name = 'loses-credentials';
  const { worker, probe } = await startWorker(name, simulator, credentialsFromPort(endpoint.port));
  await worker.untilItSays('worker started');
  const ready = async () => (await probe('/readyz')).text;

  const run = await startRun(name);
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

/** A worker with probes, on the task queue `name`. It may not have started yet. */
async function startWorker(name: string, simulator: Simulator, own: Readonly<Record<string, string | undefined>> = {}) {
  const port = await getPort();
  const env = {
    ...workerEnvironment({ address: temporalAddress(), taskQueue: name, simulator }),
    ...own,
    ECI_REPLICATOR_HEALTH: `127.0.0.1:${port}`,
  };
  const probe = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return { worker: startEciReplicator(['worker'], { env }), probe };
}

/** A run of one copy, on the task queue `name`. */
async function startRun(name: string): Promise<WorkflowHandle> {
  const client = await clientForTest(temporalAddress());
  const plan = planOf({ name, caches: 1, regions: ['cn-beijing'] });
  return client.workflow.start('replicate', { taskQueue: name, workflowId: `replicate-${name}`, args: [{ plan }] });
}

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
