import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { fetchReport } from '../../src/client/fetch-report.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import {
  approveWaveUpdate,
  pauseUpdate,
  type RegionStatus,
  resumeUpdate,
  retryFailedUpdate,
  type RunCopies,
  type RunStatus,
  setMaxInFlightUpdate,
  skipUpdate,
} from '../../workflows/messages.js';
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
    const answer = await handle.executeUpdate(pauseUpdate, { args: [{ by: 'ada', reason: 'the quota is raised' }] });
    expect(answer).toMatch(/^Paused: /);
    await vi.waitUntil(async () => (await regionStatus()).states.copying === 0, SOON);
    expect(await status()).toMatchObject({ paused: { by: 'ada', reason: 'the quota is raised' } });
    expect(await regionStatus()).toMatchObject({
      waitingFor: 'paused: ada: the quota is raised',
      states: { requesting: 0 },
    });
    await staysQuiet(() => simulator.ledger().calls['CopyDataCache']?.[REGION] ?? 0);
    expect(billed()).toBeLessThan(8);

    await expect(handle.executeUpdate(pauseUpdate, { args: [{}] })).rejects.toThrow(WorkflowUpdateFailedError);
    await handle.executeUpdate(resumeUpdate, { args: [{ by: 'grace' }] });
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
    await handle.executeUpdate(pauseUpdate, { args: [{}] });
    await vi.waitUntil(async () => (await regionStatus()).states.requesting === 0, SOON);
    await staysQuiet(() => simulator.ledger().calls['CopyDataCache']?.[REGION] ?? 0);
    lift(REGION);
    await handle.executeUpdate(resumeUpdate, { args: [{}] });
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
    await handle.executeUpdate(skipUpdate, { args: [{ source: 'edc-source0005', reason: 'too large' }] });
    await handle.executeUpdate(skipUpdate, { args: [{ source: 'edc-source0004', region: REGION, by: 'ada' }] });
    await handle.executeUpdate(skipUpdate, { args: [{ region: OTHER }] });
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 4, skipped: 8 } });
    const { records } = await result();
    expect(records.map(({ state }) => state)).toEqual([...Array<string>(4).fill('ready'), 'skipped', 'skipped']);
    expect(records[5]).toMatchObject({ code: 'Skipped', reason: 'left out on request of too large' });
    expect((await result(OTHER)).records.every(({ state }) => state === 'skipped')).toBe(true);
    expect(simulator.ledger().billed).toHaveLength(4);
  });

  it('keep a skipped copy in progress, with its id', async () => {
    const { handle, untilBilled, end, result } = await start('skip-copying', { copyTime: '1h' }, { caches: 1 });
    await untilBilled(1);
    await vi.waitUntil(async () => {
      await handle.executeUpdate(skipUpdate, { args: [{ region: REGION }] }).catch(() => undefined);
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
    await handle.executeUpdate(skipUpdate, { args: [{ source: 'edc-source0000' }] });
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
    const answer = await handle.executeUpdate(retryFailedUpdate, { args: [{ by: 'ada' }] });
    expect(answer).toContain('asked for again');
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
    await handle.executeUpdate(retryFailedUpdate, { args: [{ region: REGION }] });
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[0].counts.ready === 1);
    await handle.executeUpdate(skipUpdate, { args: [{ region: OTHER }] });
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
    await handle.executeUpdate(retryFailedUpdate, { args: [{ region: REGION }] });
    await until(({ regions }) => regions[0]?.phase === 'ended' && regions[0].counts.ready === 2);
    await handle.executeUpdate(skipUpdate, { args: [{ region: OTHER }] });
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
    await handle.executeUpdate(setMaxInFlightUpdate, { args: [{ maxInFlight: 4, region: REGION }] });
    await vi.waitUntil(async () => (await regionStatus()).states.copying === 4, SOON);
    await handle.executeUpdate(setMaxInFlightUpdate, { args: [{ maxInFlight: 2 }] });
    await vi.waitUntil(async () => (await regionStatus()).states.copying <= 2, SOON);
    await until(({ counts }) => counts.ready >= 6);
    expect((await regionStatus()).states.copying).toBeLessThanOrEqual(2);
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 9 } });
  });

  it('are rejected with a sentence if impossible, and recorded only if applied', async () => {
    const { handle, untilBilled, controls } = await start('refusals', { copyTime: '1h' }, { caches: 2 });
    await untilBilled(2);
    const refusal = async (update: typeof pauseUpdate, input: object): Promise<string> => {
      try {
        return `accepted: ${await handle.executeUpdate(update, { args: [input] })}`;
      } catch (error) {
        if (!(error instanceof WorkflowUpdateFailedError)) throw error;
        return error.cause?.message ?? '';
      }
    };
    expect(await refusal(resumeUpdate, {})).toBe('The run is not paused.');
    expect(await refusal(skipUpdate, {})).toMatch(/^Say what to skip: a `source`, a `region`/);
    expect(await refusal(skipUpdate, { region: 'cn-nowhere' })).toBe(
      'cn-nowhere is no target of this run; its targets are cn-beijing.',
    );
    expect(await refusal(retryFailedUpdate, { source: 'edc-unknown' })).toMatch(
      /^edc-unknown is no source of this run/,
    );
    expect(await refusal(setMaxInFlightUpdate, { maxInFlight: 0 })).toMatch(/^The input is wrong: .*Type, for example/);
    expect(await refusal(pauseUpdate, { why: 'x' })).toMatch(/unknown key `why`/);
    expect(await refusal(approveWaveUpdate, { wave: 1 })).toBe(
      'Wave 1 does not wait for approval: no wave waits for approval now. The query `status` tells when one does.',
    );
    expect(await controls()).toBeUndefined();
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
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
    const answer = await handle.executeUpdate(approveWaveUpdate, { args: [{ wave: 2, by: 'grace' }] });
    expect(answer).toBe('Wave 2 begins.');
    expect(await end()).toMatchObject({ outcome: 'ready', counts: { ready: 4 } });
    expect(await controls()).toMatchObject([{ control: 'approveWave', target: 'wave 2', by: 'grace' }]);

    const again = await handle.describe();
    expect(again.status.name).toBe('COMPLETED');
  });

  it('end the wait for approval when the run is cancelled', async () => {
    const change = { waves: [{ regions: [REGION], after: 'approval' }] };
    const { handle, until, status } = await start('unapproved', {}, { caches: 1, change });
    await until(({ approval }) => approval !== undefined);
    await handle.executeUpdate(pauseUpdate, { args: [{}] });
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
    await handle.executeUpdate(skipUpdate, { args: [{ region: OTHER, reason: 'not now' }] });
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
    await handle.executeUpdate(resumeUpdate, { args: [{ reason: 'paid' }] });
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
