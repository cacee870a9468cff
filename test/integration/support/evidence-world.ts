import { afterAll } from 'vitest';
import { fetchReport } from '../../../src/client/fetch-report.js';
import { type ScenarioInput, scenarioOf } from '../../../src/simulator/scenario.js';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.js';
import type { PruneSummary } from '../../../workflows/prune/prune-messages.js';
import { openReplicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { summaryOf } from '../../support/summary-of.js';

export const REGION = 'cn-beijing';
export const HOUR = 3_600_000;

interface PlanChange {
  /** Default: 4. */
  readonly caches?: number;
  readonly copy?: object;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly source?: object;
}

/** What a test may do to the world while a run is under way. */
interface Hand {
  readonly simulator: Simulator;
  /** Moves the service's clock, as far as it shows in its answers. */
  readonly pass: (ms: number) => void;
}

/**
 * Opens worlds with one plan and one target region each, for tests that run side by side. They close after the last test of
 * the file. What the scenario places was there an hour before.
 */
export function evidenceWorlds() {
  const closing: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(closing.map((close) => close())));

  /** @param beforeCall called before every call, with how often the region has answered DescribeDataCaches */
  return async (
    name: string,
    scenario: ScenarioInput,
    { caches = 4, copy = {}, policy = {}, source = {} }: PlanChange = {},
    beforeCall: (described: number, hand: Hand) => void = () => {},
  ) => {
    let shift = -HOUR;
    const pass = (ms: number) => {
      shift += ms;
    };
    let started: Simulator | undefined;
    const simulator = await startSimulator({
      scenario: scenarioOf({ sources: sourceCaches(caches), copyTime: '1s', ...scenario }),
      clock: () => {
        if (started !== undefined) beforeCall(describedIn(started), { simulator: started, pass });
        return Date.now() + shift;
      },
    });
    started = simulator;
    shift = 0;
    const replicator = await openReplicator({ address: temporalAddress(), simulator });
    const { client, taskQueue } = replicator;
    closing.push(
      () => replicator.close(),
      () => simulator.close(),
    );
    const ready = { pollEvery: '1s', absentAfter: '2s' };
    const planned = planOf({ name, caches, regions: [REGION], copy, policy: { ready, ...policy } });
    const plan = { ...planned, source: { ...planned.source, ...source } };
    const workflowId = `replicate-${name}`;
    const start = () => client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
    const moment = () => simulator.world.moment(Date.now() + shift);
    return {
      client,
      simulator,
      plan,
      start,
      pass,
      moment,
      run: async () => {
        const handle = await start();
        const summary = await summaryOf(handle.result());
        const { report } = await fetchReport(client, { workflowId, runId: handle.firstExecutionRunId });
        return { summary, report };
      },
      prune: (): Promise<PruneSummary> =>
        client.workflow.execute('prune', { taskQueue, workflowId: `prune-${name}`, args: [{ plan }] }),
      /** The ids of all caches in the region, oldest first. */
      standing: () => simulator.world.list(REGION, moment()).map(({ id }) => id),
      billed: () => simulator.ledger().billed.length,
    };
  };
}

function describedIn(simulator: Simulator): number {
  return simulator.ledger().calls['DescribeDataCaches']?.[REGION] ?? 0;
}
