import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Call, Ledger } from '../src/simulator/ledger.js';
import { historiesOf, type HistoryEvent } from '../test/support/histories.js';
import { openReplicator } from '../test/support/replicator.js';
import { planOf, sourceCaches } from '../test/support/sources.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const FULL_REGION = 'cn-beijing';
export const FIRST_RETRY = 30_000;
export const MAX_RETRY = 10 * MINUTE;

export interface Outage {
  /** The program whose clock skips ahead. */
  readonly testServerPath: string;
  readonly copies: number;
  readonly window: number;
  readonly outageHours: number;
}

/** What a run left behind. Times are epoch ms of the skipped clock. */
export interface RunThroughOutage {
  readonly calls: readonly Call[];
  readonly ledger: Ledger;
  /** Of each region's workflow, by region. */
  readonly histories: Readonly<Record<string, readonly (readonly HistoryEvent[])[]>>;
  readonly liftsAt: number;
}

/** Runs a plan of those regions to its end, on a server whose clock skips, while one region has no quota. */
export async function runThroughOutage(outage: Outage, regions: readonly string[]): Promise<RunThroughOutage> {
  const { testServerPath, copies, window, outageHours } = outage;
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: testServerPath } },
  });
  try {
    const scenario = {
      sources: sourceCaches(copies),
      copyTime: '5s',
      regions: { [FULL_REGION]: { quotaLiftsAfter: `${outageHours}h` } },
    };
    const startedAt = await env.currentTimeMs();
    const replicator = await openReplicator({ address: env.address, scenario, clock: () => env.currentTimeMs() });
    try {
      const policy = {
        maxInFlight: window,
        capacity: {
          firstRetry: `${FIRST_RETRY / 1000}s`,
          maxRetry: `${MAX_RETRY / MINUTE}m`,
          giveUpAfter: `${2 * outageHours}h`,
        },
        ready: {},
      };
      const plan = planOf({ name: 'day', caches: copies, regions, policy });
      const { taskQueue, simulator } = replicator;
      await env.client.workflow.execute('replicate', {
        taskQueue,
        workflowId: 'replicate-day',
        args: [{ plan }],
      });
      const histories: Record<string, HistoryEvent[][]> = {};
      for (const region of regions) histories[region] = await historiesOf(env.client, `replicate-day/${region}`);
      const liftsAt = startedAt + outageHours * HOUR;
      return { calls: simulator.calls(), ledger: simulator.ledger(), histories, liftsAt };
    } finally {
      await replicator.close();
    }
  } finally {
    await env.teardown();
  }
}
