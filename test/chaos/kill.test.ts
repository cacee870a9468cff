import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.js';
import { type RunningCommand, startEciReplicator } from '../integration/support/eci-replicator.js';
import { startTemporalServer, type TemporalServer } from '../integration/support/temporal-server.js';
import { temporaryFolder } from '../integration/support/temporary-folder.js';
import { expectOneBillEachThrough, killedRunScenario } from '../support/killed-run.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { workerEnvironment } from '../support/worker-environment.js';

const KILLS = 5;
const QUEUE = 'chaos';

describe('a run of 200 copies through faults', () => {
  let folder: string;
  let server: TemporalServer;
  let simulator: Simulator;
  let worker: RunningCommand;
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startTemporalServer({ dbFilename: path.join(folder, 'temporal.db') });
    simulator = await simulatorForTest(killedRunScenario);
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

  const killing = (kill: () => Promise<void>) =>
    expectOneBillEachThrough({
      address: server.address,
      taskQueue: QUEUE,
      name: 'chaos',
      simulator,
      times: KILLS,
      kill,
    });

  it('bills each copy once although its worker is killed five times', () =>
    killing(async () => {
      await worker.stop('SIGKILL');
      worker = startWorker();
    }));

  it('bills each copy once although the Temporal server is killed five times', () =>
    killing(async () => {
      await server.kill();
      server = await startTemporalServer({ dbFilename: path.join(folder, 'temporal.db'), port: server.port });
    }));
});
