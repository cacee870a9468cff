import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { approveWaveUpdate, pauseUpdate, resumeUpdate, type RunStatus } from '../../workflows/messages.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { ADDRESS_SECRETS, webhookReceiver } from '../support/webhook-receiver.js';
import { workerEnvironment } from '../support/worker-environment.js';
import { eciReplicator, startEciReplicator } from './support/eci-replicator.js';
import { readable } from './support/readable.js';
import { temporaryFolder } from './support/temporary-folder.js';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const REGION = 'cn-beijing';
const notify = { webhookEnv: 'HOOK', secretEnv: 'HOOK_SECRET' };

const env: NodeJS.ProcessEnv = {};
let replicator: Replicator;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    scenario: {
      sources: sourceCaches(1),
      copyTime: '1s',
      regions: { 'cn-chengdu': { copyTime: '1h' }, 'cn-qingdao': { errorCode: 'Zone.NotOnSale' } },
    },
    env,
  });
});
afterAll(() => replicator.close());

/** Changes the worker's environment, which is read at every attempt. */
async function receiving() {
  const receiver = await webhookReceiver();
  Object.assign(env, { HOOK: receiver.url, HOOK_SECRET: SECRET });
  return receiver;
}

function start(name: string, change: object = {}, input: object = {}): Promise<WorkflowHandle> {
  const { client, taskQueue } = replicator;
  const plan = { ...planOf({ name, caches: 1, regions: [REGION] }), notify, ...change };
  return client.workflow.start('replicate', {
    taskQueue,
    workflowId: `replicate-${name}`,
    args: [{ plan, ...input }],
  });
}

/** The workflow that sends the notification of one event of a run. */
async function teller(client: Client, run: WorkflowHandle, event: string): Promise<WorkflowHandle> {
  const { runId } = await run.describe();
  return client.workflow.getHandle(`${run.workflowId}/notify/${runId}/${event}`);
}

describe('the webhook of a plan', () => {
  it('is retried with one signed notification until it accepts, even after the run has ended, and no secret leaks', async () => {
    const { simulator } = replicator;
    const receiver = await webhookReceiver();
    receiver.answer({ status: 503, headers: { 'retry-after': '1' } });
    const folder = await temporaryFolder();
    const plan = { ...planOf({ name: 'told', caches: 1, regions: [REGION] }), notify };
    await writeFile(path.join(folder, 'told.yaml'), JSON.stringify(plan));
    const address = temporalAddress();
    const worker = startEciReplicator(['worker'], {
      env: {
        ...workerEnvironment({ address, taskQueue: 'told', simulator }),
        LOG_LEVEL: 'trace',
        HOOK: receiver.url,
        HOOK_SECRET: SECRET,
      },
    });
    const ran = await eciReplicator(['run', 'told.yaml'], {
      env: { TEMPORAL_ADDRESS: address, ECI_REPLICATOR_TASK_QUEUE: 'told' },
      cwd: folder,
    });
    expect(ran.code, ran.stderr).toBe(0);
    await vi.waitUntil(() => receiver.received.length >= 2, { timeout: 20_000 });
    receiver.answer({ status: 200 });

    const connection = await Connection.connect({ address });
    try {
      const client = new Client({ connection });
      const run = client.workflow.getHandle('replicate-told');
      const telling = await teller(client, run, 'ready');
      expect(await telling.result()).toEqual({ status: 200, attempts: receiver.received.length });
      const { runId } = await run.describe();
      expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key']))).toEqual(
        new Set([`${runId}-ready`]),
      );
      for (const { body, headers } of receiver.received) {
        expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({
          version: 1,
          event: 'ready',
          plan: 'told',
          workflowId: 'replicate-told',
          runId,
          counts: { planned: 1, ready: 1 },
          regions: [{ region: REGION, counts: { ready: 1 } }],
          message: 'Replication of told is ready: 1 of 1 copy ready.',
        });
      }
      const log = await worker.stop('SIGTERM');
      const kept = await Promise.all([run, telling].map(async (handle) => readable(await handle.fetchHistory())));
      expect(kept[1]).toContain('the webhook answered 503');
      const words = [log.stdout, log.stderr, ran.stdout, ran.stderr, ...kept].join('\n');
      for (const secret of [...ADDRESS_SECRETS, SECRET, SECRET.slice(6)]) expect(words).not.toContain(secret);
    } finally {
      await connection.close();
    }
  });

  it.each([
    ['partial', { targets: [{ region: REGION }, { region: 'cn-qingdao', required: false }] }, {}, undefined],
    ['failed', { targets: [{ region: 'cn-qingdao' }] }, {}, undefined],
    ['failed', {}, { expectDigest: '0'.repeat(64) }, /digest/],
  ] as const)('is told of a run that is %s', async (event, change, input, reason) => {
    const { received } = await receiving();
    const run = await start(reason === undefined ? `ends-${event}` : 'ends-refused', change, input);
    await Promise.allSettled([run.result()]);
    await vi.waitUntil(() => received.length > 0, { timeout: 20_000 });
    expect(received[0]?.notification).toMatchObject({
      event,
      ...(reason === undefined ? {} : { reason: expect.stringMatching(reason) }),
    });
  });

  it('receives each pause and each wave that waits for approval', async () => {
    const receiver = await receiving();
    const run = await start('told-of-waits', {
      targets: [{ region: 'cn-shenzhen' }],
      waves: [{ regions: ['cn-shenzhen'], after: 'approval' }],
    });
    const events = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    const told = (event: string) => events().filter((one) => one['event'] === event);
    await vi.waitUntil(async () => (await run.query<RunStatus>('status')).approval !== undefined, { timeout: 20_000 });
    await run.executeUpdate(pauseUpdate, { args: [{ by: 'ada', reason: 'a look' }] });
    await run.executeUpdate(resumeUpdate, { args: [{}] });
    await run.executeUpdate(pauseUpdate, { args: [{}] });
    await run.executeUpdate(resumeUpdate, { args: [{}] });
    await vi.waitUntil(() => told('paused').length === 2 && told('approval').length === 1, { timeout: 20_000 });
    expect(told('paused').map(({ reason }) => reason)).toEqual(['ada: a look', 'on request']);
    expect(told('approval')[0]).toMatchObject({ wave: 1, message: expect.stringContaining('approval of wave 1') });
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    await run.executeUpdate(approveWaveUpdate, { args: [{ wave: 1 }] });
    await run.result();
    await vi.waitUntil(() => told('ready').length === 1, { timeout: 20_000 });
  });

  it('receives the end of a cancelled run', async () => {
    const { received } = await receiving();
    const run = await start('ends-cancelled', { targets: [{ region: 'cn-chengdu' }] });
    await vi.waitUntil(async () => JSON.stringify(await run.query('status')).includes('copying'), { timeout: 20_000 });
    await run.cancel();
    await expect(run.result()).rejects.toThrow();
    await vi.waitUntil(() => received.length > 0, { timeout: 20_000 });
    expect(received[0]?.notification).toMatchObject({ event: 'cancelled', counts: { pending: 1 } });
  });

  it('does not fail the run if its variable is not set, and the run says which one to set', async () => {
    const run = await start('not-set', { notify: { webhookEnv: 'NO_SUCH_HOOK' } });
    expect(await run.result()).toMatchObject({ outcome: 'ready' });
    const telling = await teller(replicator.client, run, 'ready');
    await expect(telling.result()).rejects.toMatchObject({
      cause: { type: 'WebhookNotUsable', message: expect.stringContaining('NO_SUCH_HOOK is not set') },
    });
  });

  it('receives only the events that the plan asks for', async () => {
    const run = await start('quiet', { notify: { ...notify, on: ['failed', 'partial'] } });
    await run.result();
    expect(readable(await run.fetchHistory())).not.toContain('/notify/');
  });

  it('receives an event once if the run is reset to a point after it', async () => {
    const { received } = await receiving();
    const run = await start('reset');
    await run.result();
    await vi.waitUntil(() => received.length > 0, { timeout: 20_000 });
    const { client } = replicator;
    const { events } = await run.fetchHistory();
    const last = events?.findLast(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
    const { runId } = await run.describe();
    const { runId: again } = await client.connection.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: run.workflowId, runId },
      workflowTaskFinishEventId: last?.eventId ?? null,
      requestId: 'once',
      reason: 'a test',
    });
    expect(await client.workflow.getHandle(run.workflowId, again).result()).toMatchObject({ outcome: 'ready' });
    expect(again).not.toBe(runId);
    expect(received).toHaveLength(1);
  });
});
