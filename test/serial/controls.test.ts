import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { fetchReport } from '../../src/client/fetch-report.js';
import type { ControlName } from '../../src/controls/control-usage.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { controlUpdates, type RegionStatus, type RunCopies, type RunStatus } from '../../workflows/messages.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { temporalAddress } from '../support/shared-server.js';
import type { RegionResult } from '../../src/copies/region-result.js';

const REGION = 'cn-beijing';
const OTHER = 'cn-shanghai';
const SOON = { timeout: 30_000, interval: 50 };
/** So few that every run below continues as new several times. */
const CONTINUES_OFTEN = { continueAfterEvents: 30 };

describe.concurrent('controls of a run in progress', () => {
  const replicators: Replicator[] = [];
  afterAll(() => Promise.all(replicators.map((replicator) => replicator.close())));

  async function start(
    name: string,
    scenario: ScenarioInput,
    plan: Partial<Parameters<typeof planOf>[0]> & { readonly change?: object } = {},
    memo: Record<string, unknown> = CONTINUES_OFTEN,
  ) {
    const { caches = 12, regions = [REGION], policy = {}, change = {} } = plan;
    const replicator = await openReplicator({
      address: temporalAddress(),
      scenario: { sources: sourceCaches(caches), copyTime: '1s', ...scenario },
    });
    replicators.push(replicator);
    const { client, taskQueue, simulator } = replicator;
    const handle = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: `replicate-${name}`,
      args: [{ plan: { ...planOf({ name, caches, regions, policy }), ...change } }],
      memo,
    });
    const regionHandle = (region: string) => client.workflow.getHandle(`replicate-${name}/${region}`);
    const status = () => handle.query<RunStatus>('status');
    return {
      handle,
      status,
      simulator,
      client,
      billed: () => simulator.ledger().billed.length,
      /** Gives the region room from now on. */
      lift: (region: string) => {
        const rules = simulator.scenario.regions[region];
        if (rules === undefined) throw new Error(`${region} has no rules`);
        rules.quota = 1_000;
      },
      regionStatus: (region = REGION) => regionHandle(region).query<RegionStatus>('status'),
      until: (when: (now: RunStatus) => boolean) => vi.waitUntil(async () => when(await status()), SOON),
      untilBilled: (count: number) => vi.waitUntil(() => simulator.ledger().billed.length >= count, SOON),
      /** Resolves once the region's workflow has begun a new history. */
      continuedAsNew: (region = REGION) =>
        vi.waitUntil(async () => {
          const { raw } = await regionHandle(region).describe();
          const { execution, firstRunId } = raw.workflowExecutionInfo ?? {};
          return execution?.runId !== firstRunId;
        }, SOON),
      end: () => summaryOf(handle.result()),
      controls: async () => (await handle.describe()).memo?.['controls'],
      result: async (region = REGION): Promise<Omit<RegionResult, 'records'> & { records: CopyRecord[] }> => {
        const result: RegionResult = await regionHandle(region).result();
        return { ...result, records: unpackRecords(result.records) };
      },
    };
  }

  /** Expects no call for longer than a few attempts would take. */
  async function staysQuiet(calls: () => number): Promise<void> {
    const before = calls();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(calls()).toBe(before);
  }

  it('request nothing while the run is paused, keep polling, and continue after a resume, each with who and why', async () => {
    const { client, handle, status, untilBilled, billed, simulator, end, controls, result, regionStatus } = await start(
      'paused',
      { copyTime: '1s' },
      { caches: 8, policy: { maxInFlight: 2 } },
    );
    await untilBilled(4);
    const answer = await handle.executeUpdate(controlUpdates.pause, {
      args: [{ by: 'ada', reason: 'the quota is raised' }],
    });
    expect(answer).toMatch(/^Paused: /);
    await vi.waitUntil(async () => (await regionStatus()).states.copying === 0, SOON);
    expect(await status()).toMatchObject({ paused: { by: 'ada', reason: 'the quota is raised' } });
    expect(await regionStatus()).toMatchObject({
      waitingFor: 'paused: ada: the quota is raised',
      states: { requesting: 0 },
    });
    await staysQuiet(() => simulator.ledger().calls['CopyDataCache']?.[REGION] ?? 0);
    expect(billed()).toBeLessThan(8);

    await expect(handle.executeUpdate(controlUpdates.pause, { args: [{}] })).rejects.toThrow(WorkflowUpdateFailedError);
    await handle.executeUpdate(controlUpdates.resume, { args: [{ by: 'grace' }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 8 } });
    expect(billed()).toBe(8);
    expect(await controls()).toMatchObject([
      { control: 'pause', by: 'ada', reason: 'the quota is raised' },
      { control: 'resume', by: 'grace' },
    ]);
    const { timeline } = await result();
    expect(timeline?.waits).toMatchObject([{ kind: 'paused', from: expect.any(Number), to: expect.any(Number) }]);

    const { report } = await fetchReport(client, { workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
    expect(report.regions).toMatchObject([
      {
        region: REGION,
        required: true,
        startedAt: expect.any(String),
        endedAt: expect.any(String),
        waits: [{ kind: 'paused' }],
      },
    ]);
    expect(report.controls).toMatchObject([
      { control: 'pause', by: 'ada', reason: 'the quota is raised' },
      { control: 'resume', by: 'grace', reason: null },
    ]);
  });

  it('stop the probe of a full region during a pause, and probe again after a resume', async () => {
    const { handle, until, simulator, end, regionStatus, lift } = await start(
      'paused-full',
      { regions: { [REGION]: { quota: 0 } } },
      { caches: 4 },
    );
    await until(({ regions }) => regions[0]?.waitingFor?.startsWith('capacity: QuotaExceeded') === true);
    await handle.executeUpdate(controlUpdates.pause, { args: [{}] });
    await vi.waitUntil(async () => (await regionStatus()).states.requesting === 0, SOON);
    await staysQuiet(() => simulator.ledger().calls['CopyDataCache']?.[REGION] ?? 0);
    lift(REGION);
    await handle.executeUpdate(controlUpdates.resume, { args: [{}] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 4 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 4 }, duplicates: [] });
  });

  it('skip a source, a region or one copy, and the run is ready without them', async () => {
    const { handle, untilBilled, simulator, end, result } = await start(
      'skipping',
      { regions: { [OTHER]: { quota: 0 } } },
      { caches: 6, regions: [REGION, OTHER], policy: { maxInFlight: 2 } },
    );
    await untilBilled(1);
    await handle.executeUpdate(controlUpdates.skip, { args: [{ source: 'edc-source0005', reason: 'too large' }] });
    await handle.executeUpdate(controlUpdates.skip, {
      args: [{ source: 'edc-source0004', region: REGION, by: 'ada' }],
    });
    await handle.executeUpdate(controlUpdates.skip, { args: [{ region: OTHER }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 4, skipped: 8 } });
    const { records } = await result();
    expect(records.map(({ state }) => state)).toEqual([...Array<string>(4).fill('ready'), 'skipped', 'skipped']);
    expect(records[5]).toMatchObject({ code: 'Skipped', reason: 'skipped on request (too large)' });
    expect((await result(OTHER)).records.every(({ state }) => state === 'skipped')).toBe(true);
    expect(simulator.ledger().billed).toHaveLength(4);
  });

  it('keep a skipped copy in progress, with its id', async () => {
    const { handle, untilBilled, end, result } = await start('skip-copying', { copyTime: '1h' }, { caches: 1 });
    await untilBilled(1);
    await vi.waitUntil(async () => {
      await handle.executeUpdate(controlUpdates.skip, { args: [{ region: REGION }] }).catch(() => undefined);
      return (await handle.describe()).status.name !== 'RUNNING';
    }, SOON);
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { skipped: 1 } });
    const [record] = (await result()).records;
    expect(record).toMatchObject({ state: 'skipped', id: expect.stringMatching(/^edc-/) });
    expect(record?.reason).toContain('is under way and stays');
  });

  it('keep the id of a copy that was granted while it was being skipped', async () => {
    const stalling = { stallEvery: 1, stallFor: '2s', stallAfterCommit: true };
    const { handle, untilBilled, end, result } = await start('skip-granted', { faults: stalling }, { caches: 1 });
    await untilBilled(1);
    await handle.executeUpdate(controlUpdates.skip, { args: [{ source: 'edc-source0000' }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { skipped: 1 } });
    const [record] = (await result()).records;
    expect(record).toMatchObject({ state: 'skipped', id: expect.stringMatching(/^edc-/), attempts: 1 });
    expect(record?.reason).toContain('is under way and stays');
  });

  it('retry failed copies in a region in progress and in one that has ended', async () => {
    const refusals = (region: string) => ({ source: 'edc-source0000', region, times: 1, code: 'InvalidParameter' });
    const { handle, until, end, result, simulator, controls, lift } = await start(
      'retrying',
      {
        copyTime: '1s',
        faults: { copyRefusals: [refusals(REGION), refusals(OTHER)] },
        regions: { [OTHER]: { quota: 1 } },
      },
      { caches: 3, regions: [REGION, OTHER] },
    );
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[1]?.counts.failed === 1);
    expect(await handle.query<RunCopies, [object]>('copies', { states: ['failed'] })).toMatchObject({
      notReady: { total: 1, copies: [{ region: REGION, source: 'edc-source0000', code: 'InvalidParameter' }] },
      askThere: { [OTHER]: `replicate-retrying/${OTHER}` },
    });
    const answer = await handle.executeUpdate(controlUpdates.retryFailed, { args: [{ by: 'ada' }] });
    expect(answer).toContain('requested again');
    lift(OTHER);
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 6, failed: 0, adopted: 0 }, notReady: [] });
    expect((await result()).records[0]).toMatchObject({ state: 'ready', verdict: 'create', attempts: 2 });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 6 }, duplicates: [] });
    expect(await controls()).toMatchObject([{ control: 'retryFailed', by: 'ada' }]);
  });

  it('create the next generation of a copy whose generations had all ended', async () => {
    const { handle, until, end, simulator, result } = await start(
      'next-generation',
      {
        faults: { failCopies: [{ source: 'edc-source0000', region: REGION, times: 2 }] },
        regions: { [OTHER]: { quota: 0 } },
      },
      { caches: 1, regions: [REGION, OTHER], policy: { failedCopy: { attempts: 2 } } },
    );
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[0].counts.failed === 1);
    await handle.executeUpdate(controlUpdates.retryFailed, { args: [{ region: REGION }] });
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[0].counts.ready === 1);
    await handle.executeUpdate(controlUpdates.skip, { args: [{ region: OTHER }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 1, skipped: 1 } });
    const [record] = (await result()).records;
    expect(record).toMatchObject({ state: 'ready', generation: 2 });
    expect(record?.ended?.map(({ generation }) => generation)).toEqual([0, 1]);
    expect(simulator.ledger()).toMatchObject({ billed: { length: 3 }, duplicates: [] });
    expect(simulator.ledger().calls).toMatchObject({ DeleteDataCache: { [REGION]: 2 } });
  });

  it('retry in a region that had given up waiting for capacity', async () => {
    const { handle, until, end, simulator, result, lift } = await start(
      'gave-up',
      { regions: { [REGION]: { quota: 0 }, [OTHER]: { copyTime: '1h' } } },
      {
        caches: 2,
        regions: [REGION, OTHER],
        policy: { capacity: { firstRetry: '1s', maxRetry: '1s', giveUpAfter: '2s' } },
      },
    );
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[0].counts.failed === 2);
    lift(REGION);
    await handle.executeUpdate(controlUpdates.retryFailed, { args: [{ region: REGION }] });
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[0].counts.ready === 2);
    await handle.executeUpdate(controlUpdates.skip, { args: [{ region: OTHER }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 2, skipped: 2 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 4 }, duplicates: [] });
    expect((await result()).timeline?.waits[0]).toMatchObject({ kind: 'capacity', code: 'QuotaExceeded' });
  });

  it('widen and narrow the window of a region', async () => {
    const { handle, regionStatus, untilBilled, end, until } = await start(
      'window',
      { copyTime: '2s' },
      { caches: 9, policy: { maxInFlight: 1 } },
    );
    await untilBilled(1);
    await handle.executeUpdate(controlUpdates.setMaxInFlight, { args: [{ maxInFlight: 4, region: REGION }] });
    await vi.waitUntil(async () => (await regionStatus()).states.copying === 4, SOON);
    await handle.executeUpdate(controlUpdates.setMaxInFlight, { args: [{ maxInFlight: 2 }] });
    await vi.waitUntil(async () => (await regionStatus()).states.copying <= 2, SOON);
    await until(({ counts }) => counts.ready >= 6);
    expect((await regionStatus()).states.copying).toBeLessThanOrEqual(2);
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 9 } });
  });

  it('are rejected with a sentence if impossible, and recorded only if applied', async () => {
    const { handle, untilBilled, controls } = await start('refusals', { copyTime: '1h' }, { caches: 2 });
    await untilBilled(2);
    const refusal = async (control: ControlName, input: object): Promise<string> => {
      try {
        return `accepted: ${await handle.executeUpdate<string, [object]>(control, { args: [input] })}`;
      } catch (error) {
        if (!(error instanceof WorkflowUpdateFailedError)) throw error;
        return error.cause?.message ?? '';
      }
    };
    expect(await refusal('resume', {})).toBe('The run is not paused.');
    expect(await refusal('skip', {})).toMatch(/^Say what to skip: a source, a region/);
    expect(await refusal('skip', { region: 'cn-nowhere' })).toBe(
      'cn-nowhere is not a target of this run. Its targets are cn-beijing.',
    );
    expect(await refusal('retryFailed', { source: 'edc-unknown' })).toMatch(/^edc-unknown is not a source of this run/);
    expect(await refusal('setMaxInFlight', { maxInFlight: 0 })).toMatch(/^The input is not valid: .*For example/);
    expect(await refusal('pause', { why: 'x' })).toMatch(/unknown key `why`/);
    expect(await refusal('approveWave', { wave: 1 })).toBe(
      'Wave 1 does not wait for approval; no wave does. The query `status` shows when one does.',
    );
    expect(await controls()).toBeUndefined();
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
  });

  it('include a cancellation, also if a region has continued as new', async () => {
    const { handle, untilBilled, continuedAsNew, result, simulator } = await start(
      'cancelled-late',
      { copyTime: '1h' },
      { caches: 3 },
      { continueAfterEvents: 12 },
    );
    await untilBilled(3);
    await continuedAsNew();
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow('cancelled');
    expect((await result()).records.map(({ state, id }) => [state, typeof id])).toEqual(
      Array.from({ length: 3 }, () => ['copying', 'string']),
    );
    expect(simulator.ledger()).toMatchObject({ billed: { length: 3 }, duplicates: [] });
  });

  it('start a wave only after its approval, and the status says so meanwhile', async () => {
    const { handle, until, status, end, billed, controls } = await start(
      'approved',
      {},
      {
        caches: 2,
        regions: [REGION, OTHER],
        change: { waves: [{ regions: [REGION] }, { regions: [OTHER], after: 'approval' }] },
      },
    );
    await until(({ approval }) => approval !== undefined);
    expect(await status()).toMatchObject({ approval: { wave: 2, regions: [OTHER] }, counts: { ready: 2 } });
    expect(billed()).toBe(2);
    const answer = await handle.executeUpdate(controlUpdates.approveWave, { args: [{ wave: 2, by: 'grace' }] });
    expect(answer).toBe('Wave 2 starts.');
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 4 } });
    expect(await controls()).toMatchObject([{ control: 'approveWave', target: 'wave 2', by: 'grace' }]);

    const again = await handle.describe();
    expect(again.status.name).toBe('COMPLETED');
  });

  it('end the wait for approval when the run is cancelled', async () => {
    const change = { waves: [{ regions: [REGION], after: 'approval' }] };
    const { handle, until, status } = await start('unapproved', {}, { caches: 1, change });
    await until(({ approval }) => approval !== undefined);
    await handle.executeUpdate(controlUpdates.pause, { args: [{}] });
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    const last = await status();
    expect(last).toMatchObject({ outcome: 'cancelled', counts: { pending: 1 } });
    expect([last.approval, last.paused]).toEqual([undefined, undefined]);
  });

  it('need no approval for a wave whose regions are all skipped', async () => {
    const { handle, until, end, billed } = await start(
      'left-out',
      {},
      {
        caches: 1,
        regions: [REGION, OTHER],
        change: { waves: [{ regions: [REGION] }, { regions: [OTHER], after: 'approval' }] },
      },
    );
    await until(({ approval }) => approval !== undefined);
    await handle.executeUpdate(controlUpdates.skip, { args: [{ region: OTHER, reason: 'not now' }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 1, skipped: 1 } });
    expect(billed()).toBe(1);
  });

  it('need no approval for a wave with nothing to create, and fail a wave that is not approved in time', async () => {
    const change = {
      waves: [
        { regions: [REGION], after: 'approval', approvalTimeout: '1s' },
        { regions: [OTHER], after: 'ready' },
      ],
    };
    const plan = { caches: 1, regions: [REGION, OTHER], change };
    const source = sourceCaches(1)[0];
    const existing = [
      {
        region: REGION,
        id: 'edc-made',
        bucket: source?.bucket ?? '',
        path: source?.path ?? '',
        status: 'Available' as const,
        tags: {
          'eci-replicator:plan': 'made',
          'eci-replicator:source': 'edc-source0000',
          'eci-replicator:source-region': 'cn-hongkong',
          'eci-replicator:generation': '0',
        },
      },
    ];
    const made = await start('made', { existing }, plan);
    expect(await made.end()).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 1 } });

    const lapsed = await start('lapsed', {}, plan);
    const summary = await lapsed.end();
    expect(summary).toMatchObject({ outcome: 'failed', counts: { failed: 2 } });
    expect(summary.regions.map(({ stop }) => stop?.code)).toEqual(['NotApproved', 'WaveStopped']);
    expect(lapsed.billed()).toBe(0);
  });

  it('wait for the account to be fixed if the plan says so', async () => {
    const { handle, until, status, end, simulator } = await start(
      'account',
      { faults: { copyRefusals: [{ region: REGION, times: 1, code: 'Account.Arrearage' }] } },
      { caches: 4, regions: [REGION, OTHER], policy: { onAccountError: 'pause', maxInFlight: 1 } },
    );
    await until(({ paused }) => paused !== undefined);
    expect((await status()).paused?.reason).toMatch(/Account\.Arrearage/);
    await handle.executeUpdate(controlUpdates.resume, { args: [{ reason: 'paid' }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 8 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 8 }, duplicates: [] });
  });

  it('probe a full region immediately if its probe is reset', async () => {
    const { client, until, end, simulator, lift } = await start(
      'reset',
      { regions: { [REGION]: { quota: 0 } } },
      { caches: 2, policy: { capacity: { firstRetry: '1h', maxRetry: '1h' } } },
    );
    await until(({ regions }) => regions[0]?.waitingFor !== undefined);
    const region = client.workflow.getHandle(`replicate-reset/${REGION}`);
    const probe = await vi.waitUntil(async () => {
      const { raw } = await region.describe();
      return raw.pendingActivities?.find(
        ({ activityType, attempt }) => activityType?.name === 'copyDataCache' && (attempt ?? 1) > 1,
      );
    }, SOON);
    lift(REGION);
    const id = probe?.activityId ?? '';
    const execution = { workflowId: region.workflowId };
    await client.workflowService.resetActivity({ namespace: 'default', execution, id });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 2 }, duplicates: [] });
  });
});
