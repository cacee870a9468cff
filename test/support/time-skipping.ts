import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, inject } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { openReplicator, type Replicator } from './replicator.js';

/** A Temporal server that skips time, of the program that the global set-up found, and what a test opens on it. */
export interface TimeSkipping {
  /** Only within a test. */
  readonly env: TestWorkflowEnvironment;
  /** A worker and a simulator by the server's clock; closed after the test. */
  open(scenario: ScenarioInput): Promise<Replicator>;
}

/** Gives each test of the suite a server of its own. */
export function useTimeSkipping(): TimeSkipping {
  let env: TestWorkflowEnvironment | undefined;
  let replicator: Replicator | undefined;
  const opened = () => {
    if (env === undefined) throw new Error('the server is there within a test alone');
    return env;
  };
  beforeEach(async () => {
    const executable = { type: 'existing-path', path: inject('testServerPath') } as const;
    env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
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
    async open(scenario) {
      const server = opened();
      replicator = await openReplicator({ address: server.address, scenario, clock: () => server.currentTimeMs() });
      return replicator;
    },
  };
}
