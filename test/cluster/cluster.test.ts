import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, openCluster } from '../../scripts/cluster/cluster.js';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { eciReplicator, startEciReplicator } from '../integration/support/eci-replicator.js';
import { planFile } from '../integration/support/plan-file.js';
import { bin } from '../support/built-package.js';
import { expectOneBillEachThrough, killedRunScenario } from '../support/killed-run.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { expectOneBillEach, openSwapWorld, pinnedBuilds, setCurrent } from '../support/swap-world.js';
import { workerEnvironment } from '../support/worker-environment.js';

const REGIONS = ['cn-beijing', 'cn-shanghai'];
const CACHES = 5;
const COPIES = CACHES * REGIONS.length;
const KILLS = 3;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.stop());

async function startReplicator(taskQueue: string, simulated = killedRunScenario) {
  const simulator = await simulatorForTest(simulated);
  const env = {
    ...workerEnvironment({ address: cluster.address, taskQueue, simulator }),
    ECI_REPLICATOR_COPIES_PER_SECOND: '1000',
  };
  const worker = startEciReplicator(['worker'], { env });
  await worker.untilItSays('worker started');
  return { simulator, env };
}

describe('a cluster with PostgreSQL', () => {
  it('is set up, copies a plan, and copies nothing twice when its schedule starts the plan again', async () => {
    const { simulator, env } = await startReplicator('first', { sources: sourceCaches(CACHES), copyTime: '1s' });
    const command = (...args: string[]) => eciReplicator(args, { env });
    const plan = await planFile({
      ...planOf({ name: 'scheduled', caches: CACHES, regions: REGIONS }),
      schedule: { every: '1d' },
    });

    expect(await command('setup')).toMatchObject({ code: 0 });
    expect(await command('doctor', plan)).toMatchObject({ code: 0 });
    const run = await command('run', plan);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining(`${COPIES} of ${COPIES} copies ready`) });
    expect(await command('schedule', 'apply', plan)).toMatchObject({ code: 0 });
    expect(await command('schedule', 'trigger', 'scheduled')).toMatchObject({ code: 0 });
    const listed = await vi.waitUntil(
      async () => {
        const { stdout } = await command('list');
        return (stdout.match(/^replicate-scheduled\S* +completed /gm) ?? []).length === 2 ? stdout : undefined;
      },
      { timeout: 60_000, interval: 500 },
    );
    expect(listed).toContain(runWorkflowId('scheduled'));
    expect(simulator.ledger()).toMatchObject({ billed: { length: COPIES }, duplicates: [] });
  });

  it('bills each of 200 copies once although the Temporal server is killed three times', async () => {
    const { simulator } = await startReplicator('temporal-killed');
    await expectOneBillEachThrough({
      ...{ address: cluster.address, taskQueue: 'temporal-killed', name: 'temporal-killed', simulator, times: KILLS },
      kill: async () => {
        await cluster.temporal.kill();
        await cluster.temporal.start();
      },
    });
  });

  it('bills each of 200 copies once although PostgreSQL is killed three times', async () => {
    const { simulator } = await startReplicator('postgresql-killed');
    await expectOneBillEachThrough({
      ...{
        address: cluster.address,
        taskQueue: 'postgresql-killed',
        name: 'postgresql-killed',
        simulator,
        times: KILLS,
      },
      kill: async () => {
        await cluster.postgresql.kill();
        await cluster.postgresql.start();
      },
    });
  });

  it('ends five runs while their two workers are restarted one after the other', async () => {
    const world = await openSwapWorld(cluster.address, 'restarted');
    const workers = [await world.startWorker(bin), await world.startWorker(bin)];
    const runs = await world.startRuns();
    for (const worker of workers) {
      await worker.stop('SIGTERM');
      await world.startWorker(bin);
    }
    await expectOneBillEach(world, runs);
  });

  it('ends five runs on their build while another one becomes current, and after a rollback', async () => {
    const deployment = { ECI_REPLICATOR_DEPLOYMENT: 'cluster' };
    const world = await openSwapWorld(cluster.address, 'upgraded');
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'first' });
    await setCurrent(world, deployment, 'first');
    const runs = await world.startRuns();
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'second' });
    await setCurrent(world, deployment, 'second');
    await setCurrent(world, deployment, 'first');
    await expectOneBillEach(world, runs);
    expect(await pinnedBuilds(world.client, runs)).toEqual(runs.map(() => 'cluster.first'));
  });
});
