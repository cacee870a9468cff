import { describe, expect, it, vi } from 'vitest';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { controlUpdates } from '../../workflows/messages.js';
import { replicatorForTest } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { answeringServer, json } from './support/answering-server.js';

const DIGEST = 'a'.repeat(64);
const REFUSAL = { Code: 'NoPermission', Message: 'not allowed' };

/** A worker whose account is refused every call. */
async function refusedReplicator() {
  const { port } = await answeringServer((response) => json(response, 403, REFUSAL));
  return replicatorForTest({ simulator: { ...(await simulatorForTest({})), url: `http://127.0.0.1:${port}` } });
}

describe('a dry run', () => {
  async function open(scenario: ScenarioInput | 'refused') {
    const replicator = await (scenario === 'refused' ? refusedReplicator() : replicatorForTest({ scenario }));
    const { client, taskQueue, simulator } = replicator;
    const start = (workflowId: string, input: object) =>
      client.workflow.start('replicate', { taskQueue, workflowId, args: [input] });
    const execute = async (workflowId: string, input: object) => (await start(workflowId, input)).result();
    const calls = () => Object.keys(simulator.ledger().calls).toSorted();
    return { client, simulator, start, execute, calls };
  }

  it('returns what a run would do, and only reads', async () => {
    const { execute, calls } = await open({ sources: sourceCaches(3) });
    const plan = planOf({ name: 'dry', caches: 3, regions: ['cn-beijing', 'cn-shanghai'] });
    const region = { verdicts: { create: 3, adopt: 0 }, createGiB: 21, usage: { used: 0, max: 100_000 } };
    expect(await execute('preview-dry-by-hand', { plan, dryRun: true })).toMatchObject({
      version: 1,
      plan: 'dry',
      previewDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      regions: [
        { region: 'cn-beijing', ...region },
        { region: 'cn-shanghai', ...region },
      ],
    });
    expect(calls()).toEqual(['DescribeDataCaches', 'ListUsage']);
  });

  it('gives verdicts for copies whose source is still being created, and says why the others have none', async () => {
    const [ready, creating, failed] = sourceCaches(3).map((source, i) =>
      i === 0 ? source : { ...source, status: i === 1 ? 'Creating' : 'Failed' },
    );
    const { execute, client } = await open({ sources: [ready, creating, failed].flatMap((source) => source ?? []) });
    const plan = planOf({
      name: 'sources',
      caches: 4,
      regions: ['cn-beijing'],
      policy: { ready: { pollEvery: '1s', absentAfter: '2s' } },
    });
    const found = await execute('preview-sources', { plan, dryRun: true });
    expect(found).toMatchObject({ regions: [{ verdicts: { create: 2, none: 2 }, createGiB: 14 }] });
    const run = await client.workflow.getHandle('preview-sources').describe();
    const memo = run.memo as { regions: Record<string, { workflowId: string }>; preview: boolean };
    expect(memo).toMatchObject({ preview: true, planDigest: found.planDigest });
    expect(memo.regions['cn-beijing']?.workflowId).toBe(`preview-sources/cn-beijing/${run.runId}`);
  });

  it('fails if its selections cannot be resolved: no copies is not the same as no changes', async () => {
    const { execute } = await open('refused');
    const base = planOf({ name: 'unresolved', caches: 1, regions: ['cn-beijing'] });
    const plan = { ...base, source: { ...base.source, caches: [{ select: { bucket: 'models' } }] } };
    await expect(execute('preview-unresolved', { plan, dryRun: true })).rejects.toMatchObject({
      cause: { type: 'PreviewFailed', message: expect.stringContaining('cannot be described') },
    });
  });

  it('does not wait for the account to be fixed, whatever the plan says, because it cannot be resumed', async () => {
    const { execute } = await open('refused');
    const policy = { onAccountError: 'pause' };
    const plan = planOf({ name: 'unpaid', caches: 1, regions: ['cn-beijing'], policy });
    const preview = await execute('preview-unpaid', { plan, dryRun: true });
    expect(preview).toMatchObject({ regions: [{ verdicts: { none: 1 } }] });
  });

  it('says why it cannot see a region, with the count of ListUsage, and continues with the others', async () => {
    const standing = { region: 'cn-beijing', bucket: 'models', path: '/theirs' };
    const { execute, calls } = await open({
      sources: sourceCaches(2),
      existing: [standing],
      regions: { 'cn-beijing': { blindDescribe: true }, 'cn-shanghai': { denyListUsage: true } },
    });
    const plan = planOf({
      name: 'blind-preview',
      caches: 2,
      regions: ['cn-beijing', 'cn-shanghai', 'cn-chengdu'],
      policy: { ready: { pollEvery: '1s', absentAfter: '2s' }, blindSurvey: 'stop' },
    });
    const found = await execute('preview-blind', { plan, dryRun: true });
    expect(found.regions).toMatchObject([
      { verdicts: { none: 2 }, usage: { used: 1 }, stop: { code: 'SurveyBlind' } },
      {
        verdicts: { none: 2 },
        usage: { reason: expect.stringContaining('NoPermission') },
        stop: { code: 'SurveyBlind' },
      },
      { verdicts: { create: 2 }, usage: { used: 0 } },
    ]);
    expect(calls()).toEqual(['DescribeDataCaches', 'ListUsage']);
  });

  it('runs alongside a run of the same plan, which continues', async () => {
    const { start, execute, simulator } = await open({ sources: sourceCaches(2), copyTime: '5s' });
    const plan = planOf({ name: 'alongside', caches: 2, regions: ['cn-beijing'] });
    const run = await start('replicate-beside', { plan });
    await vi.waitUntil(() => simulator.ledger().billed.length === 2, { timeout: 30_000 });
    const found = await execute('preview-beside', { plan, dryRun: true });
    expect(found).toMatchObject({ regions: [{ verdicts: { adopt: 2 } }] });
    expect((await run.describe()).status.name).toBe('RUNNING');
    expect(await run.result()).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 0 } });
  });

  it('that is cancelled ends as cancelled, and so do its regions', async () => {
    const { client, start } = await open({
      sources: sourceCaches(1),
      existing: [{ region: 'cn-beijing', bucket: 'models', path: '/theirs' }],
      regions: { 'cn-beijing': { blindDescribe: true } },
    });
    const preview = await start('preview-cancelled', {
      plan: planOf({ name: 'cancelled-preview', caches: 1, regions: ['cn-beijing'] }),
      dryRun: true,
    });
    const child = `preview-cancelled-preview/cn-beijing/${preview.firstExecutionRunId}`;
    const status = (id: string) => async () => (await client.workflow.getHandle(id).describe()).status.name;
    await vi.waitFor(async () => expect(await status(child)()).toBe('RUNNING'), { timeout: 30_000 });
    await preview.cancel();
    await expect(preview.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    await vi.waitFor(async () => expect(await status(child)()).not.toBe('RUNNING'), { timeout: 30_000 });
  });
});

describe('a run that expects a digest', () => {
  it('starts nothing if the digest differs, and continues if it is that of its preview', async () => {
    const replicator = await replicatorForTest({
      scenario: { sources: sourceCaches(2), copyTime: '1s' },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = planOf({ name: 'agreed', caches: 2, regions: ['cn-beijing', 'cn-shanghai'] });
    const run = (workflowId: string, input: object) =>
      client.workflow.execute('replicate', { taskQueue, workflowId, args: [{ plan, ...input }] });
    const { previewDigest } = await run('preview-agreed', { dryRun: true });

    const refused = await run('replicate-agreed', { expectDigest: DIGEST }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      cause: { type: 'DigestDiffers', nonRetryable: true, message: expect.stringContaining(previewDigest) },
    });
    expect(refused).toMatchObject({ cause: { message: expect.stringContaining(DIGEST) } });
    // Nor for a part of the plan: the preview was of the whole plan.
    const part = run('replicate-agreed', { expectDigest: previewDigest, regions: ['cn-beijing'] });
    await expect(part).rejects.toMatchObject({ cause: { type: 'DigestDiffers' } });
    expect(simulator.ledger().calls).not.toHaveProperty('CopyDataCache');

    const agreed = await run('replicate-agreed', { expectDigest: previewDigest });
    expect(agreed).toMatchObject({ outcome: 'ready', counts: { ready: 4, adopted: 0 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 4 }, duplicates: [] });
  });

  it('requests nothing in a later region that has changed by its turn', async () => {
    const replicator = await replicatorForTest({
      scenario: { sources: sourceCaches(2), copyTime: '6s' },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = {
      ...planOf({ name: 'later', caches: 2, regions: ['cn-beijing', 'cn-shanghai'] }),
      waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai'] }],
    };
    const start = (workflowId: string, input: object) =>
      client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan, ...input }] });
    const { previewDigest } = await (await start('preview-later', { dryRun: true })).result();
    const run = await start('replicate-later', { expectDigest: previewDigest });
    await vi.waitUntil(() => simulator.ledger().billed.length === 2, { timeout: 60_000, interval: 20 });
    // A foreign cache takes one of the places of the second wave.
    const [{ bucket, path } = { bucket: '', path: '/' }] = sourceCaches(1);
    simulator.world.place({
      ...{ region: 'cn-shanghai', bucket, path, name: 'theirs' },
      ...{ sizeGiB: 1, status: 'Available', tags: {} },
    });
    await expect(run.result()).rejects.toMatchObject({ cause: { type: 'ReplicationFailed' } });
    const second = await client.workflow.getHandle('replicate-later/cn-shanghai').result();
    const codes = unpackRecords(second.records).map(({ state, code }) => [state, code]);
    expect(codes).toEqual([
      ['conflict', 'PathTaken'],
      ['failed', 'DigestDiffers'],
    ]);
    expect(simulator.ledger().billed.map(({ region }) => region)).toEqual(['cn-beijing', 'cn-beijing']);
  });

  it('creates the other copies of a later region if one of them has been skipped by its turn', async () => {
    const replicator = await replicatorForTest({
      scenario: { sources: sourceCaches(2), copyTime: '3s' },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = {
      ...planOf({ name: 'fewer', caches: 2, regions: ['cn-beijing', 'cn-shanghai'] }),
      waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai'] }],
    };
    const start = (workflowId: string, input: object) =>
      client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan, ...input }] });
    const { previewDigest } = await (await start('preview-fewer', { dryRun: true })).result();
    const run = await start('replicate-fewer', { expectDigest: previewDigest });
    await vi.waitUntil(() => simulator.ledger().billed.length === 2, { timeout: 60_000, interval: 20 });
    await run.executeUpdate(controlUpdates.skip, { args: [{ source: 'edc-source0000', region: 'cn-shanghai' }] });
    expect(await run.result()).toMatchObject({ outcome: 'ready', counts: { ready: 3, skipped: 1, failed: 0 } });
    expect(simulator.ledger().billed).toHaveLength(3);
  });

  it('fails with its own reason if the account is refused, as the preview reports', async () => {
    const { client, taskQueue } = await refusedReplicator();
    const code = REFUSAL.Code;
    const plan = planOf({ name: 'refused-preview', caches: 1, regions: ['cn-beijing'] });
    const run = (workflowId: string, input: object) =>
      client.workflow.execute('replicate', { taskQueue, workflowId, args: [{ plan, ...input }] });
    const found = await run('preview-refused', { dryRun: true });
    expect(found).toMatchObject({ regions: [{ verdicts: { none: 1 }, usage: {}, stop: { code } }] });
    await expect(run('replicate-refused', { expectDigest: found.previewDigest })).rejects.toMatchObject({
      cause: { type: 'ReplicationFailed', details: [{ regions: [{ stop: { code } }] }] },
    });
  });
});
