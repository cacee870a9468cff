import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import { type RunningCommand, startEciReplicator } from '../integration/support/eci-replicator.js';
import { startTemporalServer, type TemporalServer } from '../integration/support/temporal-server.js';
import { temporaryFolder } from '../integration/support/temporary-folder.js';
import { FAULTS } from '../support/faults.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { withClient } from '../support/temporal-client.js';
import { untilBilled } from '../support/until-billed.js';
import { workerEnvironment } from '../support/worker-environment.js';

const REGIONS = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen', 'ap-southeast-1', 'eu-central-1'];
const COPIES = 200;
const KILLS = 5;
const QUEUE = 'chaos';

const scenario: ScenarioInput = {
  sources: sourceCaches(COPIES / REGIONS.length),
  copyTime: '2s',
  faults: FAULTS,
};

/** Random moments of the run, as numbers of billed copies. Each run of the test tries others. */
function moments(): number[] {
  const drawn = Array.from({ length: KILLS }, () => 1 + Math.floor(Math.random() * (COPIES - 2)));
  return drawn.toSorted((a, b) => a - b);
}

describe('a run of 200 copies through faults', () => {
  let folder: string;
  let server: TemporalServer;
  let simulator: Simulator;
  let worker: RunningCommand;
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startTemporalServer({ dbFilename: path.join(folder, 'temporal.db') });
    simulator = await simulatorForTest(scenario);
    worker = startWorker();
  });
  afterEach(async () => {
    await worker.stop('SIGTERM');
    await server.stop();
  });

  function startWorker(): RunningCommand {
    const env = workerEnvironment({ address: server.address, simulator, taskQueue: QUEUE });
    return startEciReplicator(['worker'], { env: { ...env, ECI_REPLICATOR_COPIES_PER_SECOND: '1000' } });
  }

  async function start(): Promise<void> {
    const plan = planOf({
      name: 'chaos',
      caches: COPIES / REGIONS.length,
      regions: REGIONS,
      policy: { maxInFlight: 8 },
    });
    await withClient(server.address, (client) =>
      client.workflow.start('replicate', { taskQueue: QUEUE, workflowId: 'replicate-chaos', args: [{ plan }] }),
    );
  }

  /** Kills at each number of billed copies. */
  async function killAt(times: readonly number[], kill: () => Promise<void>): Promise<void> {
    for (const billed of times) {
      await untilBilled(simulator, billed, 300_000);
      await kill();
    }
  }

  async function expectOneBillEach(times: readonly number[]): Promise<void> {
    const summary = await withClient(server.address, (client) => client.workflow.getHandle('replicate-chaos').result());
    expect(summary, `killed at ${times.join(', ')} billed copies`).toMatchObject({
      outcome: 'ready',
      counts: { planned: COPIES, ready: COPIES },
    });
    const ledger = simulator.ledger();
    expect(ledger.duplicates).toEqual([]);
    expect(ledger.billed).toHaveLength(COPIES);
  }

  it('bills each copy once although its worker is killed five times', async () => {
    await start();
    const times = moments();
    await killAt(times, async () => {
      await worker.stop('SIGKILL');
      worker = startWorker();
    });
    await expectOneBillEach(times);
  });

  it('bills each copy once although the Temporal server is killed five times', async () => {
    await start();
    const times = moments();
    await killAt(times, async () => {
      await server.kill();
      server = await startTemporalServer({ dbFilename: path.join(folder, 'temporal.db'), port: server.port });
    });
    await expectOneBillEach(times);
  });
});
