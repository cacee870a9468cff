import { describe, expect, it } from 'vitest';
import { fetchReport } from '../../../src/client/fetch-report.js';
import { packRecords } from '../../../src/copies/packed-records.js';
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

  it('takes the plan from the activity that read it, when the run was started with a file', async () => {
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

  it('shows the copies of a region that never started as pending while the run goes on', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN } });
    const { report } = await fetchReport(temporal.client, run);
    expect(report).toMatchObject({ outcome: 'running', finishedAt: null, counts: { planned: 4, pending: 4 } });
    expect(report.copies[0]).toMatchObject({ path: null, verdict: null, code: null });
    expect(report.copies[1]).toMatchObject({ path: '/other', bucket: null });
  });

  it('shows them as failed, and why, when the run failed without them', async () => {
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
        details: [summary({ code: 'WaveStopped', reason: 'a required copy is not ready' })],
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

  it('takes the plan for a region whose workflow ended without a result', async () => {
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

    it('tells the copies of a region that never started by what the run found, so that none is missing', async () => {
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
          details: [summary({ code: 'WaveStopped', reason: 'a required copy is not ready' })],
        },
      });
      const { report } = await fetchReport(temporal.client, run);
      expect(report.counts).toMatchObject({ planned: 4, ready: 2, failed: 2 });
      expect(report.copies.slice(2)).toMatchObject([
        { region: 'cn-shanghai', source: 'edc-1', bucket: 'models', path: '/edc-1', sizeGiB: 7, code: 'WaveStopped' },
        { region: 'cn-shanghai', source: 'edc-2', bucket: 'models', path: '/other', sizeGiB: 7, code: 'WaveStopped' },
      ]);
    });

    it('shows those by id alone until the sources were found', async () => {
      const temporal = new FakeTemporal();
      const run = temporal.add({ workflowId: 'replicate-weights', input: { plan } });
      const { report } = await fetchReport(temporal.client, run);
      expect(report.copies.map(({ source: id, path }) => `${id} ${path}`)).toEqual(['edc-2 /other', 'edc-2 /other']);
    });
  });

  it('asks a region that is under way for its copies, page by page', async () => {
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

  it('reads the result of its own region, when another run has the region under way by now', async () => {
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

  it('says that a worker is needed, when a region is under way and none answers', async () => {
    const temporal = new FakeTemporal();
    const beijing = temporal.add({ workflowId: 'replicate-weights/cn-beijing' });
    const run = temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN }, memo: memoOf(beijing) });
    await expect(fetchReport(temporal.client, run)).rejects.toThrow(/no worker told its copies/);
  });

  it('shows copies that a cancellation deleted as pending', async () => {
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

  it('reports a run without a valid plan too, with what was wrong', async () => {
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
