import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { RunSummary } from '../../workflows/messages.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, SOURCE_REGION, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const [first, second] = sourceCaches(2);
if (first === undefined || second === undefined) throw new Error('two sources are needed');
const REGION = 'cn-beijing';

/** A cache at the first source's place in the target region. */
const standing = { region: REGION, id: 'edc-standing', bucket: first.bucket, path: first.path };
const ours = (plan: string, generation: number) => ({
  'eci-replicator:plan': plan,
  'eci-replicator:source': first.id ?? '',
  'eci-replicator:source-region': SOURCE_REGION,
  'eci-replicator:generation': String(generation),
});

describe('a run', () => {
  /** @param outcome part of the plan's name: a plan of another test on this server would be remembered. */
  async function start(outcome: string, scenario: Partial<ScenarioInput>, change: Record<string, unknown> = {}) {
    const name = `outcome-${outcome}`;
    const replicator = await replicatorForTest({
      scenario: { sources: sourceCaches(2), copyTime: '1s', ...scenario },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = { ...planOf({ name, caches: 2, regions: [REGION] }), ...change };
    const handle = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: `replicate-${name}`,
      args: [{ plan }],
    });
    const startBeside = () =>
      client.workflow.start('replicate', { taskQueue, workflowId: `replicate-${name}-beside`, args: [{ plan }] });
    const region: WorkflowHandle = client.workflow.getHandle(`replicate-${name}/${REGION}`);
    const records = async (): Promise<CopyRecord[]> => unpackRecords((await region.result()).records);
    return { handle, region, records, simulator, startBeside, end: () => summaryOf(handle.result()) };
  }

  it('adopts an existing copy of this tool, whatever its plan, and reports how it differs', async () => {
    const { end, records, simulator } = await start('adopts', {
      existing: [{ ...standing, status: 'Available', name: 'other', tags: ours('another-plan', 2) }],
    });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 1 } });
    expect((await records())[0]).toMatchObject({
      verdict: 'adopt',
      id: standing.id,
      generation: 2,
      reason: expect.stringMatching(/^its name is other, and the plan says /),
    });
    expect(simulator.ledger().billed).toHaveLength(1);
  });

  it('never touches a foreign cache at the place of a copy', async () => {
    const { end, records, simulator } = await start('conflict', {
      existing: [{ ...standing, status: 'Available', tags: { team: 'search' } }],
    });
    expect(await end()).toMatchObject({ outcome: 'failed', counts: { ready: 1, conflict: 1 } });
    expect((await records())[0]).toMatchObject({ state: 'conflict', code: 'PathTaken', id: standing.id });
    expect(simulator.ledger().calls).not.toHaveProperty('DeleteDataCache');
  });

  it('deletes its own Failed copy and creates the next generation', async () => {
    const { end, records, simulator } = await start('recreates', {
      existing: [{ ...standing, status: 'Failed', tags: ours('outcome-recreates', 0) }],
    });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect((await records())[0]).toMatchObject({ verdict: 'recreate', generation: 1 });
    expect(simulator.ledger().calls).toMatchObject({ DeleteDataCache: { [REGION]: 1 } });
  });

  it('creates a copy that ends Failed again, and gives up after the number of attempts in the plan', async () => {
    const { end, records, simulator } = await start('failing', {
      faults: { failCopies: [{ source: first.id, times: 5, reason: 'SnapshotCopyFailed' }] },
    });
    expect(await end()).toMatchObject({ outcome: 'failed', counts: { ready: 1, failed: 1 } });
    expect((await records())[0]).toMatchObject({ state: 'failed', code: 'CopyFailed', generation: 2, failures: 3 });
    expect((await records())[0]?.reason).toContain('SnapshotCopyFailed');
    expect(simulator.ledger()).toMatchObject({ billed: { length: 4 }, duplicates: [] });
  });

  it('creates the next generation of a copy that vanishes after it was seen', async () => {
    const ready = { pollEvery: '1s', absentAfter: '2s' };
    const { end, records } = await start(
      'vanishing',
      { copyTime: '4s', faults: { vanish: [{ source: first.id, times: 1, after: '3s' }] } },
      { policy: { ready } },
    );
    expect(await end()).toMatchObject({ outcome: 'ready' });
    expect((await records())[0]).toMatchObject({ state: 'ready', generation: 1 });
  });

  it('never buys a copy again that was accepted and never seen, and watches it after retry-failed', async () => {
    const ready = { pollEvery: '1s', absentAfter: '2s' };
    const { end, records, simulator } = await start(
      'unseen',
      { copyTime: '4s', faults: { staleDescribeFor: '1h' } },
      { policy: { ready } },
    );
    expect(await end()).toMatchObject({ outcome: 'failed' });
    expect((await records())[0]).toMatchObject({ state: 'failed', code: 'NotVisible', id: expect.any(String) });
    expect(simulator.ledger()).toMatchObject({ duplicates: [] });
    expect(simulator.ledger().billed.length).toBeLessThanOrEqual(2);
  });

  it('waits for a source that is not Available yet, and starts the other copies meanwhile', async () => {
    const { end, region, records } = await start('waiting', {
      sources: [{ ...first, status: 'Creating', availableAfter: '12s' }, second],
    });
    await vi.waitUntil(async () => (await counts(region)).ready === 1, { timeout: 20_000 });
    expect((await counts(region)).pending).toBe(1);
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect((await records()).map(({ code }) => code)).toEqual([undefined, undefined]);
  });

  it('fails only the copies of a source that is missing or Failed', async () => {
    const ready = { pollEvery: '1s', absentAfter: '2s' };
    const { end, records } = await start('sourceless', { sources: [second] }, { policy: { ready } });
    expect(await end()).toMatchObject({ outcome: 'failed', counts: { ready: 1, failed: 1 } });
    expect((await records()).find(({ source }) => source === first.id)).toMatchObject({ code: 'SourceNotFound' });
  });

  it('ends a region that is refused and continues in the others: partial if the region is not required', async () => {
    const targets = [{ region: REGION, required: false }, { region: 'cn-shanghai' }];
    const { end, records } = await start(
      'regional',
      { regions: { [REGION]: { errorCode: 'Zone.NotOnSale' } } },
      { targets },
    );
    expect(await end()).toMatchObject({ outcome: 'partial', counts: { ready: 2, failed: 2 } });
    expect((await records()).map(({ code }) => code)).toEqual(['Zone.NotOnSale', 'Zone.NotOnSale']);
  });

  it('fails if more optional copies fail than the failure budget allows', async () => {
    const targets = [{ region: REGION, required: false }, { region: 'cn-shanghai' }];
    const regions = { [REGION]: { errorCode: 'Zone.NotOnSale' } };
    const { end } = await start('budget', { regions }, { targets, policy: { failureBudget: { count: 1 } } });
    expect(await end()).toMatchObject({ outcome: 'failed', counts: { ready: 2, failed: 2 } });
  });

  it('stops requesting copies in all regions if the account is refused, and waits for copies in progress', async () => {
    const targets = [{ region: REGION }, { region: 'cn-shanghai', maxInFlight: 1 }];
    const { end, simulator } = await start(
      'account',
      { copyTime: '8s', faults: { copyRefusals: [{ code: 'Account.Arrearage', region: REGION, times: 2 }] } },
      { targets },
    );
    const summary = await end();
    expect(summary.regions.find(({ region }) => region === 'cn-shanghai')?.counts).toMatchObject({
      ready: 1,
      failed: 1,
    });
    expect(new Set(summary.notReady.map(({ code }) => code))).toEqual(new Set(['Account.Arrearage']));
    expect(simulator.ledger().billed).toHaveLength(1);
  });

  it('is not ended by requests that were refused for the clock, key or token of the worker', async () => {
    const codes = ['InvalidTimeStamp.Expired', 'InvalidSecurityToken.Expired', 'SignatureNonceUsed'];
    const { end, simulator } = await start('worker-fault', {
      faults: { copyRefusals: codes.map((code) => ({ code, region: REGION, times: 1 })) },
    });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 2 }, duplicates: [] });
  });

  it('buys nothing in a blind region, and says what ListUsage counts', async () => {
    const ready = { pollEvery: '1s', absentAfter: '2s' };
    const { end, records, simulator } = await start(
      'blind',
      { existing: [{ ...standing, status: 'Available' }], regions: { [REGION]: { blindDescribe: true } } },
      { policy: { ready } },
    );
    expect(await end()).toMatchObject({ outcome: 'failed', counts: { failed: 2 } });
    expect((await records())[0]).toMatchObject({ code: 'SurveyBlind' });
    expect((await records())[0]?.reason).toContain('ListUsage counts 1');
    expect(simulator.ledger().billed).toEqual([]);
  });

  it('runs its waves in order, and stops after a wave that lacks a required copy', async () => {
    const targets = [{ region: REGION }, { region: 'cn-shanghai' }];
    const waves = [{ regions: [REGION] }, { regions: ['cn-shanghai'] }];
    const { end, simulator } = await start(
      'waves',
      { regions: { [REGION]: { errorCode: 'Zone.NotOnSale' } } },
      { targets, waves },
    );
    const summary = await end();
    expect(summary.regions.find(({ region }) => region === 'cn-shanghai')).toMatchObject({
      counts: { failed: 2 },
      stop: { code: 'WaveStopped' },
    });
    expect(simulator.ledger().billed).toEqual([]);
  });

  it('ends at its deadline with the ids of the copies in progress', async () => {
    const { end, records } = await start('deadline', { copyTime: '1h' }, { policy: { deadline: '4s' } });
    expect(await end()).toMatchObject({ outcome: 'failed', counts: { failed: 2 } });
    for (const record of await records()) {
      expect(record).toMatchObject({ code: 'DeadlineExceeded', id: expect.stringMatching(/^edc-/) });
    }
  });

  it('that is cancelled keeps the copies in progress and says so', async () => {
    const { handle, region, records, simulator } = await start('cancelled', { copyTime: '1h' });
    await vi.waitUntil(() => simulator.ledger().billed.length === 2, { timeout: 20_000 });
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect((await region.describe()).status.name).toBe('COMPLETED');
    for (const record of await records())
      expect(record).toMatchObject({ state: 'copying', id: expect.stringMatching(/^edc-/) });
    expect(simulator.ledger().calls).not.toHaveProperty('DeleteDataCache');
  });

  it('that is cancelled with deletion deletes the copies that it requested, but none that it adopted', async () => {
    const { handle, simulator } = await start('deleted', {
      copyTime: '1h',
      existing: [{ ...standing, status: 'Creating', tags: ours('outcome-deleted', 0) }],
    });
    await vi.waitUntil(() => simulator.ledger().billed.length === 1, { timeout: 20_000 });
    await handle.executeUpdate('deleteOnCancel');
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(simulator.ledger().calls).toMatchObject({ DeleteDataCache: { [REGION]: 1 } });
    expect((await handle.describe()).memo).toMatchObject({ deleted: { [REGION]: { deleted: 1, left: [] } } });
  });

  it('adopts nothing that another run of the plan is about to delete after its cancellation', async () => {
    const { handle, simulator, startBeside } = await start('beside', { faults: { staleDescribeFor: '12s' } });
    await vi.waitUntil(() => simulator.ledger().billed.length === 2, { timeout: 20_000 });
    const beside = await startBeside();
    await handle.executeUpdate('deleteOnCancel');
    await handle.cancel();
    expect(await summaryOf(beside.result())).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 0 } });
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    const now = simulator.world.moment(Date.now());
    expect(simulator.world.list(REGION, now)).toHaveLength(2);
  });
});

async function counts(region: WorkflowHandle): Promise<RunSummary['counts']> {
  try {
    const status: { counts: RunSummary['counts'] } = await region.query('status');
    return status.counts;
  } catch {
    // The region's workflow does not exist yet.
    return { planned: 0, ready: 0, failed: 0, conflict: 0, skipped: 0, pending: 0, adopted: 0 };
  }
}
