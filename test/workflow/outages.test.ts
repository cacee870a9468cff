import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { packRecords, unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { RegionInput } from '../../workflows/region/region-input.js';
import { copyOf } from '../support/copies.js';
import type { Replicator } from '../support/replicator.js';
import { SOURCE_REGION, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { useTimeSkipping } from '../support/time-skipping.js';
import type { RegionResult } from '../../src/copies/region-result.js';

const REGION = 'cn-beijing';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const workflows = { workflowsPath: fileURLToPath(new URL('../support/started-region.ts', import.meta.url)) };

const time = useTimeSkipping();

function planFor(sources: ReturnType<typeof sourceCaches>, change: object = {}) {
  return {
    version: 1,
    name: 'plan',
    source: { region: SOURCE_REGION, caches: sources.map(({ id }) => ({ id })) },
    targets: [{ region: REGION }],
    ...change,
  };
}

describe('a region whose service does not answer', () => {
  async function startRegion({ taskQueue }: Replicator) {
    const startedAt = await time.env.currentTimeMs();
    const records = sourceCaches(3).map(({ id = '', bucket, path, name = '' }) => ({
      ...{ source: id, bucket, path, name, state: 'planned' as const },
      ...{ generation: 0, attempts: 0, failures: 0 },
    }));
    const input: RegionInput = {
      plan: 'plan',
      sourceRegion: SOURCE_REGION,
      region: REGION,
      maxInFlight: 10,
      copy: { tags: {} },
      policy: {
        capacity: { firstRetry: 30_000, maxRetry: 10 * MINUTE, giveUpAfter: 24 * HOUR },
        ready: { pollEvery: 10_000, giveUpAfter: 6 * HOUR, absentAfter: 10 * MINUTE },
        failedCopy: { attempts: 3 },
        blindSurvey: 'stop',
        renew: 'beside',
        supersede: 'conflict',
        onAccountError: 'fail',
      },
      sourceGiveUpAfter: 6 * HOUR,
      startedAt,
      copyTaskQueue: `${taskQueue}-copy`,
      records: packRecords(records),
    };
    const { workflow } = time.env.client;
    await workflow.start('startedRegion', { taskQueue, workflowId: 'plan', args: ['plan/region', input] });
    const region = workflow.getHandle('plan/region');
    await vi.waitUntil(
      () =>
        region.describe().then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    );
    return region;
  }

  const recordsOf = (result: unknown) => unpackRecords((result as RegionResult).records);

  it('ends with every copy pending if it is cancelled during its survey', async () => {
    const opened = await time.open({}, workflows);
    await opened.simulator.close();
    const region = await startRegion(opened);
    await time.env.sleep('2m');
    await region.cancel();
    expect(recordsOf(await region.result()).map(({ state }) => state)).toEqual(Array(3).fill('planned'));
  });

  it('ends with every copy failed if the deadline passes during its survey', async () => {
    const opened = await time.open({}, workflows);
    await opened.simulator.close();
    const region = await startRegion(opened);
    await time.env.sleep('2m');
    await region.signal('stop', { code: 'DeadlineExceeded', reason: 'the deadline has passed', immediately: true });
    expect(recordsOf(await region.result()).map(({ code }) => code)).toEqual(Array(3).fill('DeadlineExceeded'));
  });

  it('ends when it is cancelled with an unanswered request, and reports that request', async () => {
    const opened = await time.open(
      { sources: sourceCaches(3), regions: { [REGION]: { neverStock: true } } },
      workflows,
    );
    const region = await startRegion(opened);
    const refused = () => opened.simulator.calls().filter(({ action }) => action === 'CopyDataCache').length;
    await time.env.sleep('2m');
    expect(refused()).toBeGreaterThan(0);
    // The region's probe retries without an answer.
    await opened.simulator.close();
    await time.env.sleep('30s');
    await region.cancel();
    const records = recordsOf(await region.result());
    expect(records.map(({ state }) => state)).toEqual(Array(3).fill('planned'));
    expect(records.filter(({ reason }) => reason?.includes('may have gone unanswered'))).toHaveLength(1);
  });
});

describe('a region with copies in two buckets', () => {
  it('is visible through either bucket, however late it is surveyed again', async () => {
    const sources = sourceCaches(20).map((source, n) => ({ ...source, bucket: n < 10 ? 'a' : 'b' }));
    const open20 = await time.open({ sources, copyTime: '10m', open: { describeWithoutBucket: 'defaultOnly' } });
    const { taskQueue, simulator } = open20;
    const run = time.env.client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-plan',
      args: [{ plan: planFor(sources, { policy: { maxInFlight: 10 } }) }],
    });
    expect(await summaryOf(run)).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 20 }, duplicates: [] });
  });
});

describe('a copy whose deletion is slow', () => {
  const slow = { pathTaken: 'refuse', deletingFor: '8m' } as const;

  it.each([
    ['a Failed one', { status: 'Failed' }, {}],
    ['one that is replaced before it expires', { expiresAfter: '1h' }, { renewBefore: '24h', renew: 'replace' }],
  ])('is awaited, %s, also across continue-as-new', async (_, existing, policy) => {
    const sources = sourceCaches(4);
    const scenario: ScenarioInput = { sources, copyTime: '1m', existing: [copyOf('plan', 0, existing)], open: slow };
    const { taskQueue, simulator } = await time.open(scenario);
    const run = time.env.client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-plan',
      args: [{ plan: planFor(sources, { copy: { retentionDays: 5 }, policy }) }],
      memo: { continueAfterEvents: 25 },
    });
    expect(await summaryOf(run)).toMatchObject({ outcome: 'ready', counts: { ready: 4 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 4 }, duplicates: [] });
  });
});
