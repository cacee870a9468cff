import type { Client } from '@temporalio/client';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { obtainLastRelease } from '../../scripts/binaries/last-release.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { eciReplicator, type RunningCommand, startCommand } from '../integration/support/eci-replicator.js';
import { bin } from '../support/built-package.js';
import { failedTasks } from '../support/failed-tasks.js';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { SOURCE_REGION, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { clientForTest } from '../support/temporal-client.js';
import { untilBilled } from '../support/until-billed.js';
import { workerEnvironment } from '../support/worker-environment.js';

const REGIONS = ['cn-beijing', 'cn-shanghai'];
const RUNS = 5;
const CACHES = 3;
const COPIES = RUNS * CACHES * REGIONS.length;

let released: string;
beforeAll(async () => {
  released = await obtainLastRelease();
}, 10 * 60_000);

interface World {
  readonly client: Client;
  readonly simulator: Simulator;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Starts a worker of a build and waits until it polls. */
  startWorker(command: string, env?: Readonly<Record<string, string>>): Promise<RunningCommand>;
  /** Starts five runs with their own sources, and resolves when half of their copies are billed. */
  startRuns(): Promise<readonly string[]>;
}

async function openWorld(taskQueue: string): Promise<World> {
  const scenario = { sources: sourceCaches(RUNS * CACHES), copyTime: '8s' };
  const simulator = await simulatorForTest(scenario);
  const address = temporalAddress();
  const client = await clientForTest(address);
  const env = {
    ...workerEnvironment({ address, taskQueue, simulator }),
    ECI_REPLICATOR_COPIES_PER_SECOND: '1000',
    LOG_FORMAT: 'json',
  };
  return {
    client,
    simulator,
    env,
    startWorker: async (command, own = {}) => {
      const worker = startCommand(process.execPath, [command, 'worker'], { env: { ...env, ...own } });
      await worker.untilItSays('worker started');
      return worker;
    },
    startRuns: async () => {
      const names = Array.from({ length: RUNS }, (_, i) => `${taskQueue}-${i}`);
      for (const [i, name] of names.entries()) {
        const caches = sourceCaches(RUNS * CACHES).slice(i * CACHES, (i + 1) * CACHES);
        const plan = {
          version: 1,
          name,
          source: { region: SOURCE_REGION, caches: caches.map(({ id }) => ({ id })) },
          targets: REGIONS.map((region) => ({ region })),
          policy: { ready: { pollEvery: '1s' }, maxInFlight: 2 },
        };
        await client.workflow.start('replicate', { taskQueue, workflowId: runWorkflowId(name), args: [{ plan }] });
      }
      await untilBilled(simulator, COPIES / 2);
      return names.map(runWorkflowId);
    },
  };
}

async function expectOneBillEach({ client, simulator }: World, runs: readonly string[]): Promise<void> {
  for (const id of runs) {
    expect(await summaryOf(client.workflow.getHandle(id).result())).toMatchObject({
      outcome: 'ready',
      counts: { ready: CACHES * REGIONS.length, failed: 0 },
    });
  }
  expect(simulator.ledger()).toMatchObject({ billed: { length: COPIES }, duplicates: [] });
  const ids = runs.flatMap((id) => [id, ...REGIONS.map((region) => `${id}/${region}`)]);
  expect(await failedTasks(client, ids)).toEqual([]);
}

describe('workers that are swapped while five runs copy', () => {
  const SWAPS: readonly [string, string, () => readonly [string, string]][] = [
    ['from the last release to this one', 'swap-up', () => [released, bin]],
    ['from this release back to the last one', 'swap-down', () => [bin, released]],
  ];
  it.each(SWAPS)('%s, without versioning', async (_, taskQueue, commands) => {
    const [before, after] = commands();
    const world = await openWorld(taskQueue);
    const old = await world.startWorker(before);
    const runs = await world.startRuns();
    await old.stop('SIGTERM');
    await world.startWorker(after);
    await expectOneBillEach(world, runs);
  });

  it('from the last release, without versioning, to a deployment of this one', async () => {
    const deployment = { ECI_REPLICATOR_DEPLOYMENT: 'swap-versioned' };
    const world = await openWorld('swap-versioned');
    const old = await world.startWorker(released);
    const runs = await world.startRuns();
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'new' });
    await setCurrent(world, deployment, 'new');
    await old.stop('SIGTERM');
    await expectOneBillEach(world, runs);
  });

  it('from one build of a deployment to another and back, and those of the first are killed and started again', async () => {
    const deployment = { ECI_REPLICATOR_DEPLOYMENT: 'swap-killed' };
    const world = await openWorld('swap-killed');
    const first = await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'first' });
    await setCurrent(world, deployment, 'first');
    const runs = await world.startRuns();
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'second' });
    await setCurrent(world, deployment, 'second');
    await first.stop('SIGKILL');
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'first' });
    await setCurrent(world, deployment, 'first');
    await expectOneBillEach(world, runs);
  });
});

/** The server learns of a build when its workers first poll, a moment after they have started. */
async function setCurrent(world: World, deployment: Readonly<Record<string, string>>, buildId: string): Promise<void> {
  const command = () => eciReplicator(['deployment', 'set-current', buildId], { env: { ...world.env, ...deployment } });
  await vi.waitUntil(async () => (await command()).code === 0, { timeout: 30_000 });
}
