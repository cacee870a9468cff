import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { controlUpdates } from '../../workflows/messages.js';
import { copyOf, type Placed } from '../support/copies.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { untilBilled } from '../support/until-billed.js';

const REGION = 'cn-beijing';
const DAY_MS = 24 * 3_600_000;

/** A foreign cache at the place of the n-th source. */
function foreignAt(n: number, id: string): Placed {
  const { bucket, path } = copyOf('', n);
  return { region: REGION, id, bucket, path };
}

async function open(scenario: Partial<ScenarioInput>) {
  const { client, taskQueue, simulator } = await replicatorForTest({
    scenario: { sources: sourceCaches(20), copyTime: '1s', ...scenario },
  });
  const start = (plan: { readonly name: string }) =>
    client.workflow.start('replicate', { taskQueue, workflowId: `run-${randomUUID()}`, args: [{ plan }] });
  const records = async (name: string): Promise<CopyRecord[]> =>
    unpackRecords((await client.workflow.getHandle(`replicate-${name}/${REGION}`).result()).records);
  const run = async (plan: { readonly name: string }) => {
    const summary = await summaryOf((await start(plan)).result());
    return { summary, records: await records(plan.name) };
  };
  /** The ids of all caches in the region. */
  const standing = () => new Set(simulator.world.list(REGION, simulator.world.moment(Date.now())).map(({ id }) => id));
  return { client, simulator, start, run, records, standing };
}

describe('what exists decides', () => {
  it('a second run bills nothing and adopts all copies, and only a copy that was deleted by hand is created again', async () => {
    const { run, simulator } = await open({});
    // The service remembers the token and answers the old id, which is polled for as long as a new copy may be hidden.
    const policy = { ready: { pollEvery: '1s', absentAfter: '3s' } };
    const plan = planOf({ name: 'again', caches: 20, regions: [REGION], policy });
    await run(plan);
    const second = await run(plan);
    expect(second.summary).toMatchObject({ outcome: 'ready', counts: { ready: 20, adopted: 20 } });
    expect(simulator.ledger().billed).toHaveLength(20);

    const [, lost] = second.records;
    simulator.world.remove(REGION, lost?.id ?? '');
    const third = await run(plan);
    expect(third.summary).toMatchObject({ outcome: 'ready', counts: { ready: 20, adopted: 19 } });
    expect(third.records.filter(({ verdict }) => verdict === 'create').map(({ source }) => source)).toEqual([
      lost?.source,
    ]);
    expect(simulator.ledger()).toMatchObject({ billed: { length: 21 } });
  });

  it('a run after one that was cancelled halfway adopts the copies in progress', async () => {
    const { start, run, simulator } = await open({ copyTime: '4s' });
    const plan = planOf({ name: 'half-way', caches: 20, regions: [REGION], policy: { maxInFlight: 5 } });
    const cancelled = await start(plan);
    await untilBilled(simulator, 10);
    await cancelled.cancel();
    await expect(cancelled.result()).rejects.toThrow();

    const { summary } = await run(plan);
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    expect(summary.counts.adopted).toBeGreaterThanOrEqual(10);
    expect(simulator.ledger()).toMatchObject({ billed: { length: 20 }, duplicates: [] });
  });

  it('a run that is cancelled with deletion deletes only the copies that it requested', async () => {
    const before = [
      copyOf('with-deletion', 0, { id: 'edc-earlier' }),
      copyOf('other-plan', 1, { id: 'edc-other-plan' }),
    ];
    const { start, standing, simulator } = await open({
      copyTime: '4s',
      existing: [...before, foreignAt(2, 'edc-hand')],
    });
    const plan = planOf({ name: 'with-deletion', caches: 20, regions: [REGION], policy: { maxInFlight: 5 } });
    const cancelled = await start(plan);
    await untilBilled(simulator, 8);
    await cancelled.executeUpdate(controlUpdates.deleteOnCancel, { args: [{}] });
    await cancelled.cancel();
    await expect(cancelled.result()).rejects.toThrow();
    expect([...standing()].toSorted()).toEqual(['edc-earlier', 'edc-hand', 'edc-other-plan']);
  });

  it('a run changes nothing in a shared region except what the plan asks for', async () => {
    const hand = [foreignAt(0, 'edc-hand-0'), foreignAt(1, 'edc-hand-1')];
    const ofOther = [2, 3, 4].map((n) => copyOf('other-plan', n, { id: `edc-other-${n}` }));
    const otherSource = copyOf('other-plan', 5, { id: 'edc-other-source', source: 'edc-elsewhere' });
    const crowd = Array.from({ length: 500 }, (_, n) => ({
      region: REGION,
      id: `edc-crowd-${n}`,
      bucket: n % 2 === 0 ? 'models' : 'default',
      path: `/crowd/${n}`,
    }));
    const existing = [...hand, ...ofOther, otherSource, ...crowd];
    const { run, standing, simulator } = await open({ existing });
    const { summary, records } = await run(planOf({ name: 'shared', caches: 20, regions: [REGION] }));
    expect(summary).toMatchObject({ outcome: 'failed', counts: { ready: 17, adopted: 3, conflict: 3 } });
    const conflicts = records.filter(({ state }) => state === 'conflict').map(({ id, code }) => [id, code]);
    expect(conflicts).toEqual(['edc-hand-0', 'edc-hand-1', 'edc-other-source'].map((id) => [id, 'PathTaken']));
    for (const { id = '' } of existing) expect(standing().has(id)).toBe(true);
    expect(simulator.ledger().billed).toHaveLength(14);
    expect(simulator.ledger().calls['DeleteDataCache']).toBeUndefined();
  });

  it('a run buys nothing in a blind region where every copy exists, says why, and trusts the survey if the plan says so', async () => {
    const existing = [0, 1, 2].map((n) => copyOf('blind-region', n, { id: `edc-there-${n}` }));
    const { run, simulator } = await open({ existing, regions: { [REGION]: { blindDescribe: true } } });
    const ready = { pollEvery: '1s', absentAfter: '3s' };
    const plan = planOf({ name: 'blind-region', caches: 3, regions: [REGION], policy: { ready } });
    const { summary, records } = await run(plan);
    expect(summary).toMatchObject({ outcome: 'failed', counts: { failed: 3 } });
    expect(records[0]).toMatchObject({ code: 'SurveyBlind', reason: expect.stringContaining('ListUsage counts 3') });
    expect(simulator.ledger().billed).toEqual([]);

    const trusting = { ready: { pollEvery: '1s', giveUpAfter: '3s' }, blindSurvey: 'trust' };
    await run(planOf({ name: 'blind-region', caches: 3, regions: [REGION], policy: trusting }));
    expect(simulator.ledger().billed).toHaveLength(3);
  });
});

describe('renewal', () => {
  const policy = { ready: { pollEvery: '1s' }, renewBefore: '3d' };
  const expiring = (plan: string, id: string) => [copyOf(plan, 0, { id, expiresAfter: '2d' })];

  it('creates the next generation alongside the old copy, which is deleted when the new one is Available', async () => {
    const { run, standing, simulator } = await open({ existing: expiring('renews', 'edc-old') });
    const plan = planOf({ name: 'renews', caches: 1, regions: [REGION], copy: { retentionDays: 30 }, policy });
    const { summary, records } = await run(plan);
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 1, adopted: 0 } });
    expect(records[0]).toMatchObject({ verdict: 'renew', generation: 1, state: 'ready' });
    expect(Date.parse(records[0]?.expiresAt ?? '') - Date.now()).toBeGreaterThan(29 * DAY_MS);
    expect(standing()).toEqual(new Set([records[0]?.id]));
    const calls = simulator.calls().map(({ action }) => action);
    expect(calls.indexOf('DeleteDataCache')).toBeGreaterThan(calls.indexOf('CopyDataCache'));

    expect((await run(plan)).summary).toMatchObject({ counts: { ready: 1, adopted: 1 } });
    expect(simulator.ledger().billed).toHaveLength(1);
  });

  it('that the service rejects because the path is taken says so and keeps the old copy', async () => {
    const { run, standing } = await open({ existing: expiring('refused', 'edc-old'), open: { pathTaken: 'refuse' } });
    const { summary, records } = await run(planOf({ name: 'refused', caches: 1, regions: [REGION], policy }));
    expect(summary).toMatchObject({ outcome: 'failed', counts: { conflict: 1 } });
    expect(records[0]).toMatchObject({ verdict: 'renew', id: 'edc-old', code: 'RenewalRefused' });
    expect(records[0]?.reason).toContain('PathTaken');
    expect(standing()).toEqual(new Set(['edc-old']));
  });

  it('deletes the old copy first if the plan says replace and the region refuses a second one, and waits until the place is free', async () => {
    const { run, standing, simulator } = await open({
      existing: expiring('replaces', 'edc-old'),
      open: { pathTaken: 'refuse', deletingFor: '3s' },
    });
    const plan = planOf({ name: 'replaces', caches: 1, regions: [REGION], policy: { ...policy, renew: 'replace' } });
    const { summary, records } = await run(plan);
    expect(summary).toMatchObject({ outcome: 'ready' });
    expect(records[0]).toMatchObject({ verdict: 'renew', generation: 1 });
    expect(standing()).toEqual(new Set([records[0]?.id]));
    const calls = simulator.calls().map(({ action }) => action);
    expect(calls.indexOf('CopyDataCache')).toBeLessThan(calls.indexOf('DeleteDataCache'));
    expect(calls.indexOf('DeleteDataCache')).toBeLessThan(calls.lastIndexOf('CopyDataCache'));
  });

  it('keeps the old copy while the region is out of stock, also if the plan says replace', async () => {
    const { run, standing, simulator } = await open({
      existing: expiring('no-stock', 'edc-old'),
      faults: { copyRefusals: [{ times: 2, code: 'OperationDenied.NoStock' }] },
    });
    const capacity = { firstRetry: '1s', maxRetry: '1s' };
    const plan = planOf({
      name: 'no-stock',
      caches: 1,
      regions: [REGION],
      policy: { ...policy, capacity, renew: 'replace' },
    });
    const { records } = await run(plan);
    expect(records[0]).toMatchObject({ state: 'ready', generation: 1 });
    expect(standing()).toEqual(new Set([records[0]?.id]));
    const calls = simulator.calls().map(({ action }) => action);
    expect(calls.indexOf('DeleteDataCache')).toBeGreaterThan(calls.lastIndexOf('CopyDataCache'));
  });

  it('keeps the old copy if the region then accepts no copy at all, also if the plan says replace', async () => {
    const { run, standing } = await open({
      existing: expiring('refused', 'edc-old'),
      regions: { [REGION]: { errorCode: 'Zone.NotOnSale' } },
    });
    const plan = planOf({ name: 'refused', caches: 1, regions: [REGION], policy: { ...policy, renew: 'replace' } });
    const { records } = await run(plan);
    expect(records[0]).toMatchObject({ state: 'failed', code: 'Zone.NotOnSale' });
    expect(standing()).toEqual(new Set(['edc-old']));
  });

  it('only extends the old copy if the plan says extend, and buys nothing', async () => {
    const { run, standing, simulator } = await open({ existing: expiring('extends', 'edc-old') });
    const plan = {
      ...planOf({ name: 'extends', caches: 1, regions: [REGION], policy: { ...policy, renew: 'extend' } }),
      copy: { retentionDays: 30 },
    };
    const { summary, records } = await run(plan);
    expect(summary).toMatchObject({ outcome: 'ready' });
    expect(records[0]).toMatchObject({ verdict: 'renew', id: 'edc-old', generation: 0 });
    expect(standing()).toEqual(new Set(['edc-old']));
    expect(simulator.ledger().billed).toEqual([]);
  });

  it.each(['refuses', 'ignores'] as const)(
    'renews beside the old copy if the service %s to extend it',
    async (updateDataCache) => {
      const name = `unextended-${updateDataCache}`;
      const { run, standing, simulator } = await open({
        existing: expiring(name, 'edc-old'),
        open: { updateDataCache },
      });
      const plan = {
        ...planOf({ name, caches: 1, regions: [REGION], policy: { ...policy, renew: 'extend' } }),
        copy: { retentionDays: 30 },
      };
      const { records } = await run(plan);
      expect(records[0]).toMatchObject({ state: 'ready', verdict: 'renew', generation: 1 });
      expect(standing()).toEqual(new Set([records[0]?.id]));
      expect(simulator.ledger().billed).toHaveLength(1);
    },
  );
});

describe('a copy of another source of this plan at the same place', () => {
  const existing = (plan: string) => [copyOf(plan, 0, { id: 'edc-old', source: 'edc-former', generation: 2 })];

  it('is a conflict unless the plan replaces it', async () => {
    const { run, standing } = await open({ existing: existing('supersedes') });
    const conflict = await run(planOf({ name: 'supersedes', caches: 1, regions: [REGION] }));
    expect(conflict.records[0]).toMatchObject({ state: 'conflict', id: 'edc-old', code: 'Superseded' });
    expect(standing()).toEqual(new Set(['edc-old']));

    const policy = { ready: { pollEvery: '1s' }, supersede: 'replace' };
    const { summary, records } = await run(planOf({ name: 'supersedes', caches: 1, regions: [REGION], policy }));
    expect(summary).toMatchObject({ outcome: 'ready' });
    expect(records[0]).toMatchObject({ verdict: 'supersede', generation: 3 });
    expect(standing()).toEqual(new Set([records[0]?.id]));
  });
});

describe('lower generations', () => {
  it('of this plan are deleted when the highest is Available', async () => {
    const existing = [
      copyOf('lower', 0, { id: 'edc-0' }),
      copyOf('lower', 0, { id: 'edc-1', generation: 1 }),
      copyOf('lower', 0, { id: 'edc-2', generation: 2, status: 'Creating', availableAfter: '4s' }),
      copyOf('other-plan', 0, { id: 'edc-other', generation: 1 }),
    ];
    const { run, standing, simulator } = await open({ existing });
    const { records } = await run(planOf({ name: 'lower', caches: 1, regions: [REGION] }));
    expect(records[0]).toMatchObject({ state: 'ready', id: 'edc-2', generation: 2, verdict: 'adopt' });
    expect(standing()).toEqual(new Set(['edc-2', 'edc-other']));
    expect(simulator.ledger().billed).toEqual([]);
  });
});
