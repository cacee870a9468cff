import { expect, it, vi } from 'vitest';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const COPIES = 200;
const WINDOW = 40;
const FULL = 'cn-beijing';
const OTHERS = ['cn-shanghai', 'cn-shenzhen'];
const SCHEDULED = 1;

it('a full region delays neither another region nor a worker, and takes all refused copies once it has room', async () => {
  const replicator = await replicatorForTest({
    scenario: { sources: sourceCaches(COPIES), copyTime: '1s', regions: { [FULL]: { quota: 0 } } },
  });
  const { client, taskQueue, simulator } = replicator;
  const policy = { maxInFlight: WINDOW };
  const plan = planOf({ name: 'full', caches: COPIES, regions: [FULL, ...OTHERS], policy });
  const run = await client.workflow.start('replicate', { taskQueue, workflowId: 'replicate-full', args: [{ plan }] });
  const regionOf = (region: string) => client.workflow.getHandle(`replicate-full/${region}`);

  // The other regions end as if none were full: each copy is requested once.
  await vi.waitUntil(() => simulator.ledger().billed.length === OTHERS.length * COPIES, { timeout: 60_000 });
  await Promise.all(OTHERS.map((region) => regionOf(region).result()));
  expect(simulator.ledger().calls['CopyDataCache']).toMatchObject(Object.fromEntries(OTHERS.map((r) => [r, COPIES])));

  // Of the full region's copies the server holds one, and a worker has it only during a call.
  const pending = await vi.waitUntil(async () => {
    const { pendingActivities = [] } = (await regionOf(FULL).describe()).raw;
    return pendingActivities?.every(({ state }) => Number(state) === SCHEDULED) ? pendingActivities : undefined;
  });
  expect(pending).toMatchObject([{ activityType: { name: 'copyDataCache' } }]);

  delete simulator.scenario.regions[FULL];
  expect(await run.result()).toMatchObject({ outcome: 'ready', counts: { ready: 3 * COPIES } });
  expect(simulator.ledger()).toMatchObject({ billed: { length: 3 * COPIES }, duplicates: [] });
  const asked = simulator.calls().filter(({ region, action }) => region === FULL && action === 'CopyDataCache');
  const probes = asked.slice(WINDOW, -COPIES);
  expect(asked.slice(0, -COPIES).every(({ code }) => code === 'QuotaExceeded')).toBe(true);
  expect(asked.slice(-COPIES).every(({ code }) => code === undefined)).toBe(true);
  const outage = (asked.at(-COPIES)?.at ?? 0) - (asked[0]?.at ?? 0);
  expect(probes.length).toBeLessThanOrEqual(outage / 2_000 + 20);
});
