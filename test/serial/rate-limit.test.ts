import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Call } from '../../src/simulator/ledger.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const PER_SECOND = 10;
const BULK = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen', 'cn-hangzhou', 'cn-chengdu', 'cn-qingdao'];
const DEPLOY = ['ap-southeast-1', 'ap-northeast-1', 'eu-central-1', 'us-west-1'];
const BULK_CACHES = 50;
const scenario = { sources: sourceCaches(BULK_CACHES), copyTime: '1s' };

/** Two workers on one queue, and one on another queue whose account is throttled. All runs take place at the same time. */
let first: Replicator;
let second: Replicator;
let throttled: Replicator;

beforeAll(async () => {
  const shared = { address: temporalAddress(), copiesPerSecond: PER_SECOND, scenario };
  first = await openReplicator(shared);
  const { taskQueue, simulator } = first;
  second = await openReplicator({ ...shared, taskQueue, simulator });
  throttled = await openReplicator({
    ...shared,
    copiesPerSecond: 100,
    scenario: { ...scenario, throttle: { perSecond: 5 } },
  });
  await Promise.all([runThreePlans(), run(throttled, 'throttled', 15, BULK)]);
});
afterAll(async () => {
  await throttled.close();
  // It uses the simulator of the first worker.
  await second.close();
  await first.close();
});

async function runThreePlans(): Promise<void> {
  const bulk = [run(first, 'bulk-a', BULK_CACHES, BULK.slice(0, 3)), run(first, 'bulk-b', BULK_CACHES, BULK.slice(3))];
  await vi.waitUntil(() => copyCalls(first).length >= 10 * PER_SECOND, { timeout: 60_000 });
  await Promise.all([...bulk, run(first, 'deploy', 2, DEPLOY)]);
}

async function run({ client, taskQueue }: Replicator, name: string, caches: number, regions: readonly string[]) {
  const plan = planOf({ name, caches, regions, policy: { maxInFlight: 100 } });
  const workflowId = `replicate-${name}`;
  const summary = await client.workflow.execute('replicate', { taskQueue, workflowId, args: [{ plan }] });
  expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: caches * regions.length } });
}

function copyCalls({ simulator }: Replicator): Call[] {
  return simulator.calls().filter(({ action }) => action === 'CopyDataCache');
}

describe('two workers and three plans at once', () => {
  it('make at most 12 times the rate limit of calls within any ten seconds, and create each copy once', () => {
    const times = copyCalls(first).map(({ at }) => at);
    const within = times.map((from) => times.filter((at) => at >= from && at < from + 10_000).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(12 * PER_SECOND);
    // Not because work was lacking: all copies would have been requested immediately.
    expect(times.length).toBeGreaterThan(20 * PER_SECOND);
    const billed = 6 * BULK_CACHES + 2 * DEPLOY.length;
    expect(first.simulator.ledger()).toMatchObject({ billed: { length: billed }, duplicates: [] });
  });

  it.each(DEPLOY)(
    'let a small plan in after few of the many copies that the large plans wait for: %s',
    async (region) => {
      const calls = copyCalls(first);
      const { asked, fairnessKey } = await firstAsked(`replicate-deploy/${region}`);
      const answered = calls.findIndex((call) => call.region === region);
      const before = calls.slice(0, answered).filter((call) => BULK.includes(call.region) && call.at >= asked);
      expect(before.length).toBeLessThanOrEqual(6 * PER_SECOND);
      expect(fairnessKey).toBe('deploy');
    },
  );

  /** When a region's workflow scheduled its first copy, epoch ms, and its fairness key. */
  async function firstAsked(workflowId: string) {
    const { events } = await first.client.workflow.getHandle(workflowId).fetchHistory();
    const event = events?.find((each) => {
      const { activityType } = each.activityTaskScheduledEventAttributes ?? {};
      return activityType?.name === 'copyDataCache';
    });
    const { fairnessKey } = event?.activityTaskScheduledEventAttributes?.priority ?? {};
    return { asked: requiredTsToMs(event?.eventTime, 'eventTime'), fairnessKey };
  }
});

describe('a worker whose account is throttled', () => {
  it('is refused less than once per two copies, and creates each copy once', () => {
    expect(throttled.simulator.ledger()).toMatchObject({ billed: { length: 90 }, duplicates: [] });
    const refused = copyCalls(throttled).filter(({ code }) => code === 'Throttling.User').length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(90 / 2);
  });
});
