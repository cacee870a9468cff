import type { Client } from '@temporalio/client';
import { expect, vi } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.js';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { eciReplicator, type RunningCommand, startCommand } from '../integration/support/eci-replicator.js';
import { failedTasks } from './failed-tasks.js';
import { simulatorForTest } from './simulator-for-test.js';
import { SOURCE_REGION, sourceCaches } from './sources.js';
import { summaryOf } from './summary-of.js';
import { clientForTest } from './temporal-client.js';
import { untilBilled } from './until-billed.js';
import { workerEnvironment } from './worker-environment.js';

const REGIONS = ['cn-beijing', 'cn-shanghai'];
const RUNS = 5;
const CACHES = 3;
const COPIES = RUNS * CACHES * REGIONS.length;

/** A service and a task queue, on which five runs copy while their workers are swapped. */
export interface SwapWorld {
  readonly client: Client;
  readonly simulator: Simulator;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Starts a worker of a build and waits until it polls. */
  startWorker(command: string, env?: Readonly<Record<string, string>>): Promise<RunningCommand>;
  /** Starts five runs with their own sources, and resolves when half of their copies are billed. */
  startRuns(): Promise<readonly string[]>;
}

/**
 * Opens the world on the server at `address`, `127.0.0.1:port`. Call it within a test.
 */
export async function openSwapWorld(address: string, taskQueue: string): Promise<SwapWorld> {
  const scenario = { sources: sourceCaches(RUNS * CACHES), copyTime: '8s' };
  const simulator = await simulatorForTest(scenario);
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

/** Waits for the runs, and expects one bill for each copy, and no workflow task that failed. */
export async function expectOneBillEach({ client, simulator }: SwapWorld, runs: readonly string[]): Promise<void> {
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

/** Makes the build current. The server learns of a build when its workers first poll, a moment after they have started. */
export async function setCurrent(
  world: SwapWorld,
  deployment: Readonly<Record<string, string>>,
  buildId: string,
): Promise<void> {
  const command = () => eciReplicator(['deployment', 'set-current', buildId], { env: { ...world.env, ...deployment } });
  await vi.waitUntil(async () => (await command()).code === 0, { timeout: 30_000 });
}

/** The build that each workflow is pinned to, as `deployment.build`; undefined if it is not versioned. */
export async function pinnedBuilds(client: Client, workflowIds: readonly string[]): Promise<(string | undefined)[]> {
  const described = await Promise.all(workflowIds.map((id) => client.workflow.getHandle(id).describe()));
  return described.map(({ raw }) => raw.workflowExecutionInfo?.versioningInfo?.version ?? undefined);
}
