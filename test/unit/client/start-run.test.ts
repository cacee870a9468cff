import { describe, expect, it } from 'vitest';
import { awaitWorker } from '../../../src/client/await-worker.js';
import { startRun, type StartRunOptions } from '../../../src/client/start-run.js';
import { FakeTemporal } from './support/fake-temporal.js';
import { PLAN } from './support/sample-run.js';

function options(temporal: FakeTemporal, change: Partial<StartRunOptions> = {}): StartRunOptions {
  return {
    name: 'weights',
    planDigest: 'digest-1',
    document: PLAN,
    taskQueue: 'eci-replicator',
    onConflict: 'fail',
    pause: temporal.pause,
    ...change,
  };
}

describe('starting a run', () => {
  it("starts `replicate` under the plan's id, with the plan as its one argument and its digest in the memo", async () => {
    const temporal = new FakeTemporal();
    const started = await startRun(temporal.client, options(temporal, { vars: { a: 'b' }, regions: ['cn-beijing'] }));
    expect(started).toEqual({ workflowId: 'replicate-weights', runId: 'run-1', attached: false });
    expect(temporal.started).toMatchObject([
      {
        type: 'replicate',
        options: {
          taskQueue: 'eci-replicator',
          args: [{ plan: PLAN, vars: { a: 'b' }, regions: ['cn-beijing'] }],
          workflowIdConflictPolicy: 'FAIL',
          memo: { planDigest: 'digest-1' },
        },
      },
    ]);
  });

  it('attaches to the run under way if its plan digest is the same', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-1' } });
    const started = await startRun(temporal.client, options(temporal));
    expect(started).toEqual({ workflowId: 'replicate-weights', runId: 'run-1', attached: true });
    expect(temporal.started).toEqual([]);
  });

  it('refuses if the run under way has another plan digest, and says which run, since when and which digest', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-0' } });
    const start = startRun(temporal.client, options(temporal));
    await expect(start).rejects.toMatchObject({ name: 'RunRefused' });
    await expect(start).rejects.toThrow(/run-1, since 2026-11-02T10:00:00.000Z, plan digest digest-0[^]*digest-1/);
    expect(temporal.started).toEqual([]);
  });

  it('says by key what differs from the plan of the run under way', async () => {
    const temporal = new FakeTemporal();
    const other = { ...PLAN, copy: { retentionDays: 30 } };
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-0' }, input: { plan: other } });
    const document = { ...PLAN, copy: { retentionDays: 20 } };
    const start = startRun(temporal.client, options(temporal, { document }));
    await expect(start).rejects.toThrow(/this plan: digest digest-1\n {4}copy\.retentionDays: 30 → 20\nWait for it/);
  });

  it('waits for the digest of a run that has just been started by hand', async () => {
    const temporal = new FakeTemporal();
    const byHand = temporal.add({ workflowId: 'replicate-weights' });
    temporal.onPause = () => {
      byHand.memo['planDigest'] = 'digest-1';
    };
    expect(await startRun(temporal.client, options(temporal))).toMatchObject({ attached: true });
  });

  it('treats a run without a digest as a run of another plan', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights' });
    await expect(startRun(temporal.client, options(temporal))).rejects.toThrow(/digest not known yet/);
  });

  it('passes the expected digest to the run, and writes it to the memo', async () => {
    const temporal = new FakeTemporal();
    await startRun(temporal.client, options(temporal, { expectDigest: 'preview-1' }));
    expect(temporal.started).toMatchObject([
      {
        options: {
          args: [{ plan: PLAN, expectDigest: 'preview-1' }],
          memo: { planDigest: 'digest-1', expectDigest: 'preview-1' },
        },
      },
    ]);
  });

  it.each([
    ['without', {}],
    ['with another', { expectDigest: 'preview-0' }],
  ])('with an expected digest does not attach to a run %s', async (_, memo) => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-1', ...memo } });
    const start = startRun(temporal.client, options(temporal, { expectDigest: 'preview-1' }));
    await expect(start).rejects.toMatchObject({ name: 'RunRefused' });
    await expect(start).rejects.toThrow(/was not started with this --expect-digest[^]*preview-1/);
    expect(temporal.started).toEqual([]);
  });

  it('attaches to a run that expects the same digest, and without one to any run of the plan', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-1', expectDigest: 'preview-1' } });
    const attached = { runId: 'run-1', attached: true };
    expect(await startRun(temporal.client, options(temporal, { expectDigest: 'preview-1' }))).toMatchObject(attached);
    expect(await startRun(temporal.client, options(temporal))).toMatchObject(attached);
  });

  it('does not attach to a preview under way', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-1', preview: true } });
    await expect(startRun(temporal.client, options(temporal))).rejects.toThrow(/under way as a preview/);
  });

  it('replaces a run of another digest: cancels it, keeping its copies, and starts when it has ended', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-0' } });
    const notices: string[] = [];
    const started = await startRun(
      temporal.client,
      options(temporal, { onConflict: 'replace', onNotice: (sentence) => notices.push(sentence) }),
    );
    expect(temporal.cancelled).toEqual(['run-1']);
    expect(temporal.updates).toEqual([]);
    expect(started).toMatchObject({ runId: 'run-2', attached: false });
    expect(notices).toHaveLength(1);
  });

  it.each(['fail', 'replace'] as const)(
    'refuses if the run under way is on another task queue, whatever its plan (--on-conflict %s)',
    async (onConflict) => {
      const temporal = new FakeTemporal();
      temporal.add({ workflowId: 'replicate-weights', taskQueue: 'team-b', memo: { planDigest: 'digest-1' } });
      const start = startRun(temporal.client, options(temporal, { onConflict }));
      await expect(start).rejects.toMatchObject({ name: 'RunRefused' });
      await expect(start).rejects.toThrow(
        /run-1 on task queue team-b\n.*task queue eci-replicator\n.*Rename this plan/,
      );
      expect([temporal.started, temporal.cancelled]).toEqual([[], []]);
    },
  );

  it('attaches to a run that an operator has paused, and waits for its end if it is to be replaced', async () => {
    const temporal = new FakeTemporal();
    const paused = temporal.add({
      workflowId: 'replicate-weights',
      status: 'PAUSED',
      memo: { planDigest: 'digest-1' },
    });
    expect(await startRun(temporal.client, options(temporal))).toMatchObject({ runId: 'run-1', attached: true });
    paused.memo['planDigest'] = 'digest-0';
    await startRun(temporal.client, options(temporal, { onConflict: 'replace' }));
    expect(temporal.cancelled).toEqual(['run-1']);
  });

  it('starts with another workflow id if one is given', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'digest-0' } });
    expect(await startRun(temporal.client, options(temporal, { workflowId: 'mine' }))).toMatchObject({
      workflowId: 'mine',
      attached: false,
    });
  });
});

describe('waiting for a worker', () => {
  it('does not wait if one answers', async () => {
    const temporal = new FakeTemporal();
    expect(await awaitWorker(temporal.client, 'queue', { pause: temporal.pause })).toMatchObject({ answered: true });
  });

  it('does not take one that ended minutes ago for one that answers', async () => {
    const temporal = new FakeTemporal();
    temporal.answers = false;
    expect(await awaitWorker(temporal.client, 'queue', { pause: temporal.pause })).toMatchObject({ answered: false });
  });

  it('gives up after 60 s, and calls onWait once', async () => {
    const temporal = new FakeTemporal();
    temporal.pollers = [];
    let waited = 0;
    let told = 0;
    temporal.onPause = (ms) => {
      waited += ms;
    };
    const onWait = () => {
      told += 1;
    };
    expect(await awaitWorker(temporal.client, 'queue', { pause: temporal.pause, onWait })).toMatchObject({
      answered: false,
    });
    expect({ waited, told }).toEqual({ waited: 60_000, told: 1 });
  });

  it('continues as soon as one answers', async () => {
    const temporal = new FakeTemporal();
    temporal.pollers = [];
    temporal.onPause = () => {
      temporal.pollers = ['late'];
    };
    expect(await awaitWorker(temporal.client, 'queue', { pause: temporal.pause })).toMatchObject({ answered: true });
  });
});
