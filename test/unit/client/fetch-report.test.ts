import { describe, expect, it } from 'vitest';
import { fetchReport } from '../../../src/client/fetch-report.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { validatePlan } from '../../../src/plan/validate-plan.js';
import { FakeTemporal } from './support/fake-temporal.js';
import { copies, endedRegion, memoOf, PLAN } from './support/sample-run.js';

const summary = (stop?: object) => ({
  version: 1,
  plan: 'weights',
  planDigest: 'digest-1',
  outcome: stop === undefined ? 'ready' : 'failed',
  regions: ['cn-beijing', 'cn-shanghai'].map((region) => ({
    region,
    ...(stop !== undefined && region === 'cn-shanghai' ? { stop } : {}),
  })),
  notReady: [],
});

const STOP = { code: 'WaveStopped', reason: 'a required copy is not ready' };

describe('fetching a report', () => {
  it('joins the results of the regions, in the order of the plan', async () => {
    const temporal = new FakeTemporal();
    const shanghai = endedRegion(temporal, 'cn-shanghai', copies({ state: 'failed', code: 'NoStock' }));
    const beijing = endedRegion(temporal, 'cn-beijing', copies());
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'COMPLETED',
      closeTime: new Date('2026-11-02T12:00:00Z'),
      input: { plan: PLAN },
      memo: memoOf(shanghai, beijing),
      result: { ...summary(), outcome: 'partial' },
    });

    const { report, failure } = await fetchReport(temporal.client, run);

    expect(failure).toBeUndefined();
    expect(report).toMatchObject({
      plan: 'weights',
      planDigest: 'digest-1',
      outcome: 'partial',
      finishedAt: '2026-11-02T12:00:00.000Z',
      counts: { planned: 4, ready: 2, failed: 2 },
    });
    expect(report.copies.map(({ region, source }) => `${region} ${source}`)).toEqual([
      'cn-beijing edc-1',
      'cn-beijing edc-2',
      'cn-shanghai edc-1',
      'cn-shanghai edc-2',
    ]);
    expect(report.copies[0]?.sourceRegion).toBe('cn-hongkong');
  });

  it('takes the plan from the result of the activity if the run was started with a file', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({
      workflowId: 'replicate-weights',
      input: { plan: 'weights.yaml', regions: ['cn-shanghai'] },
      activities: { other: 'nothing', readPlanFile: PLAN },
    });
    const { report } = await fetchReport(temporal.client, run);
    expect(report.plan).toBe('weights');
    expect(report.copies.map(({ region }) => region)).toEqual(['cn-shanghai', 'cn-shanghai']);
  });

  it('shows the copies of a region that has not started as pending while the run is under way', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN } });
    const { report } = await fetchReport(temporal.client, run);
    expect(report).toMatchObject({ outcome: 'running', finishedAt: null, counts: { planned: 4, pending: 4 } });
    expect(report.copies[0]).toMatchObject({ path: null, verdict: null, code: null });
    expect(report.copies[1]).toMatchObject({ path: '/other', bucket: null });
  });

  it('shows them as failed, with the reason, if the run failed without them', async () => {
    const temporal = new FakeTemporal();
    const beijing = endedRegion(temporal, 'cn-beijing', copies());
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'FAILED',
      input: { plan: PLAN },
      memo: memoOf(beijing),
      failure: {
        type: 'ReplicationFailed',
        message: '2 of 4 copies are ready',
        details: [summary(STOP)],
      },
    });
    const { report, failure } = await fetchReport(temporal.client, run);
    expect(failure).toBe('2 of 4 copies are ready');
    expect(report).toMatchObject({ outcome: 'failed', counts: { ready: 2, failed: 2 } });
    expect(report.copies[3]).toMatchObject({
      outcome: 'failed',
      code: 'WaveStopped',
      reason: 'a required copy is not ready',
    });
  });

  it('takes the copies of a region whose workflow ended without a result from the plan', async () => {
    const temporal = new FakeTemporal();
    const lost = temporal.add({ workflowId: 'replicate-weights/cn-beijing', status: 'TERMINATED' });
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'TERMINATED',
      input: { plan: PLAN },
      memo: memoOf(lost),
    });
    const { report, failure } = await fetchReport(temporal.client, run);
    expect(failure).toMatch(/terminated: by hand/);
    expect(report).toMatchObject({ outcome: 'cancelled', counts: { planned: 4, pending: 4 } });
  });

  describe('of a plan with selections', () => {
    const plan = {
      ...PLAN,
      source: { region: 'cn-hongkong', caches: [{ select: { bucket: 'models' } }, PLAN.source.caches[1]] },
    };
    const source = (id: string) => ({
      id,
      bucket: 'models',
      path: `/${id}`,
      name: id,
      status: 'Available',
      sizeGiB: 7,
    });
    const found = {
      kind: 'described',
      sources: ['edc-2', 'edc-1'].map(source),
      absent: [],
      selected: [{ matched: 2, adds: ['edc-1'] }],
    };

    it('takes the copies of a region that never started from the sources that the run found', async () => {
      const temporal = new FakeTemporal();
      const beijing = endedRegion(temporal, 'cn-beijing', copies());
      const run = temporal.add({
        workflowId: 'replicate-weights',
        status: 'FAILED',
        input: { plan: 'weights.yaml' },
        activities: { readPlanFile: plan, describeSources: found },
        memo: memoOf(beijing),
        failure: {
          type: 'ReplicationFailed',
          message: 'some',
          details: [summary(STOP)],
        },
      });
      const { report } = await fetchReport(temporal.client, run);
      expect(report.counts).toMatchObject({ planned: 4, ready: 2, failed: 2 });
      expect(report.copies.slice(2)).toMatchObject([
        { region: 'cn-shanghai', source: 'edc-1', bucket: 'models', path: '/edc-1', sizeGiB: 7, code: 'WaveStopped' },
        { region: 'cn-shanghai', source: 'edc-2', bucket: 'models', path: '/other', sizeGiB: 7, code: 'WaveStopped' },
      ]);
    });

    it('shows only those named by id until the sources were found', async () => {
      const temporal = new FakeTemporal();
      const run = temporal.add({ workflowId: 'replicate-weights', input: { plan } });
      const { report } = await fetchReport(temporal.client, run);
      expect(report.copies.map(({ source: id, path }) => `${id} ${path}`)).toEqual(['edc-2 /other', 'edc-2 /other']);
    });
  });

  describe('of a plan that this version would reject', () => {
    const OLDER = {
      version: 0,
      name: 'weights',
      vars: { home: 'models', tries: 3 },
      source: {
        region: 'cn-hongkong',
        caches: [{ id: 'edc-1', mirror: true }, { id: 'edc-2', as: { path: '/${home}', mode: 'ro' } }, 'edc-3'],
      },
      targets: [
        { region: 'cn-beijing', burst: 9 },
        { region: 'CN_SHANGHAI', required: false },
      ],
      waves: 'all',
      policy: { burst: 2 },
    };

    it('keeps every region and copy, with the records of the regions that have ended', async () => {
      expect(validatePlan(OLDER)).toHaveProperty('problems');
      const temporal = new FakeTemporal();
      const beijing = endedRegion(temporal, 'cn-beijing', copies());
      const run = temporal.add({
        workflowId: 'replicate-weights',
        status: 'COMPLETED',
        input: { plan: OLDER, priority: 'high' },
        memo: memoOf(beijing),
        result: { ...summary(), outcome: 'partial', regions: [{ region: 'CN_SHANGHAI', stop: STOP }] },
      });
      const { report, required } = await fetchReport(temporal.client, run);
      expect(report.regions).toMatchObject([
        { region: 'cn-beijing', required: true },
        { region: 'CN_SHANGHAI', required: false },
      ]);
      expect(report.copies).toMatchObject([
        { region: 'cn-beijing', source: 'edc-1', sourceRegion: 'cn-hongkong', dataCacheId: 'edc-1-copy' },
        { region: 'cn-beijing', source: 'edc-2', dataCacheId: 'edc-2-copy' },
        { region: 'CN_SHANGHAI', source: 'edc-1', outcome: 'failed', code: 'WaveStopped' },
        { region: 'CN_SHANGHAI', source: 'edc-2', path: '/models', outcome: 'failed', code: 'WaveStopped' },
      ]);
      expect(required).toEqual(new Set(['cn-beijing']));
    });

    it('keeps the regions that only the memo and the result of the run name', async () => {
      const temporal = new FakeTemporal();
      const beijing = endedRegion(temporal, 'cn-beijing', copies());
      const run = temporal.add({
        workflowId: 'replicate-weights',
        status: 'COMPLETED',
        input: { plan: { ...OLDER, targets: { 'cn-beijing': {}, 'cn-shanghai': {} } } },
        memo: { ...memoOf(beijing), controls: [{ at: 1, control: 'accelerate' }], selected: 'none' },
        result: { ...summary(), regions: [{ region: 'cn-shanghai', required: true, stop: STOP }] },
      });
      const { report, required } = await fetchReport(temporal.client, run);
      expect(report.copies.map(({ region, source, outcome }) => `${region} ${source} ${outcome}`)).toEqual([
        'cn-shanghai edc-1 failed',
        'cn-shanghai edc-2 failed',
        'cn-beijing edc-1 ready',
        'cn-beijing edc-2 ready',
      ]);
      expect(required).toEqual(new Set(['cn-shanghai']));
    });

    it('has no copies if the run itself rejected it', async () => {
      const temporal = new FakeTemporal();
      const failure = { type: 'InvalidPlan', message: 'plan: unknown key `burst`' };
      const rejected = { status: 'FAILED', input: { plan: OLDER }, failure } as const;
      const run = temporal.add({ workflowId: 'replicate-weights', ...rejected });
      const { report } = await fetchReport(temporal.client, run);
      expect(report).toMatchObject({ outcome: 'failed', copies: [], regions: [] });
      const later = temporal.add({
        workflowId: 'replicate-later',
        ...rejected,
        activities: { describeSources: { kind: 'tooMany' } },
      });
      expect((await fetchReport(temporal.client, later)).report.counts.planned).toBe(4);
    });
  });

  it('queries a region under way for its copies, page by page', async () => {
    const temporal = new FakeTemporal();
    const all = Array.from({ length: 4_500 }, (_, i) => ({ ...copies()[0], source: `edc-${i}` })) as ReturnType<
      typeof copies
    >;
    const asked: number[] = [];
    const beijing = temporal.add({
      workflowId: 'replicate-weights/cn-beijing',
      runId: 'second',
      firstRunId: 'first',
      queries: {
        copies: ({ offset, limit }: { offset: number; limit: number }) => {
          asked.push(offset);
          return { total: all.length, copies: packRecords(all.slice(offset, offset + limit)) };
        },
      },
    });
    const run = temporal.add({
      workflowId: 'replicate-weights',
      input: { plan: PLAN },
      memo: memoOf({ ...beijing, runId: 'first' }),
    });
    const { report } = await fetchReport(temporal.client, run);
    expect(asked).toEqual([0, 2_000, 4_000]);
    expect(
      new Set(report.copies.filter(({ region }) => region === 'cn-beijing').map(({ source }) => source)).size,
    ).toBe(4_500);
  });

  it('reads the result of its own region even if another run has the region under way now', async () => {
    const temporal = new FakeTemporal();
    const mine = endedRegion(temporal, 'cn-beijing', copies());
    temporal.add({ workflowId: mine.workflowId, type: 'replicateRegion', status: 'RUNNING' });
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'CANCELLED',
      input: { plan: PLAN },
      memo: memoOf(mine),
    });
    const { report } = await fetchReport(temporal.client, run);
    expect(report.counts.ready).toBe(2);
  });

  it('says that a worker is needed if a region is under way and none answers', async () => {
    const temporal = new FakeTemporal();
    const beijing = temporal.add({ workflowId: 'replicate-weights/cn-beijing' });
    const run = temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN }, memo: memoOf(beijing) });
    await expect(fetchReport(temporal.client, run)).rejects.toThrow(/no worker answered the copies query/);
  });

  it('shows copies that were deleted on cancellation as pending', async () => {
    const temporal = new FakeTemporal();
    const beijing = endedRegion(temporal, 'cn-beijing', copies());
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'CANCELLED',
      input: { plan: PLAN },
      memo: { ...memoOf(beijing), deleted: { 'cn-beijing': { deleted: 2, left: [] } } },
    });
    const { report } = await fetchReport(temporal.client, run);
    expect(report.copies[0]).toMatchObject({ outcome: 'pending', reason: 'deleted on cancellation' });
  });

  it('reports a run without a valid plan, with the reason', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'FAILED',
      failure: { type: 'InvalidPlan', message: 'No input.' },
    });
    const { report, failure } = await fetchReport(temporal.client, run);
    expect(failure).toBe('The plan is not valid:\nNo input.');
    expect(report).toMatchObject({ plan: 'weights', planDigest: null, outcome: 'failed', copies: [] });
  });
});
