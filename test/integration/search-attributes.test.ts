import type { Client, WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerSearchAttributes } from '../../src/search-attributes/registration.js';
import { scenarioOf } from '../../src/simulator/scenario.js';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { eciReplicator } from './support/eci-replicator.js';
import { openNamespace } from './support/namespace.js';

const NAMES = ['ReplicationPlan', 'SourceRegion', 'TargetRegions', 'ReplicationOutcome'];
const REGIONS = ['cn-beijing', 'cn-shanghai'];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    scenario: scenarioOf({
      sources: sourceCaches(1),
      copyTime: '1s',
      regions: { 'cn-qingdao': { errorCode: 'Zone.NotOnSale' }, 'cn-chengdu': { copyTime: '1h' } },
    }),
  });
});
afterAll(() => simulator.close());

/** A new namespace with a worker. */
async function open(namespace: string): Promise<Replicator> {
  const address = temporalAddress();
  await openNamespace(address, namespace);
  return openReplicator({ address, namespace, simulator });
}

function command(name: string, namespace: string, taskQueue = 'eci-replicator') {
  const env = {
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    ECI_REPLICATOR_TASK_QUEUE: taskQueue,
  };
  return eciReplicator([name, '--output', 'json'], { env });
}

function start({ client, taskQueue }: Replicator, name: string, input: object = {}): Promise<WorkflowHandle> {
  const plan = { ...planOf({ name, caches: 1, regions: REGIONS }), ...input };
  return client.workflow.start('replicate', { taskQueue, workflowId: `replicate-${name}`, args: [{ plan }] });
}

async function listed(client: Client, query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

/** The server's list lags by a moment. */
function untilListed(client: Client, query: string, workflowId: string): Promise<void> {
  return vi.waitFor(async () => expect(await listed(client, query)).toEqual([workflowId]), { timeout: 20_000 });
}

describe('setup', () => {
  it('registers all search attributes, and changes nothing when run again', async () => {
    const namespace = 'set-up-twice';
    await openNamespace(temporalAddress(), namespace);
    for (const result of ['added', 'present']) {
      const { code, stdout, stderr } = await command('setup', namespace);
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        namespace,
        searchAttributes: NAMES.map((name) => ({ name, result })),
      });
    }
  });
});

describe('in a namespace with the search attributes', () => {
  const namespace = 'with-search-attributes';
  let replicator: Replicator;
  beforeAll(async () => {
    replicator = await open(namespace);
    await registerSearchAttributes(replicator.client);
  });
  afterAll(() => replicator.close());

  it('a run can be found by its plan, regions and outcome', async () => {
    const { client } = replicator;
    const handle = await start(replicator, 'found');
    await handle.result();
    const query = 'ReplicationPlan = "found" AND SourceRegion = "cn-hongkong" AND TargetRegions = "cn-shanghai"';
    await untilListed(client, `${query} AND ReplicationOutcome = "ready"`, 'replicate-found');
  });

  it('a failed run, a partial run and a run with a different preview digest can be told apart', async () => {
    const { client, taskQueue } = replicator;
    const targets = [{ region: 'cn-beijing' }, { region: 'cn-qingdao', required: false }];
    const partial = await start(replicator, 'partial', { targets });
    const failed = await start(replicator, 'failed', { targets: [{ region: 'cn-qingdao' }] });
    const plan = planOf({ name: 'held', caches: 1, regions: REGIONS });
    const args = [{ plan, expectDigest: '0'.repeat(64) }];
    const held = await client.workflow.start('replicate', { taskQueue, workflowId: 'replicate-held', args });
    await Promise.allSettled([partial, failed, held].map((handle) => handle.result()));
    await untilListed(client, 'ReplicationOutcome = "partial"', 'replicate-partial');
    await untilListed(client, 'ReplicationPlan = "failed" AND ReplicationOutcome = "failed"', 'replicate-failed');
    await untilListed(client, 'ReplicationPlan = "held" AND ReplicationOutcome = "failed"', 'replicate-held');
  });

  it('the outcome of a run is running, and then cancelled', async () => {
    const handle = await start(replicator, 'cancelled', { targets: [{ region: 'cn-chengdu' }] });
    await untilListed(replicator.client, 'ReplicationOutcome = "running"', 'replicate-cancelled');
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    await untilListed(replicator.client, 'ReplicationOutcome = "cancelled"', 'replicate-cancelled');
  });

  it('a preview can be told apart from the runs of its plan', async () => {
    const { client, taskQueue } = replicator;
    const plan = planOf({ name: 'seen', caches: 1, regions: REGIONS });
    const args = [{ plan, dryRun: true }];
    await client.workflow.execute('replicate', { taskQueue, workflowId: 'preview-seen', args });
    await untilListed(client, 'ReplicationPlan = "seen" AND ReplicationOutcome = "preview"', 'preview-seen');
  });

  it('a run starts with a hundred regions that have the longest names', async () => {
    const targets = Array.from({ length: 100 }, (_, i) => ({
      region: `${'x'.repeat(36)}-${100 + i}`,
      required: false,
    }));
    const waves = [{ regions: targets.map(({ region }) => region) }];
    const handle = await start(replicator, 'wide', { targets, waves, policy: { deadline: '1s' } });
    await untilListed(replicator.client, 'ReplicationPlan = "wide" AND TargetRegions IS NULL', 'replicate-wide');
    await handle.terminate();
  });

  it('doctor and list use them', async () => {
    const { stdout } = await command('doctor', namespace, replicator.taskQueue);
    expect(JSON.parse(stdout)).toMatchObject({ healthy: true });
    expect(stdout).toContain('runs are found by plan, regions and outcome');
    const runs = JSON.parse((await command('list', namespace)).stdout) as { plan: string; outcome: string }[];
    expect(runs).toContainEqual(expect.objectContaining({ plan: 'found', outcome: 'ready' }));
  });
});

describe('in a namespace without the search attributes', () => {
  const namespace = 'without-search-attributes';
  let replicator: Replicator;
  beforeAll(async () => {
    replicator = await open(namespace);
  });
  afterAll(() => replicator.close());

  it('a run works and sets no attribute, and doctor says how to make runs searchable', async () => {
    const handle = await start(replicator, 'unfound');
    expect(await handle.result()).toMatchObject({ outcome: 'ready' });
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.getAll().filter(({ key }) => NAMES.includes(key.name))).toEqual([]);
    const { code, stdout } = await command('doctor', namespace, replicator.taskQueue);
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('eci-replicator setup');
  });

  it('if one of the names has another type, setup says so and a run sets the others', async () => {
    const { client } = replicator;
    const searchAttributes = { ReplicationPlan: 3 as const };
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    const { code, stderr } = await command('setup', namespace);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ReplicationPlan is registered as Int, and must be Keyword/);
    const handle = await start(replicator, 'half-found');
    await handle.result();
    await untilListed(client, 'ReplicationOutcome = "ready" AND ReplicationPlan IS NULL', 'replicate-half-found');
  });
});
