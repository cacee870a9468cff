import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, inject } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { defined } from '../../src/defined.js';
import { openReplicator, type Replicator, type ReplicatorOptions } from './replicator.js';

/** A time-skipping Temporal server, and the worker and simulator that a test opens on it. */
export interface TimeSkipping {
  /** Available only within a test. */
  readonly env: TestWorkflowEnvironment;
  /** Opens a worker and a simulator that follow the server's clock. They close after the test. */
  open(scenario: ScenarioInput, workflows?: ReplicatorOptions['workflows']): Promise<Replicator>;
}

/** Gives each test of the suite its own server. */
export function useTimeSkipping(): TimeSkipping {
  let env: TestWorkflowEnvironment | undefined;
  let replicator: Replicator | undefined;
  const opened = () => {
    if (env === undefined) throw new Error('the server exists only within a test');
    return env;
  };
  beforeEach(async () => {
    env = await startServer();
  });
  afterEach(async () => {
    await replicator?.close();
    replicator = undefined;
    await env?.teardown();
  });
  return {
    get env() {
      return opened();
    },
    async open(scenario, workflows) {
      const server = opened();
      replicator = await openReplicator({
        address: server.address,
        scenario,
        clock: () => server.currentTimeMs(),
        ...defined({ workflows }),
      });
      return replicator;
    },
  };
}

/** The SDK waits only 5 s for the server, whose Java runtime can take longer to start on a busy machine. */
async function startServer(attempts = 3): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path', path: inject('testServerPath') } as const;
  try {
    return await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  } catch (error) {
    if (attempts <= 1) throw error;
    return startServer(attempts - 1);
  }
}
