import { describe, expect, it } from 'vitest';
import { cancelRun } from '../../../src/client/control-run.js';
import { currentStatus } from '../../../src/client/status/current-status.js';
import { fetchReport } from '../../../src/client/fetch-report.js';
import { findRun } from '../../../src/client/find-run.js';
import { listRuns } from '../../../src/client/list-runs.js';
import { FakeTemporal } from './support/fake-temporal.js';
import { copies, endedRegion, memoOf, PLAN } from './support/sample-run.js';

describe('finding a run', () => {
  it("finds a plan's run by its name, and any run by its workflow id", async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights' });
    temporal.add({ workflowId: 'mine' });
    expect(await findRun(temporal.client, 'weights')).toEqual({ workflowId: 'replicate-weights', runId: 'run-1' });
    expect(await findRun(temporal.client, 'replicate-weights')).toMatchObject({ runId: 'run-1' });
    expect(await findRun(temporal.client, 'mine')).toMatchObject({ runId: 'run-2' });
  });

  it.each([
    ['by a schedule, when that was later', ['replicate-weights', 'replicate-weights-2026-11-02T10:00:00Z'], 1],
    ['by hand, when that was later', ['replicate-weights-2026-11-02T10:00:00Z', 'replicate-weights'], 1],
    [
      'by the last of several schedules',
      ['replicate-weights-2026-11-02T10:00:00Z', 'replicate-weights-2026-11-02T10:05:00Z'],
      1,
    ],
    ['not by the schedule of a longer name', ['replicate-weights', 'replicate-weights-2-2026-11-02T10:00:00Z'], 0],
  ])("takes a plan's latest run: %s", async (_how, ids, expected) => {
    const temporal = new FakeTemporal();
    for (const workflowId of ids) temporal.add({ workflowId });
    expect((await findRun(temporal.client, 'weights')).workflowId).toBe(ids[expected]);
  });

  it('takes the latest of several scheduled runs, also when an earlier one is still under way', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights-2026-11-02T10:00:00Z' });
    temporal.add({ workflowId: 'replicate-weights-2026-11-02T10:05:00Z', status: 'COMPLETED' });
    expect((await findRun(temporal.client, 'weights')).runId).toBe('run-2');
  });

  it.each(['nothing', 'replicate-weights/cn-beijing', 'a" OR WorkflowType = "x'])('finds no run of %s', async (id) => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights/cn-beijing', type: 'replicateRegion' });
    await expect(findRun(temporal.client, id)).rejects.toThrow(/There is no run of/);
  });
});

describe('a preview', () => {
  const preview = { memo: { planDigest: 'digest-1', preview: true } };

  it('is not listed among the runs', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights' });
    temporal.add({ workflowId: 'preview-weights-1', ...preview });
    expect((await listRuns(temporal.client, 1)).map(({ workflowId }) => workflowId)).toEqual(['replicate-weights']);
  });

  it("is never a plan's latest run, whatever its id", async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', status: 'COMPLETED' });
    temporal.add({ workflowId: 'replicate-weights', status: 'COMPLETED', ...preview });
    temporal.add({ workflowId: 'replicate-weights-2026-11-02T10:00:00Z', status: 'COMPLETED', ...preview });
    expect(await findRun(temporal.client, 'weights')).toMatchObject({ runId: 'run-1' });
  });

  it('is rejected where a run is expected', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({ workflowId: 'preview-weights-1', ...preview });
    const sentence = /^preview-weights-1 is a preview, not a run/;
    await expect(findRun(temporal.client, 'preview-weights-1')).rejects.toThrow(sentence);
    await expect(fetchReport(temporal.client, run)).rejects.toThrow(sentence);
    run.memo = {};
    temporal.add({ workflowId: 'replicate-only', ...preview });
    await expect(findRun(temporal.client, 'only')).rejects.toThrow(/There is no run of only/);
  });
});

/** Case 27. */
describe('a run that --expect-digest refused', () => {
  const refused = {
    status: 'FAILED',
    memo: { planDigest: 'digest-1', expectDigest: 'e' },
    failure: { type: 'DigestDiffers', message: 'Nothing was started.' },
  } as const;

  it("is passed over as the plan's latest run, by its name and by its workflow id, and in the list", async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', status: 'COMPLETED' });
    temporal.add({ workflowId: 'replicate-weights', ...refused });
    temporal.add({ workflowId: 'replicate-weights-2026-11-02T10:00:00Z', ...refused });
    for (const id of ['weights', 'replicate-weights']) {
      expect(await findRun(temporal.client, id)).toMatchObject({ runId: 'run-1' });
    }
    expect((await listRuns(temporal.client)).map(({ runId }) => runId)).toEqual(['run-1']);
  });

  it('is named where there is no other', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', ...refused });
    const sentence = /^replicate-weights was refused by --expect-digest: nothing was started/;
    await expect(findRun(temporal.client, 'replicate-weights')).rejects.toThrow(sentence);
    await expect(findRun(temporal.client, 'weights')).rejects.toThrow(sentence);
  });

  it('is told from a run that failed although its digest was right', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', ...refused, failure: { type: 'ReplicationFailed', message: 'x' } });
    expect(await findRun(temporal.client, 'weights')).toMatchObject({ runId: 'run-1' });
    expect(await listRuns(temporal.client)).toHaveLength(1);
  });
});

describe('listing runs', () => {
  it('lists the newest first, up to the limit', async () => {
    const temporal = new FakeTemporal();
    for (const workflowId of ['a', 'b', 'c']) temporal.add({ workflowId, memo: { planDigest: `of ${workflowId}` } });
    expect((await listRuns(temporal.client, 2)).map(({ workflowId }) => workflowId)).toEqual(['c', 'b']);
    expect((await listRuns(temporal.client))[0]).toEqual({
      workflowId: 'c',
      runId: 'run-3',
      status: 'RUNNING',
      startedAt: '2026-11-02T10:02:00.000Z',
      finishedAt: null,
      planDigest: 'of c',
      plan: null,
      outcome: null,
      taskFailures: [],
    });
  });
});

describe('cancelling a run', () => {
  it('sends an update before it cancels if copies are deleted, and none if they are kept', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({ workflowId: 'replicate-weights' });
    await cancelRun(temporal.client, run, 'keep');
    expect(temporal.updates).toEqual([]);
    await cancelRun(temporal.client, run, 'delete');
    expect(temporal.updates).toEqual(['deleteOnCancel']);
    expect(temporal.cancelled).toEqual(['run-1', 'run-1']);
  });
});

describe('the status of a run', () => {
  it('is the answer of the run while it is under way', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({
      workflowId: 'replicate-weights',
      queries: { status: () => ({ plan: 'weights', regions: [] }) },
    });
    expect(await currentStatus(temporal.client, run)).toMatchObject({ plan: 'weights' });
  });

  it('says that a worker is needed if none answers', async () => {
    const temporal = new FakeTemporal();
    const run = temporal.add({ workflowId: 'replicate-weights' });
    await expect(currentStatus(temporal.client, run)).rejects.toThrow(/no worker answered the status query/);
  });

  it('is built from the report once the run has ended', async () => {
    const temporal = new FakeTemporal();
    const beijing = endedRegion(temporal, 'cn-beijing', copies());
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'CANCELLED',
      input: { plan: PLAN },
      memo: memoOf(beijing),
    });
    expect(await currentStatus(temporal.client, run)).toMatchObject({
      outcome: 'cancelled',
      counts: { ready: 2, pending: 2 },
      regions: [
        { region: 'cn-beijing', phase: 'ended', counts: { ready: 2 } },
        { region: 'cn-shanghai', phase: 'ended', counts: { pending: 2 } },
      ],
      failure: 'The run was cancelled.',
    });
  });
});
