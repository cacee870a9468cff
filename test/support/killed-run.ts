import { expect } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { FAULTS } from './faults.js';
import { planOf, sourceCaches } from './sources.js';
import { withClient } from './temporal-client.js';
import { untilBilled } from './until-billed.js';

const REGIONS = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen', 'ap-southeast-1', 'eu-central-1'];
const CACHES = 40;
const COPIES = CACHES * REGIONS.length;

/** The sources of the run, in a service that loses answers, throttles and fails copies. */
export const killedRunScenario: ScenarioInput = { sources: sourceCaches(CACHES), copyTime: '2s', faults: FAULTS };

export interface KilledRun {
  /** `127.0.0.1:port` of the Temporal server. */
  readonly address: string;
  readonly taskQueue: string;
  /** The plan's name. */
  readonly name: string;
  readonly simulator: Simulator;
  /** How often something is killed, at random moments. Each run of the test tries others. */
  readonly times: number;
  /** Kills something, and starts what replaces it. */
  readonly kill: () => Promise<void>;
}

/** Starts a run of 200 copies, kills something again and again, and expects one bill for each copy. */
export async function expectOneBillEachThrough(run: KilledRun): Promise<void> {
  const { address, taskQueue, name, simulator, times, kill } = run;
  const plan = planOf({ name, caches: CACHES, regions: REGIONS, policy: { maxInFlight: 8 } });
  const workflowId = runWorkflowId(name);
  await withClient(address, (client) =>
    client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] }),
  );
  const moments = randomMoments(times);
  for (const billed of moments) {
    await untilBilled(simulator, billed, 300_000);
    await kill();
  }
  const summary = await withClient(address, (client) => client.workflow.getHandle(workflowId).result());
  expect(summary, `killed at ${moments.join(', ')} billed copies`).toMatchObject({
    outcome: 'ready',
    counts: { planned: COPIES, ready: COPIES },
  });
  const { billed, duplicates } = simulator.ledger();
  expect(duplicates).toEqual([]);
  expect(billed).toHaveLength(COPIES);
}

/** Random moments of the run, as numbers of billed copies. */
function randomMoments(times: number): number[] {
  const drawn = Array.from({ length: times }, () => 1 + Math.floor(Math.random() * (COPIES - 2)));
  return drawn.toSorted((a, b) => a - b);
}
